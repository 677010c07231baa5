"""Helpers for marks: thinned lines, powers of ten, and images."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from grokviz.metrics import Time
from grokviz.widgets.plots.core.axes import SUPERSCRIPT

POINTS = 80            # approximate number of points in a line
CLEAR = base64.b64decode(                       # one transparent pixel as PNG
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAAC0lEQVR4nGNgAAIAAAUAAXpeqz8AAAAASUVORK5CYII="
)


def thinned(x: np.ndarray, low: float, high: float, log: bool) -> np.ndarray:
    """Indices of about `POINTS` of the increasing x, the last one in each part of the axis."""
    if log:
        x, low, high = np.log(np.maximum(x, low)), np.log(low), np.log(high)
    bins = np.floor((x - low) / (high - low) * POINTS)
    return np.flatnonzero(np.append(np.diff(bins) != 0, True))


def draw(mark, x: np.ndarray, y: np.ndarray, colours: list[str] | None = None) -> None:
    """Give a mark new points in one message: x (points,) or (runs, points), y (runs, points). If no
    point is finite, the mark is hidden."""
    known, mark.count = np.isfinite(y), None    # no line is a copy of another
    if not known.any():
        mark.visible = False
        return
    if not known[:, -1].all():
        x, y = _ended(x, y)
    if y.shape[-1] == 1:  # bqplot drops an axis of length 1, so repeat the point
        x, y = np.repeat(x, 2, -1), np.repeat(y, 2, -1)
    if len(y) == 1:
        y = y[0]
        x = x[0] if x.ndim == 2 else x
    with mark.hold_sync():
        mark.x, mark.y = x.astype(np.float32), y.astype(np.float32)
        if colours is not None and list(mark.colors) != colours:
            mark.colors = colours
        mark.visible = True


def _ended(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Move all points after the last finite one onto that point.

    bqplot writes a line's name (even an empty one) at its last point, which must be finite. A line
    without finite points becomes one point of another line.
    """
    x, y = np.broadcast_to(x, y.shape).copy(), y.copy()
    somewhere = tuple(np.argwhere(np.isfinite(y))[0])
    for xs, ys in zip(x, y, strict=True):
        known = np.flatnonzero(np.isfinite(ys))
        last = known[-1] if len(known) else 0
        end = (xs[last], ys[last]) if len(known) else (x[somewhere], y[somewhere])
        xs[last:], ys[last:] = end
    return x, y


def draw_each(mark, lines: Sequence[tuple[np.ndarray, np.ndarray]], colours: list[str]) -> None:
    """Draw lines of different lengths with one mark, in one message.

    A mark does not remove lines once it has drawn them, so surplus lines become copies of the last.
    """
    if not lines:
        mark.visible = False
        return
    count = max(len(lines), len(mark.x) if np.ndim(mark.x) == 2 else 1)
    lines, shown = [*lines, *[lines[-1]] * (count - len(lines))], len(lines)
    points = max(2, *(len(x) for x, _ in lines))
    x, y = (np.stack([np.pad(line[i], (0, points - len(line[i])), "edge") for line in lines])
            for i in (0, 1))
    draw(mark, x, y, [*colours, *colours[-1:] * (count - len(colours))])
    mark.count = shown


def place(mark, x: ArrayLike, y: ArrayLike, **traits) -> None:
    """Place points or words in one message; if there are none, hide the mark.

    Unchanged values are not sent again, because each frame should send few messages.
    """
    at = {"x": np.asarray(x, np.float32), "y": np.asarray(y, np.float32)}
    new = {**at, **traits, "visible": True} if at["x"].size else {"visible": False}
    with mark.hold_sync():
        for name, value in new.items():
            if not np.array_equal(getattr(mark, name), value):
                setattr(mark, name, value)


def columns(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """x and y, each (points,), of points (points, 2)."""
    return points[:, 0], points[:, 1]


def power(value: float) -> str:
    """A number for a sentence: 0.0021 -> 2·10⁻³, 12345 -> 12,345, a `Time` with both its ends."""
    if isinstance(value, Time):
        return value.shown(power)
    if value == 0 or not np.isfinite(value) or 0.01 <= abs(value) < 1e6:
        return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    digits, exponent = f"{value:.1e}".split("e")
    return f"{digits}·10{str(int(exponent)).translate(SUPERSCRIPT)}"


def png(pixels: np.ndarray) -> bytes:
    """(rows, columns, 4) bytes as a PNG, the top row first."""
    rows, columns = pixels.shape[:2]
    data = b"".join(b"\0" + row.tobytes() for row in pixels)
    head = struct.pack(">IIBBBBB", columns, rows, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(data)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts)
