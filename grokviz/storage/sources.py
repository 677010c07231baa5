"""The sources of a record: a path, the name of a record in the package, or bytes.

Records of the package have names such as ``stored:teacher_student.law``. No file of a user is
looked up under such a name, so neither can hide the other.
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

STORED = "stored:"              # prefix of the names of records in the package
DATA = Path(__file__).parents[1] / "data"

Source = str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO


class Opened(NamedTuple):
    """An opened source."""

    file: BinaryIO
    name: str                   # for error messages
    remedy: str                 # advice if the file is damaged
    beside: Path | None         # where its JSON would be in the old format


@contextmanager
def opened(source: Source) -> Iterator[Opened]:
    """Open a source; FileNotFoundError if it does not exist, StoreError if it is unreadable."""
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
    """True if the package contains a record with this name."""
    return name in stored_names()


def stored_names() -> list[str]:
    """Names of all records in the package; data sets have no dot in their names."""
    return sorted(path.stem for path in DATA.glob("*.*.npz"))


def _path_stored(name: str) -> Path:
    if not is_stored(name):
        said = unknown("stored record", shorten(name), stored_names())
        raise FileNotFoundError(shorten(said, 300))
    return DATA / f"{name}.npz"


def _path(given: str | os.PathLike[str]) -> Path:
    """The file that is meant: the name with ``.npz``, or the NPZ beside a JSON, or the name."""
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
        # A look at the first thousand names is enough for a hint.
        names = [name for name in os.listdir(path.parent)[:1000] if name.endswith(".npz")]
    except OSError:
        return f"{said}there is no such folder, so give another path"
    near = get_close_matches(path.name, names, n=1)
    return said + (f"did you mean {shorten(near[0])!r}?" if near else "give the path of one")


def _content(source: Any) -> bytes:
    if hasattr(source, "read"):
        source = source.read(files.MOST + 1)
    if not isinstance(source, bytes | bytearray | memoryview):
        raise StoreError(f"the source is a {type(source).__name__}; give a path, bytes, or a "
                         'binary file, as of open(path, "rb")')
    return bytes(source)
