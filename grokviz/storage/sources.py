"""What a record can be read from: a path, a name of the package's own, or bytes.

The package's own records have names that no user's file is looked for under, such as
``stored:teacher_student.law``, so neither can ever hide the other.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from grokviz.sentences import unknown
from grokviz.storage import files
from grokviz.storage.files import StoreError, shorten

STORED = "stored:"              # begins the name of a record of the package
DATA = Path(__file__).parents[1] / "data"

Source = str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO


class Opened(NamedTuple):
    """A source, ready to be read."""

    file: BinaryIO
    name: str                   # for sentences
    remedy: str                 # what to type if it is damaged
    beside: Path | None         # where its JSON would be, if it is of the old kind


@contextmanager
def opened(source: Source) -> Iterator[Opened]:
    """Open a source; FileNotFoundError if there is none, StoreError if it is not to be read."""
    remedy = "save or download it again"
    if isinstance(source, str) and source.startswith(STORED):
        stored = source.removeprefix(STORED)
        path, remedy = _path_stored(stored), f"type: grokviz precompute {stored}"
    elif isinstance(source, str | os.PathLike):
        path = _path(source)
    else:
        yield Opened(io.BytesIO(_content(source)), "the file", remedy, None)
        return
    with files.opened(path) as file:
        yield Opened(file, shorten(path.name), remedy, path.with_suffix(".json"))


def is_stored(name: str) -> bool:
    """Whether a record of this name comes with the package."""
    return name in stored_names()


def stored_names() -> list[str]:
    """Those of all records that come with the package; data sets have no dot in theirs."""
    return sorted(path.stem for path in DATA.glob("*.*.npz"))


def _path_stored(name: str) -> Path:
    if not is_stored(name):
        said = unknown("stored record", shorten(name), stored_names())
        raise FileNotFoundError(shorten(said, 300))
    return DATA / f"{name}.npz"


def _path(given: str | os.PathLike[str]) -> Path:
    """The file that is meant: as `save` names it, the NPZ beside a JSON, or just as it is given."""
    exact = files.place(given)
    npz = files.place(exact.with_suffix("") if exact.suffix.lower() == ".json" else exact, ".npz")
    if os.path.exists(npz):
        return npz
    if os.path.exists(exact) and not exact.is_dir():
        return exact
    raise FileNotFoundError(_missing(npz))


def _missing(path: Path) -> str:
    said = f"there is no file {shorten(path.name)} in {shorten(path.parent, 80)}; "
    if is_stored(path.stem):
        return f'{said}for the record that comes with grokviz type "{STORED}{path.stem}"'
    try:
        names = [name for name in os.listdir(path.parent)[:1000] if name.endswith(".npz")]
    except OSError:
        return f"{said}there is no such folder, so give another path"
    near = get_close_matches(path.name, names, n=1)
    return said + (f"did you mean {shorten(near[0])!r}?" if near else "give the path of one")


def _content(source: Any) -> bytes:
    if hasattr(source, "read"):
        source = source.read(files.MOST + 1)
    if not isinstance(source, bytes | bytearray | memoryview):
        raise StoreError(f"a path, bytes or a binary file is wanted and {type(source).__name__} "
                         'came; give a path, or open the file with open(path, "rb")')
    return bytes(source)
