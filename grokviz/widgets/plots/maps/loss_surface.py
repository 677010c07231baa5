"""The surface under the paths of a map: a loss, its border and minimum, and gradient arrows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from grokviz.widgets import theme

Array = np.ndarray
LEVELS = (1e-2, 3.0)                    # losses at the ends of the colour scale
SIZE = (96, 64)                         # pixels across and up; the browser interpolates
ARROWS = (17, 9)
ASPECT = 2.2                            # width of the picture over its height
LONGEST = 0.1                           # arrow length in picture heights
HEAD = ((0, 0), (1, 0), (0.65, 0.2), (1, 0), (0.65, -0.2))      # points along and beside the arrow
DECADES = 4.0  # gradients this many decades below the largest have no arrow


class Ground(NamedTuple):
    """A loss over a plane; the x axis is logarithmic.

    Attributes
    ----------
    loss : function
        ``loss(x, y)`` for arrays that broadcast; nan where the loss is unknown.
    border : sequence of arrays, each (points, 2)
    star : (x, y), optional
    names : up to two (x, y, text)
    flow : function, optional
        ``flow(x, y)`` -> rates of change of ln x and y under gradient flow.
    """

    loss: Callable[[Array, Array], Array]
    border: Sequence[Array] = ()
    star: tuple[float, float] | None = None
    names: Sequence[tuple[float, float, str]] = ()
    flow: Callable[[Array, Array], tuple[Array, Array]] | None = None


def pixels(loss, across: tuple[float, float], up: tuple[float, float]) -> Array:
    """(up, across, 4) bytes of the loss between these limits, the lowest row first."""
    left, right = np.log(across)
    x, y = np.linspace(left, right, SIZE[0] + 1), np.linspace(*up, SIZE[1] + 1)
    values = loss(np.exp((x[1:] + x[:-1]) / 2)[None], ((y[1:] + y[:-1]) / 2)[:, None])
    known = np.isfinite(values)
    colours = theme.losses(share(np.where(known, values, LEVELS[0])))
    return np.concatenate([colours, np.where(known, 255, 0)[..., None].astype(np.uint8)], -1)


def contrast(loss, x: float, y: float) -> str:
    """Black or white, whichever is easier to read at this position."""
    value = float(np.ravel(loss(np.array([x]), np.array([y])))[0])
    return "#FFFFFF" if np.isfinite(value) and share(value) > 0.45 else "#111111"


def within(lines: Sequence[Array], up: tuple[float, float]) -> list[Array]:
    """The parts of lines, each (points, 2), between two heights, cut exactly at these heights."""
    parts = []
    for line in lines:
        x, y = line.T
        crossed = [(x[i] + (x[i + 1] - x[i]) * (end - y[i]) / (y[i + 1] - y[i]), end, i + 1)
                   for end in up for i in range(len(y) - 1) if (y[i] - end) * (y[i + 1] - end) < 0]
        for px, py, before in sorted(crossed, key=lambda each: -each[2]):
            x, y = np.insert(x, before, px), np.insert(y, before, py)
        inside = (y >= up[0]) & (y <= up[1])
        runs = np.split(np.arange(len(y)), np.flatnonzero(np.diff(inside)) + 1)
        parts += [np.stack([x[run], y[run]], 1) for run in runs if inside[run[0]] and len(run) > 1]
    return parts


def arrows(flow, across: tuple[float, float], up: tuple[float, float]) -> tuple[Array, Array]:
    """One line through all arrows, with nan between them."""
    grids = [(np.arange(n) + 0.5) / n for n in ARROWS]
    x, y = np.meshgrid(*grids)                          # shares of the picture
    wide, high = np.log(across[1] / across[0]), up[1] - up[0]
    dx, dy = flow(across[0] * np.exp(wide * x), up[0] + high * y)
    dx, dy = ASPECT * dx / wide, dy / high              # from here on in picture heights
    size = np.maximum(np.hypot(dx, dy), 1e-12)
    length = LONGEST * np.clip(1 + np.log10(size / size.max()) / DECADES, 0, 1)
    dx, dy = dx / size * length, dy / size * length
    points = [(ASPECT * x + a * dx - b * dy, y + a * dy + b * dx) for a, b in HEAD]
    gap = np.full(x.shape, np.nan)
    x, y = (np.stack([*each, gap], -1).ravel()[:-1] for each in zip(*points, strict=True))
    return across[0] * np.exp(wide * x / ASPECT), up[0] + high * y


def share(values: Array | float) -> Array:
    """Positions of losses on the logarithmic colour scale, from 0 to 1."""
    low, high = np.log10(LEVELS)
    return (np.log10(np.maximum(values, LEVELS[0])) - low) / (high - low)
