"""Records on disk: one NPZ with the arrays, the settings, and where the numbers came from.

A user's name is a path, see `files.place`. Records of the package are named ``stored:NAME`` and
are written by `grokviz precompute` alone. Beside each lies a JSON file for human readers, which
no code reads. Pairs of an NPZ and a JSON, the old format, can still be loaded.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from grokviz.run import Record, State
from grokviz.storage import archive, files, sources, validation
from grokviz.storage.archive import Archive, Damaged
from grokviz.storage.files import StoreError, shorten
from grokviz.storage.origin import FORMAT, described
from grokviz.storage.sources import STORED, Source

PAIRS = 1                       # version of the old format, pairs of an NPZ and a JSON
OTHERS = (".csv", ".gif", ".json", ".parquet", ".png", ".svg")


class Saved(NamedTuple):
    """The whole content of a file."""

    record: Record
    state: State                # to go on from; empty if none was saved
    about: dict[str, Any]       # settings, versions, hash, how and when it was made
    name: str                   # of the file, for error messages


def save(
    record: Record, path: str | Path, *, state: State | None = None, **provenance: Any
) -> Path:
    """Write a record as NPZ, completely or not at all.

    Parameters
    ----------
    record : Record
    path : str or Path
        Relative to the current folder, with or without ``.npz``; ``~`` is your home folder.
    state : mapping of arrays, optional
        The state from which the run can go on, see `load_state`.
    **provenance
        Further facts about it, plain values, e.g. ``recipe=``, ``source=``, ``seconds=``.

    Returns
    -------
    Path of the file.

    Raises
    ------
    StoreError
        If the folder cannot be written to, or if the record is not valid.
    """
    if isinstance(path, str) and path.startswith(STORED):
        raise StoreError(f"{shorten(path)} belongs to grokviz and is read-only; give a path, e.g. "
                         "mine.npz")
    place = files.place(path, ".npz")
    ending = Path(place.name[:-4]).suffix.lower()
    if ending in OTHERS and not str(path).lower().endswith(".npz"):
        raise StoreError(f"{shorten(path)} ends in {ending}, and `save` writes NPZ; give a name "
                         "that ends in .npz, or type gv.export(record, path) for CSV or Parquet")
    _write(record, place, state or {}, provenance)
    return place


def load(source: Source) -> Record:
    """Read a record that `save` wrote.

    Parameters
    ----------
    source : str, Path, bytes or binary file
        A path, with or without ``.npz``; ``stored:NAME`` for a record of the package; or the
        content of such a file, e.g. from an upload.

    Raises
    ------
    FileNotFoundError
        If it does not exist; the message names the most similar file.
    StoreError
        If it is damaged, was changed, is not a record, or was written by a newer grokviz.
    """
    return read(source).record


def load_state(source: Source) -> State:
    """The state from which a saved run can go on; empty if none was saved.

    Raises the same errors as `load`.
    """
    return read(source).state


def provenance(source: Source) -> dict[str, Any]:
    """The description of a saved record: settings, versions, hash, how and when it was made.

    Raises the same errors as `load`, but does not check the arrays and the hash.
    """
    with _opened(source) as (_, about, _name):
        return {"made": {}} | about


def stored(name: str) -> Record:
    """A record of the package."""
    return load(STORED + name)


def read(source: Source) -> Saved:
    """Everything at once, see `load`."""
    with _opened(source) as (file, about, name):
        arrays = file.arrays()
        hashed = archive.digest(arrays, about if about["format"] > PAIRS else None)
        if hashed != about.get("sha256"):
            raise Damaged("its hash differs, so it is not what was saved")
        record = validation.record_of(about, arrays)
        return Saved(record, validation.part_of(arrays, "state"), {"made": {}} | about, name)


def check(record: Record) -> None:
    """Refuse what is no whole record with a StoreError."""
    if not isinstance(record, Record):
        remedy = "type gv.record(experiment) first" if hasattr(record, "start") else "give a Record"
        raise StoreError(f"a Record is wanted and a {type(record).__name__} came; {remedy}")
    try:
        validation.check(record)
    except Damaged as error:
        raise StoreError(f"the record {shorten(record.name)} cannot be written: {error}; make it "
                         "again with gv.record(experiment)") from None


def write_stored(record: Record, name: str, **provenance: Any) -> Path:
    """Write a record into the package, with a JSON for readers: for `grokviz precompute`."""
    path = sources.DATA / f"{name}.npz"
    about = _write(record, path, {}, provenance)
    write_beside(path, about)
    return path


def write_beside(path: Path, about: Mapping[str, Any]) -> None:
    """Write the JSON for readers beside an NPZ."""
    with files.whole(path.with_suffix(".json")) as part:
        part.write_text(archive.text(about), encoding="utf-8")


def _write(
    record: Record, path: Path, state: State, provenance: Mapping[str, Any]
) -> dict[str, Any]:
    check(record)
    arrays = {"steps": np.asarray(record.steps)}
    arrays |= {f"sweep/{k}": np.asarray(v) for k, v in record.sweep.items()}
    arrays |= {f"values/{k}": _compact(v) for k, v in record.values.items()}
    arrays |= {f"state/{k}": np.asarray(v) for k, v in state.items()}
    try:
        about, arrays = archive.sealed(described(record, **provenance), arrays)
        validation.record_of(about, arrays)             # what is written must be readable
    except (Damaged, RecursionError) as error:
        raise StoreError(f"{shorten(path.name)} is not written: {error}; mend the record, and save "
                         "it again") from None
    with files.whole(path) as part, part.open("wb") as file:
        archive.write(file, about, arrays)
    return about


@contextmanager
def _opened(source: Source) -> Iterator[tuple[Archive, dict[str, Any], str]]:
    """The archive of a source, its description, and its name; faults as StoreError."""
    with sources.opened(source) as found:
        try:
            file = Archive(found.file)
            yield file, _about(file, found.beside, found.name), found.name
        except Damaged as error:
            raise StoreError(f"{found.name} cannot be read: {error}; {found.remedy}") from None


def _about(file: Archive, beside: Path | None, name: str) -> dict[str, Any]:
    about, least, most = file.about(), PAIRS + 1, FORMAT
    if about is None:
        # An NPZ without a description is one half of a pair in the old format.
        about, least, most = _of_pair(beside), PAIRS, PAIRS
    kind = about.get("format")
    if type(kind) is int and kind > FORMAT:
        raise StoreError(f"{name} has format {shorten(kind)}, and this grokviz reads up to "
                         f"{FORMAT}; type: pip install --upgrade grokviz")
    if type(kind) is not int or not least <= kind <= most:
        raise Damaged(f"its format is {shorten(repr(kind))}, and not {most}")
    if not isinstance(about.get("made", {}), dict):
        raise Damaged("its part 'made' has no names")
    return about


def _of_pair(beside: Path | None) -> dict[str, Any]:
    if beside is None or not os.path.exists(beside):
        raise Damaged("it holds numbers without settings" + (
            f", and {shorten(beside.name)} is not beside it" if beside else ""))
    with files.opened(beside) as text:
        return archive.parsed(text.read(archive.DESCRIPTION + 1))


def _compact(values: Any) -> np.ndarray:
    array: np.ndarray = np.asarray(values)
    if array.dtype.kind != "f" or array.dtype.itemsize < 8:
        return array
    with np.errstate(all="ignore"):                     # a lost run's loss may overflow to inf
        return array.astype(np.float32)
