"""Arrays and what is known of them in one NPZ, and back: bounded before anything is unpacked.

An NPZ is a zip of ``.npy`` files. Ours has one member more, ``about.json``, with the settings and
a hash of all. Sizes are read from the zip's directory and from the head of each array, so that
neither a bomb nor a forged shape costs memory, and no pickle is ever looked at.
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
MEMBERS = 4096                  # of an archive
DIRECTORY = 2**20               # bytes of a zip's list of members
PIECE = 2**20                   # bytes that are unpacked at once
DESCRIPTION = 8 * 2**20         # bytes of JSON
DEPTH, LARGEST = 32, 2**64      # of JSON: how deep it is nested, how large a whole number is
_HEAD = re.compile(             # what numpy writes; objects, records and complex numbers are not in
    r"\{'descr': '([<|][biufU][1-9]\d{0,5})', 'fortran_order': (True|False), "
    r"'shape': \(((?:\d{1,12}, ){0,15}(?:\d{1,12},?)?)\), \} *\n?")
_DAMAGE = (OSError, ValueError, TypeError, KeyError, EOFError, RuntimeError,
           NotImplementedError, ArithmeticError, MemoryError, IndexError, struct.error,
           zipfile.BadZipFile, zlib.error)


class Damaged(ValueError):
    """What is wrong with a file, as a part of a sentence that begins with its name."""


def write(file: BinaryIO, about: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> None:
    """Write an NPZ; `about` is plain and has its hash, as `sealed` gives them."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as into:
        with _member(into, ABOUT) as out:
            out.write(text(about).encode())
        for name, array in arrays.items():
            with _member(into, f"{name}.npy") as out:
                np.lib.format.write_array(out, array, allow_pickle=False)


def _member(into: zipfile.ZipFile, name: str) -> IO[bytes]:
    """To be written. There is no time in it: the same content, the same bytes."""
    member = zipfile.ZipInfo(name)
    member.compress_type = zipfile.ZIP_DEFLATED
    return into.open(member, "w", force_zip64=True)


def sealed(
    about: Mapping[str, Any], arrays: Mapping[str, np.ndarray]
) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Both as they will be read, with a hash of them: plain values, and arrays of any machine.

    Raises
    ------
    Damaged
        If the description is not plain, or there is more than `Archive` reads.
    """
    try:
        about = parsed(text(about).encode())
    except Damaged:
        raise
    except (TypeError, ValueError, RecursionError) as error:
        raise Damaged(f"its description is not plain ({shorten(error)})") from None
    if len(arrays) >= MEMBERS:
        raise Damaged(f"it holds {len(arrays):,} arrays, and {MEMBERS - 1:,} are the most")
    arrays = {k: a.astype(a.dtype.newbyteorder("<"), copy=False) for k, a in arrays.items()}
    _bound(sum(a.nbytes for a in arrays.values()) + DESCRIPTION)
    return about | {"sha256": digest(arrays, about)}, arrays


def text(about: Mapping[str, Any]) -> str:
    return json.dumps(about, indent=1, ensure_ascii=False) + "\n"


def parsed(raw: bytes) -> dict[str, Any]:
    """A description out of its JSON, bounded in every way."""
    if len(raw) > DESCRIPTION:
        raise Damaged(f"its description has more than {DESCRIPTION >> 20} MB")
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        raise Damaged("its description is no JSON") from None
    if not isinstance(found, dict):
        raise Damaged("its description is no JSON with names")
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
            raise Damaged("a text in its description holds letters that are none") from None
    parts = [*value, *value.values()] if isinstance(value, dict) else value
    for part in parts if isinstance(parts, list) else ():
        _check_plain(part, deeper - 1)


def digest(arrays: Mapping[str, np.ndarray], about: Mapping[str, Any] | None = None) -> str:
    """sha256 over names, types, shapes and bytes, and over what is known, the hash left out."""
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
    """An NPZ that is open; every method raises `Damaged`."""

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
                raise Damaged(f"its part {shorten(m.filename)} is packed in a way that is not read")

    def about(self) -> dict[str, Any] | None:
        """What is known of the arrays; None where that is not inside."""
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
            start = file.read(8)
            size = {b"\x93NUMPY\x01\x00": "<H", b"\x93NUMPY\x02\x00": "<I"}.get(start, "")
            (length,) = struct.unpack(size, file.read(struct.calcsize(size))) if size else (0,)
            head = _HEAD.fullmatch(file.read(min(length, 2**16)).decode("latin-1"))
            if head is None:
                raise Damaged(f"its part {shorten(member.filename)} is no array of numbers")
            dtype, shape = np.dtype(head[1]), tuple(map(int, re.findall(r"\d+", head[3])))
            count = math.prod(shape)
            start = len(start) + struct.calcsize(size) + length
            if start + count * dtype.itemsize != member.file_size or max(shape, default=0) > MOST:
                raise Damaged(f"its part {shorten(member.filename)} is said to be "
                              f"{shorten(shape)}, and is not")
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
    if file.read(1):                                    # at the end zipfile compares check sums
        raise EOFError("it ends too late")


def _bound(size: int) -> None:
    if size > MOST:
        raise Damaged(f"it has {size / 2**20:,.0f} MB unpacked, and {MOST >> 20} MB is the most")


def _check_end(file: BinaryIO) -> None:
    """The list of members has to be short, as zipfile takes all of it into memory."""
    file.seek(max(file.tell() - 42, 0))
    end = file.read()[-42:]
    last = end[-22:]
    if last[:4] != b"PK\5\6" or last[-2:] != b"\0\0":   # numpy writes no comment at the end
        raise Damaged("it is no NPZ file, or not all of one")
    if end[:4] == b"PK\6\7" or struct.unpack("<L", last[12:16])[0] > DIRECTORY:
        raise Damaged(f"it holds more than {MEMBERS:,} parts")


@contextmanager
def damage() -> Iterator[None]:
    """What numpy and zipfile raise on broken files, as `Damaged`; their advice is for others."""
    try:
        yield
    except Damaged:
        raise
    except _DAMAGE as error:
        raise Damaged(f"it is damaged ({type(error).__name__}: {shorten(error)})") from None
