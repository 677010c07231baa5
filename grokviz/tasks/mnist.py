"""MNIST digits blended with their labels: here the messiness is that of an image.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Fig. 8. At messiness 1 an input is the
image, at 0 a constant grey that encodes the label. Targets are one-hot. The package has 2000
digits, 200 of each class; a folder with MNIST's own idx files gives all.
"""

from __future__ import annotations

import gzip
import math
import struct
import zlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

import numpy as np
import torch
from torch import Tensor

from grokviz.arguments import Bound
from grokviz.storage import archive, files
from grokviz.storage.archive import Archive, Damaged
from grokviz.storage.files import shorten
from grokviz.tasks import Task
from grokviz.tasks.losses import mean_squared_error

PIXELS, CLASSES = 784, 10
N_TEST = 500
OWN = Path(__file__).parents[1] / "data" / "mnist.npz"
FILES = (("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
         ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"))


def mnist(sweep: Mapping[str, np.ndarray], *, folder: str | None = None) -> Task:
    """The examples of each run.

    Parameters
    ----------
    sweep : mapping of arrays, shape (runs,)
        ``messiness`` in [0, 1], ``n_train``, ``data_seed``. The seed shuffles the digits; the last
        500 are the test set, and training sets are nested.
    folder : str, optional
        A folder with MNIST's idx files, gzipped or not; by default the digits of the package.

    Notes
    -----
    The label is blended into test inputs too, as in the paper: at messiness 0 the input is the
    answer. An example is correct where its own output is the largest.
    """
    n = torch.as_tensor(np.asarray(sweep["n_train"]))
    most = int(n.max())
    parts = [_split(int(s), most, folder) for s in sweep["data_seed"]]
    m = torch.as_tensor(np.asarray(sweep["messiness"]), dtype=torch.float32)
    inputs, targets = [], []
    for images, labels in (map(torch.stack, zip(*part, strict=True))
                           for part in zip(*parts, strict=True)):
        inputs.append(blend(images, labels, m))
        targets.append(torch.nn.functional.one_hot(labels, CLASSES).float())
    inside = torch.arange(most) < n[:, None]
    return Task(inputs[0], targets[0], inside / n[:, None].double(), inputs[1], targets[1],
                loss=mean_squared_error, correct=_largest_is_own)


def blend(images: Tensor, labels: Tensor, messiness: Tensor) -> Tensor:
    """m image + (1 - m) label, the label as a value from -0.5 to 0.5 at every pixel.

    Images (runs, examples, 784), labels (runs, examples), messiness (runs,).
    """
    m, value = messiness[:, None, None], labels[:, :, None] / (CLASSES - 1) - 0.5
    return m * images + (1 - m) * value


def check_size(n_train: int, folder: str | None = None) -> int:
    """The size of a training set as a whole number, checked against the number of digits."""
    most = len(digits(folder)[1]) - N_TEST
    if isinstance(n_train, bool) or n_train != int(n_train) or not 1 <= n_train <= most:
        raise Bound(
            f"n_train is {n_train}; give a whole number from 1 to {most}, as {N_TEST} of the "
            f"{most + N_TEST} digits are for testing", "n_train", n_train, 1, most)
    return int(n_train)


@lru_cache(maxsize=2)
def digits(folder: str | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Images (digits, 784) of uint8, and labels (digits,).

    Raises
    ------
    FileNotFoundError
        If the folder lacks one of the four idx files.
    ValueError
        If a file does not match its name or its stored hash.
    """
    if folder is None:
        return _own()
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


@lru_cache(maxsize=8)
@torch.inference_mode(False)                    # cached tensors must also serve autograd
def _split(seed: int, n: int, folder: str | None):
    """((images, labels) to train on, (images, labels) to test on), images in [0, 1]."""
    images, labels = digits(folder)
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(seed)).numpy()
    return tuple(
        (torch.from_numpy(images[part]).float() / 255, torch.from_numpy(labels[part]).long())
        for part in (order[:n], order[-N_TEST:]))


def _largest_is_own(outputs: Tensor, targets: Tensor) -> Tensor:
    return outputs.argmax(-1) == targets.argmax(-1)
