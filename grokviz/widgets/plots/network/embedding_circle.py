"""The residues as points in a plane, joined in order: a circle, once the network generalises."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots.core.axes import axis
from grokviz.widgets.plots.core.base import Plot
from grokviz.widgets.plots.core.drawn import Shape
from grokviz.widgets.plots.core.legend import GREY
from grokviz.widgets.plots.core.marks import columns
from grokviz.widgets.plots.core.text import clear, width

WIDE = {"244px": 2.2, "340px": 1.3}     # height -> width of the axes over their height
AXES, DIRECTIONS = ("along the cosine", "along the sine"), ("first direction", "second direction")
NAMED = {"244px": 20, "340px": 40}      # height -> largest number of points with names
GROWTH = 1.15           # factor by which the limits of the axes grow


class Places(NamedTuple):
    """The points of one moment.

    Attributes
    ----------
    points : array, shape (n, 2)
        In their order round the ring.
    names : list of str
        Names of the points, in the same order.
    words : sequence of str
        Lines of text that name the plane.
    circle : bool
        False for points that no circle orders: they are not joined.
    """

    points: np.ndarray
    names: list[str]
    words: Sequence[str]
    circle: bool = True


class Circle(Plot):
    """Points in a plane, coloured by their place in the ring and joined in that order.

    Parameters
    ----------
    title : str
    ring : function
        ``ring(record, at)`` -> Places of record number `at`, or None if it has none.
    height : str
        One of `WIDE`.
    """

    noted = (0.02, 0.96, "start")

    def __init__(
        self, title: str, ring: Callable[[Record, int], Places | None], *, height: str = "244px",
        **options: Any,
    ):
        super().__init__(
            title, axis(AXES[0], -WIDE[height], WIDE[height], ticks=[0]),
            axis(AXES[1], -1, 1, ticks=[0], vertical=True), height=height, **options)
        self.keep_shape(WIDE[height])
        self.ring = ring
        self._limit = 0.0                       # present limit of the axes
        self._of: Mapping[str, np.ndarray] | None = None        # sweep of the run in the picture
        self._most = NAMED[height]
        self._dots = self.dots(theme.GHOST.colour, size=46, stroke="white", stroke_width=0.6)
        self.put(line=self.lines(theme.GHOST, close_path=True, fill="none"), dots=self._dots,
                 names=self.label([], [], [], align="middle"))

    def show(self, record: Record, at: int | None = None) -> None:
        ring = self.ring(record, len(record.steps) - 1 if at is None else at)
        if ring is not None:
            self._fit(record, ring)
            for line, label in zip(self.figure.axes, AXES if ring.circle else DIRECTIONS,
                                   strict=True):
                line.label = t(label)
            self._dots.default_size = 46 if len(ring.points) <= 40 else 26
        super().show(record, at)

    def shapes(self, record: Record, at: int) -> dict[str, Shape | None]:
        ring = self.ring(record, at)
        if ring is None:
            said = t("common.single_runs_only", runs=record.runs)
            return {"line": None, "dots": None, "names": None, "note": self.legend.note(said)}
        points, n = ring.points / (self._limit or np.abs(ring.points).max()), len(ring.names)
        which = np.arange(0, n, -(-n // self._most))
        away = np.maximum(np.linalg.norm(points[which], axis=1, keepdims=True), 1e-9)
        names, pixel = points[which] * (1 + 0.11 / away), 2 / self.size.inside[1]
        order = np.append(which, np.setdiff1d(np.arange(n), which))
        note = self.legend.note(*ring.words)
        free = clear(names / pixel, np.vstack([points[order] / pixel, *_along(note, pixel)]))
        return {
            "line": Shape(points[None, :, 0], points[None, :, 1], (theme.GHOST.colour,))
            if ring.circle else None,
            "dots": Shape(*columns(points), tuple(map(theme.hexadecimal, theme.wheel(n)))),
            "names": Shape(*columns(names), (GREY,) * len(which), text=tuple(
                ring.names[i] if there else "" for i, there in zip(which, free, strict=True))),
            "note": note}

    def describe(self, record: Record) -> str:
        ring = self.ring(record, len(record.steps) - 1)
        if ring is None:
            return t("common.single_runs_only", runs=record.runs)
        if not ring.circle:
            return f"{self.figure.title}: {', '.join(ring.words)}"
        return t("embedding.points_far_ring",
                 title=self.figure.title, said=", ".join(ring.words), points=len(ring.points),
                 away=int((~round_(ring.points)).sum()))

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        ring = self.ring(record, len(record.steps) - 1)
        if ring is None:
            return [], []
        heads = [t("embedding.residue"), *map(t, AXES)] if ring.circle else [
            t("embedding.symbol"), *map(t, DIRECTIONS)]
        return heads, [[name, *(f"{v:.3g}" for v in point)]
                       for name, point in zip(ring.names, ring.points, strict=True)]

    # ---- drawing --------------------------------------------------------------------------------

    def _fit(self, record: Record, ring: Places) -> None:
        """Make the limits contain the points; they grow during a run and never shrink."""
        far = 1.2 * float(np.abs(ring.points).max())
        if record.sweep is not self._of or self._limit == 0:
            self._of, self._limit = record.sweep, 0.0
        if far > self._limit:
            self._limit = float(GROWTH ** np.ceil(np.log(max(far, 1e-9)) / np.log(GROWTH)))


def round_(points: np.ndarray) -> np.ndarray:
    """True for each point whose radius and angle are close to its place on the ring."""
    n = len(points)
    radius, angle = np.linalg.norm(points, axis=1), np.arctan2(*points.T[::-1])
    off = np.angle(np.exp(1j * (angle - 2 * np.pi * np.arange(n) / n)))
    return (np.abs(radius / np.median(radius) - 1) < 0.4) & (np.abs(off) < 0.5)


def _along(note: Shape, pixel: float) -> list[np.ndarray]:
    """Points above and below each line of a note [px], which names keep clear of."""
    found = []
    for x, y, line in zip(note.x, note.y, note.text or (), strict=True):
        across = x / pixel + np.arange(0, 1.15 * width(line) + 6, 6)
        found += [np.column_stack([across, np.full(len(across), y / pixel + up)])
                  for up in (-7, 0, 7)]
    return found
