"""Files of the user: which path a name means, how a file is opened, and how one is written.

Everything that the kit reads or writes for somebody goes through here, so that one rule holds
for all names, nothing waits for a pipe, and a file is whole even if the process is killed.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import stat
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

MOST = 512 * 2**20              # bytes of a file, packed or unpacked
SENTENCE, NAME = 300, 60        # letters of a message, and of a name in it


class StoreError(ValueError):
    """A file cannot be trusted, read, or written."""

    def __init__(self, sentence: str):
        super().__init__(shorten(sentence, SENTENCE))


def shorten(text: object, most: int = NAME) -> str:
    """The text with its middle left out where it is too long for a sentence."""
    text = str(text)
    half = (most - 1) // 2
    return text if len(text) <= most else f"{text[:half]}…{text[-half:]}"


def place(path: str | os.PathLike[str], ending: str = "") -> Path:
    """The absolute path that a name means: from the current folder, ``~`` being the user's home.

    `ending` is added where the name does not end so. No part of a name is ever replaced:
    ``lr0.1`` becomes ``lr0.1.npz``.

    Raises
    ------
    StoreError
        If it is no path, or one that no file can have.
    """
    example = f"give a name such as mine{ending or '.npz'}"
    text = os.fspath(path) if isinstance(path, os.PathLike) else path
    if not isinstance(text, str):
        raise StoreError(f"a path is wanted and a {type(path).__name__} came; {example}")
    if not text.strip():
        raise StoreError(f"the path is empty; {example}")
    if text.endswith(("/", os.sep)) or Path(text).name in ("", ".."):
        raise StoreError(f"{shorten(text)} is a folder; {example}, with the folder before it")
    try:
        if "\0" in text or not os.fsencode(text):
            raise ValueError("it holds a NUL")
        found = Path(text).expanduser().absolute()
    except (ValueError, RuntimeError, OSError) as error:
        raise StoreError(f"{shorten(repr(text))} is no path here ({shorten(error)}); {example}"
                         ) from None
    return found if found.name.lower().endswith(ending) else found.with_name(found.name + ending)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """An ordinary file, to be read.

    Raises
    ------
    FileNotFoundError
        If there is none.
    StoreError
        If it is something else (reading a pipe or a device may never end), too large, or not
        to be read.
    """
    name = shorten(path.name)
    try:
        with ordinary(path) as file:
            yield file
    except (FileNotFoundError, NotADirectoryError):
        raise FileNotFoundError(f"there is no file {name} in {shorten(path.parent, 100)}; give the "
                                "path of one") from None
    except OSError as error:
        raise StoreError(f"{name} cannot be read ({shorten(error.strerror or error)}); give "
                         "the path of a file that you may read") from None


@contextmanager
def ordinary(path: Path, most: int = MOST) -> Iterator[BinaryIO]:
    """The same; OSError for everything that is wrong."""
    _refuse_others(os.stat(path))                       # before it is opened, which may wait
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(path, flags), "rb") as file:
        found = os.fstat(file.fileno())
        _refuse_others(found)
        if found.st_size > most:
            raise OSError(f"it has {found.st_size >> 20:,} MB, and {most >> 20} MB is the most")
        yield file


def _refuse_others(found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise OSError("it is a folder" if stat.S_ISDIR(found.st_mode) else "it is no ordinary file")


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A file that is written whole or not at all: gives where to write it in the meantime.

    It is written beside, under a name of its own, brought to the disk, and renamed once. So
    whoever reads sees the old file or the new one, and of two who write the last one wins.

    Raises
    ------
    StoreError
        If the folder cannot be written; what was there before is left as it was.
    """
    name, path = path.name, Path(os.path.realpath(path))        # a link stays a link
    part = path.with_name(f".grokviz-{_HOST}-{os.getpid()}-{uuid.uuid4().hex[:12]}.part")
    _writing.add(part)
    try:
        with suppress(FileNotFoundError, NotADirectoryError):
            _refuse_others(os.stat(path))
        path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(path.parent)
        yield part
        _to_disk(part, os.O_RDWR)
        os.replace(part, path)
        with suppress(OSError):                         # not every system can do it for folders
            _to_disk(path.parent, os.O_RDONLY)
    except OSError as error:
        home = os.path.join(os.path.expanduser("~"), name)
        raise StoreError(
            f"{shorten(name)} cannot be written into the folder {shorten(path.parent, 70)} "
            f"({shorten(error.strerror or error)}); nothing there was changed: give another "
            f"folder, e.g. {shorten(home, 70)}"
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        _writing.discard(part)


_HOST = hashlib.sha256(platform.node().encode()).hexdigest()[:8]
_PART = re.compile(r"\.grokviz-([0-9a-f]{8})-(\d+)-[0-9a-f]{12}\.part")
_DAY = 24 * 3600                # [s] after which a part is nobody's, wherever its process was
_writing: set[Path] = set()     # parts of this process


def _sweep(folder: Path) -> None:
    """Remove the parts that killed processes left in a folder."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            found = _PART.fullmatch(entry.name)
            if found and _is_nobodys(entry, found[1], int(found[2])):
                with suppress(OSError):
                    os.unlink(entry.path)


def _is_nobodys(entry: os.DirEntry[str], host: str, process: int) -> bool:
    if host == _HOST and process == os.getpid():        # of a thread, or of a namesake before us
        return Path(entry.path) not in _writing
    if time.time() - entry.stat().st_mtime > _DAY:
        return True
    return host == _HOST and not _is_alive(process)


def _is_alive(process: int) -> bool:
    if sys.platform == "win32":                         # there, asking would end it
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:                             # somebody else's
        return True
    return True


def _to_disk(path: Path, flags: int) -> None:
    handle = os.open(path, flags | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
