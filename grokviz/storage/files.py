"""Files of the user: what path a name stands for, how a file is opened, and how it is written.

All files that the package reads or writes for a user go through here. So one rule holds for all
names, reading never waits for a pipe, and a file is complete even if the process is killed.
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

MOST = 512 * 2**20              # most bytes of a file, packed or unpacked
SENTENCE, NAME = 300, 60        # most characters of a message, and of a name in it


class StoreError(ValueError):
    """A file cannot be trusted, read or written."""

    def __init__(self, sentence: str):
        super().__init__(shorten(sentence, SENTENCE))


def shorten(text: object, most: int = NAME) -> str:
    """The text, with its middle left out if it is too long for a sentence."""
    text = str(text)
    half = (most - 1) // 2
    return text if len(text) <= most else f"{text[:half]}…{text[-half:]}"


def place(path: str | os.PathLike[str], ending: str = "") -> Path:
    """The absolute path of a name, relative to the current folder; ``~`` is the user's home.

    `ending` is added if the name does not end with it. No part of a name is ever replaced:
    ``lr0.1`` becomes ``lr0.1.npz``.

    Raises
    ------
    StoreError
        If it is not a path, or not one that a file can have.
    """
    example = f"give a name such as mine{ending or '.npz'}"
    text = os.fspath(path) if isinstance(path, os.PathLike) else path
    if not isinstance(text, str):
        raise StoreError(f"the path is a {type(path).__name__}; {example}")
    if not text.strip():
        raise StoreError(f"the path is empty; {example}")
    if text.endswith(("/", os.sep)) or Path(text).name in ("", ".."):
        raise StoreError(f"{shorten(text)} is a folder; {example}, with the folder before it")
    try:
        if "\0" in text or not os.fsencode(text):
            raise ValueError("it holds a NUL")
        found = Path(text).expanduser().absolute()
    except (ValueError, RuntimeError, OSError) as error:
        raise StoreError(f"{shorten(repr(text))} is not a path here ({shorten(error)}); {example}"
                         ) from None
    return found if found.name.lower().endswith(ending) else found.with_name(found.name + ending)


def data_folder() -> Path:
    """The folder in which programs keep the user's data."""
    home = Path(os.path.expanduser("~"))        # unlike Path.home, never fails
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or home / "AppData" / "Roaming")
    if sys.platform == "darwin":
        return home / "Library" / "Application Support"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open an ordinary file for reading.

    Raises
    ------
    FileNotFoundError
        If the file does not exist.
    StoreError
        If it is something else, too large, or not readable. Reading a pipe or a device might never
        end.
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
    """Like `opened`, but every fault is an OSError."""
    _refuse_others(os.stat(path))                       # first, because opening a pipe may block
    # Non-blocking, in case the file was replaced by a pipe since the check; then check again.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(path, flags), "rb") as file:
        found = os.fstat(file.fileno())
        _refuse_others(found)
        if found.st_size > most:
            raise OSError(f"it has {found.st_size >> 20:,} MB, and {most >> 20} MB is the most")
        yield file


def _refuse_others(found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise OSError("it is a folder" if stat.S_ISDIR(found.st_mode) else
                      "it is not an ordinary file")


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Write a file completely or not at all; gives the path to write to in the meantime.

    A process may be killed, or a disk fill up, at any moment. So the content is first written to a
    temporary file in the same folder. `fsync` makes sure that it is on the disk. `os.replace`
    renames it, which is a single operation for the file system. A reader sees the old file or the
    new one, never a part. If two processes write the same file, the last one wins.

    Raises
    ------
    StoreError
        If the folder cannot be written to; then the old file is unchanged.
    """
    # Write to the target of a link, so that the link stays a link.
    name, path = path.name, Path(os.path.realpath(path))
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
        with suppress(OSError):                         # not all systems can sync a folder
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
_DAY = 24 * 3600                # [s] after which a temporary file is abandoned
_writing: set[Path] = set()     # temporary files of this process


def _sweep(folder: Path) -> None:
    """Remove temporary files that killed processes left in a folder."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            found = _PART.fullmatch(entry.name)
            if found and _is_abandoned(entry, found[1], int(found[2])):
                with suppress(OSError):
                    os.unlink(entry.path)


def _is_abandoned(entry: os.DirEntry[str], host: str, process: int) -> bool:
    if host == _HOST and process == os.getpid():        # ours, or of an earlier process
        return Path(entry.path) not in _writing
    if time.time() - entry.stat().st_mtime > _DAY:
        return True
    return host == _HOST and not _is_alive(process)


def _is_alive(process: int) -> bool:
    if sys.platform == "win32":                         # os.kill would end the process there
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:                             # another user's process
        return True
    return True


def _to_disk(path: Path, flags: int) -> None:
    handle = os.open(path, flags | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
