"""Four moments of a run side by side: its table of answers, and its circle."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots.core.axes import axis
from grokviz.widgets.plots.core.base import Plot
from grokviz.widgets.plots.core.drawn import Shape, bundle
from grokviz.widgets.plots.core.marks import columns
from grokviz.widgets.plots.core.pixels import Pixels
from grokviz.widgets.plots.network.answer_table import pixels_of
from grokviz.widgets.plots.network.embedding_circle import Places

MOMENTS = ("at the start", "memorised", "half way", "generalised")
GAP = 0.08              # space between two tables, in table widths
HIGH = 2.2              # height of the picture, in tables
ACROSS = (-0.18, 4.42)  # limits that make circles round


class Gallery(Plot):
    """Answers and circle at the start, when memorised, halfway, and when generalised.

    Parameters
    ----------
    title : str
    ring : function
        As in `Circle`.
    """

    def __init__(
        self, title: str, ring: Callable[[Record, int], Places | None], **options: Any
    ):
        super().__init__(title, axis("", *ACROSS, ticks=[]),
                         axis("", 0, HIGH, vertical=True, ticks=[]), height="480px", bare=True,
                         classes=["grokviz-pixels", "grokviz-wide"],
                         margin={"bottom": 8, "left": 8, "right": 8}, **options)
        self.keep_shape((ACROSS[1] - ACROSS[0]) / HIGH)
        self.ring = ring
        self._shown: tuple[int, list[int | None]] | None = None
        self._tables = [Pixels(self, (left, left + 1), (0.02, 1.02)) for left in lefts()]
        middle = lefts() + 0.5
        names = self.label(middle, [HIGH - 0.06] * 4, list(map(t, MOMENTS)), align="middle",
                                 font_weight="bold", colors=["#808080"])
        self._steps = self.label(middle, [HIGH - 0.06] * 4, [""] * 4, align="middle", y_offset=15,
                                 colors=["#808080"])
        self.put(table=self._tables, lines=self.lines(theme.GHOST), steps=self._steps,
                 dots=self.dots(theme.GHOST.colour, size=22, stroke="white", stroke_width=0.4),
                 names=names)

    def show(self, record: Record, at: int | None = None) -> None:
        state = id(record.sweep), moments_of(record)
        if state != self._shown:
            self._shown = state
            super().show(record, at)

    def shapes(self, record: Record, at: int) -> dict[str, Shape | None]:
        moments = moments_of(record)
        steps = tuple(_when(record, i) for i in moments)
        tables = {
            f"table {i}": Shape(table.mark.x, table.mark.y, pixels=pixels_of(record, at))
            if at is not None and "answers" in record.values else None
            for i, (table, at) in enumerate(zip(self._tables, moments, strict=True))}
        return tables | self._circles(record, moments) | {
            "steps": Shape(self._steps.x, self._steps.y, ("#808080",) * 4, text=steps)}

    def moment(self, record: Record, x: float, y: float) -> float | None:
        which = int(np.clip(x // (1 + GAP), 0, 3))
        at = moments_of(record)[which]
        return None if at is None else float(record.steps[at])

    def describe(self, record: Record) -> str:
        said = ", ".join(f"{t(name)} {_when(record, at)}" for name, at in zip(
            MOMENTS, moments_of(record), strict=True))
        return f"{self.figure.title}: {said}."

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        return [t("snapshots.moment"), t("common.step")], [
            [t(name), _when(record, at)]
            for name, at in zip(MOMENTS, moments_of(record), strict=True)]

    def _circles(self, record: Record, moments: list[int | None]) -> dict[str, Shape | None]:
        rings = [(left, self.ring(record, at)) for left, at in zip(lefts(), moments, strict=True)
                 if at is not None]
        placed = [np.array([left + 0.5, 1.57]) + 0.42 * ring.points / np.abs(ring.points).max()
                  for left, ring in rings if ring is not None]
        if not placed:
            return {"lines": None, "dots": None}
        closed = [tuple(np.concatenate([points, points[:1]]).T) for points in placed]
        hues = tuple(theme.hexadecimal(hue) for hue in theme.wheel(len(placed[0])))
        return {"lines": bundle(closed, [theme.GHOST.colour] * len(placed)),
                "dots": Shape(*columns(np.concatenate(placed)), hues * len(placed))}


def moments_of(record: Record) -> list[int | None]:
    """The record numbers of the four moments; None if a moment has not come yet.

    Halfway means that the test accuracy is one half.
    """
    if record.runs > 1 or not len(record.steps):
        return [None] * 4
    test = record.values["test_accuracy"][:, 0]
    half = int(np.argmax(test >= 0.5)) if (test >= 0.5).any() else None
    found = [int(np.searchsorted(record.steps, at[0])) if np.isfinite(at[0]) else None
             for at in (record.t_train, record.t_test)]
    return [0, found[0], half, found[1]]


def lefts() -> np.ndarray:
    """Left ends of the four columns."""
    return np.arange(4) * (1 + GAP)


def _when(record: Record, at: int | None) -> str:
    return t("snapshots.not_yet") if at is None else t("common.step_number",
                                                       step=f"{record.steps[at]:,}")
