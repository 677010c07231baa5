"""What coordinate networks learn: small pictures that are drawn here, and a sound.

Each has mean 0 and variance 1, so a test error of 1 is as good as knowing the mean alone.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

SIDE = 24                       # pixels of a drawn picture
SOUND = 256                     # samples of a sound
Plane = np.ndarray


def picture(name: str, side: int = SIDE) -> np.ndarray:
    """One of `PICTURES`, (side, side)."""
    u, v = np.meshgrid(*2 * [np.arange(side) / side], indexing="ij")
    return standard(PICTURES[name](u, v))


def sound(count: int = SOUND) -> np.ndarray:
    """Two tones, (count,)."""
    x = np.arange(count) / count
    return standard(np.sin(2 * np.pi * x) + 0.5 * np.sin(6 * np.pi * x + 1))


def standard(values: np.ndarray) -> np.ndarray:
    """The values with mean 0 and variance 1."""
    centred: np.ndarray = values - values.mean()
    return centred / centred.std()


def _waves(u: Plane, v: Plane) -> Plane:
    bump = np.exp(-((u - 0.3) ** 2 + (v - 0.6) ** 2) / 0.02)
    return np.sin(2 * np.pi * u) * np.cos(2 * np.pi * v) + 0.5 * bump


def _soft(distance: Plane) -> Plane:
    """1 inside, where the distance from the edge is positive, 0 outside, with a soft edge."""
    return 1 / (1 + np.exp(-distance / 0.03))


def _ring(u: Plane, v: Plane) -> Plane:
    return _soft(0.12 - np.abs(np.hypot(u - 0.5, v - 0.5) - 0.28))


def _face(u: Plane, v: Plane) -> Plane:
    eyes = sum(_soft(0.08 - np.hypot(u - 0.35, v - at)) for at in (0.32, 0.68))
    low = np.abs(np.hypot(u - 0.42, v - 0.5) - 0.34)
    mouth = _soft(0.05 - low) * _soft(u - 0.6)
    return _soft(0.46 - np.hypot(u - 0.5, v - 0.5)) - 0.9 * eyes - 0.9 * mouth


def _letter(u: Plane, v: Plane) -> Plane:
    """A capital G: an open ring with a bar."""
    ring = _soft(0.1 - np.abs(np.hypot(u - 0.5, v - 0.5) - 0.3))
    gap = _soft(v - 0.55) * _soft(0.14 - np.abs(u - 0.36))
    bar = _soft(0.08 - np.abs(u - 0.55)) * _soft(v - 0.5) * _soft(0.88 - v)
    return np.maximum(ring * (1 - gap), bar)


PICTURES: dict[str, Callable[[Plane, Plane], Plane]] = {
    "waves": _waves, "ring": _ring, "face": _face, "letter": _letter}
