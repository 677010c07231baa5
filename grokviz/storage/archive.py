"""Arrays and their description in one NPZ file, with limits that are checked before unpacking.

An NPZ is a zip of ``.npy`` files. Ours has one more member, ``about.json``, with the settings and
a hash of everything. Files may come from anybody. A small zip can unpack to gigabytes, and a
forged header can announce an array of any size. So all sizes are read from the directory of the
zip and from the header of each array first, and pickle is never used.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any, BinaryIO

import numpy as np

from grokviz.storage.files import MOST, shorten

ABOUT = "about.json"
MEMBERS = 4096                  # most members of an archive
DIRECTORY = 2**20               # most bytes of a zip's list of members
PIECE = 2**20                   # bytes that are unpacked at once
DESCRIPTION = 8 * 2**20         # most bytes of JSON
DEPTH, LARGEST = 32, 2**64      # limits of JSON: nesting, and size of a whole number
_HEAD = re.compile(             # headers that numpy writes, for real numbers and texts only
    r"\{'descr': '([<|][biufU][1-9]\d{0,5})', 'fortran_order': (True|False), "
    r"'shape': \(((?:\d{1,12}, ){0,15}(?:\d{1,12},?)?)\), \} *\n?")
_DAMAGE = (OSError, ValueError, TypeError, KeyError, EOFError, RuntimeError,
           ArithmeticError, MemoryError, IndexError, struct.error, zipfile.BadZipFile, zlib.error)


class Damaged(ValueError):
    """A fault in a file. The text continues a sentence that begins with the file's name."""


def write(file: BinaryIO, about: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> None:
    """Write an NPZ; `about` and `arrays` are those that `sealed` returns."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as into:
        with _member(into, ABOUT) as out:
            out.write(text(about).encode())
        for name, array in arrays.items():
            with _member(into, f"{name}.npy") as out:
                np.lib.format.write_array(out, array, allow_pickle=False)


def _member(into: zipfile.ZipFile, name: str) -> IO[bytes]:
    """A member to write to, without a date: the same content gives the same bytes."""
    member = zipfile.ZipInfo(name)
    member.compress_type = zipfile.ZIP_DEFLATED
    return into.open(member, "w", force_zip64=True)


def sealed(
    about: Mapping[str, Any], arrays: Mapping[str, np.ndarray]
) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Both arguments as they will be read, with a hash: plain values, little-endian arrays.

    Raises
    ------
    Damaged
        If the description is not plain, or if there is more than `Archive` reads.
    """
    try:
        about = parsed(text(about).encode())
    except Damaged:
        raise
    except (TypeError, ValueError, RecursionError) as error:
        raise Damaged(f"its description is not plain ({shorten(error)})") from None
    if len(arrays) >= MEMBERS:
        raise Damaged(f"it holds {len(arrays):,} arrays, and {MEMBERS - 1:,} are the most")
    # One byte order, so that the hash of the same numbers is the same on all machines.
    arrays = {k: a.astype(a.dtype.newbyteorder("<"), copy=False) for k, a in arrays.items()}
    _bound(sum(a.nbytes for a in arrays.values()) + DESCRIPTION)
    return about | {"sha256": digest(arrays, about)}, arrays


def text(about: Mapping[str, Any]) -> str:
    return json.dumps(about, indent=1, ensure_ascii=False) + "\n"


def parsed(raw: bytes) -> dict[str, Any]:
    """A description from its JSON, within all limits."""
    if len(raw) > DESCRIPTION:
        raise Damaged(f"its description has more than {DESCRIPTION >> 20} MB")
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        raise Damaged("its description is not JSON") from None
    if not isinstance(found, dict):
        raise Damaged("its description is not a JSON object")
    _check_plain(found, DEPTH)
    return found


def _check_plain(value: Any, deeper: int) -> None:
    if not deeper:
        raise Damaged(f"its description is nested more than {DEPTH} deep")
    if isinstance(value, int) and abs(value) > LARGEST:
        raise Damaged("a whole number in its description is beyond 2**64")
    if isinstance(value, str) and not value.isascii():
        try:
            value.encode()
        except UnicodeError:
            raise Damaged("a text in its description holds invalid characters") from None
    parts = [*value, *value.values()] if isinstance(value, dict) else value
    for part in parts if isinstance(parts, list) else ():
        _check_plain(part, deeper - 1)


def digest(arrays: Mapping[str, np.ndarray], about: Mapping[str, Any] | None = None) -> str:
    """sha256 over names, types, shapes and bytes, and over the description without its hash."""
    sha = hashlib.sha256()
    for name in sorted(arrays):
        a = np.ascontiguousarray(arrays[name])
        sha.update(f"{name} {a.dtype.str} {a.shape}\n".encode())
        sha.update(a.reshape(-1).view(np.uint8).data)
    if about is not None:
        rest = {k: v for k, v in about.items() if k != "sha256"}
        sha.update(json.dumps(rest, sort_keys=True).encode())
    return sha.hexdigest()


class Archive:
    """An open NPZ; every method raises `Damaged` if the file is faulty."""

    def __init__(self, file: BinaryIO):
        with damage():
            file.seek(0, 2)
            if file.tell() > MOST:
                raise Damaged(f"it has more than {MOST >> 20} MB")
            _check_end(file)
            self._zip = zipfile.ZipFile(file)
            self._members = {m.filename: m for m in self._zip.infolist()}
        if not len(self._members) == len(self._zip.infolist()) <= MEMBERS:
            raise Damaged(f"it holds a part twice, or more than {MEMBERS:,} parts")
        _bound(sum(m.file_size for m in self._members.values()))
        for m in self._members.values():
            if m.flag_bits & 1 or m.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise Damaged(f"its part {shorten(m.filename)} is packed in an unknown way")

    def about(self) -> dict[str, Any] | None:
        """The description of the arrays; None if the file has none."""
        if ABOUT not in self._members:
            return None
        if self._members[ABOUT].file_size > DESCRIPTION:
            raise Damaged(f"its description has more than {DESCRIPTION >> 20} MB")
        with damage():
            return parsed(self._zip.read(ABOUT))

    def arrays(self) -> dict[str, np.ndarray]:
        """All arrays, by the names they were written with."""
        with damage():
            return {name.removesuffix(".npy"): self._array(member)
                    for name, member in self._members.items() if name != ABOUT}

    def _array(self, member: zipfile.ZipInfo) -> np.ndarray:
        with self._zip.open(member) as file:
            # Our own reader of the header is stricter than numpy's, which parses it as Python.
            start = file.read(8)
            size = {b"\x93NUMPY\x01\x00": "<H", b"\x93NUMPY\x02\x00": "<I"}.get(start, "")
            (length,) = struct.unpack(size, file.read(struct.calcsize(size))) if size else (0,)
            head = _HEAD.fullmatch(file.read(min(length, 2**16)).decode("latin-1"))
            if head is None:
                raise Damaged(f"its part {shorten(member.filename)} is not an array of numbers")
            dtype, shape = np.dtype(head[1]), tuple(map(int, re.findall(r"\d+", head[3])))
            count = math.prod(shape)
            start = len(start) + struct.calcsize(size) + length
            if start + count * dtype.itemsize != member.file_size or max(shape, default=0) > MOST:
                raise Damaged(f"its part {shorten(member.filename)} announces the shape "
                              f"{shorten(shape)} and has another")
            # Allocated only now that the announced size equals the size of the member.
            flat = np.empty(count, dtype)
            _fill(file, flat.view(np.uint8).data if count else memoryview(b""))
        return flat.reshape(shape, order="F" if head[2] == "True" else "C")


def _fill(file: IO[bytes], into: memoryview) -> None:
    while len(into):
        got = file.read(min(len(into), PIECE))
        if not got:
            raise EOFError("it ends too early")
        into[:len(got)] = got
        into = into[len(got):]
    if file.read(1):                    # reading to the end makes zipfile compare its check sum
        raise EOFError("it ends too late")


def _bound(size: int) -> None:
    if size > MOST:
        raise Damaged(f"it has {size / 2**20:,.0f} MB unpacked, and {MOST >> 20} MB is the most")


def _check_end(file: BinaryIO) -> None:
    """The list of members must be short, because zipfile reads all of it into memory."""
    # A zip ends with a record of 22 bytes; the zip64 format has one of 20 bytes before it.
    file.seek(max(file.tell() - 42, 0))
    end = file.read()[-42:]
    last = end[-22:]
    if last[:4] != b"PK\5\6" or last[-2:] != b"\0\0":   # numpy writes no comment there
        raise Damaged("it is not a complete NPZ file")
    if end[:4] == b"PK\6\7" or struct.unpack("<L", last[12:16])[0] > DIRECTORY:
        raise Damaged(f"it holds more than {MEMBERS:,} parts")


@contextmanager
def damage() -> Iterator[None]:
    """Turn all that numpy and zipfile raise on broken files into `Damaged`."""
    try:
        yield
    except Damaged:
        raise
    except _DAMAGE as error:
        raise Damaged(f"it is damaged ({type(error).__name__}: {shorten(error)})") from None
