"""A function of one input during training: at one moment, with the examples and the teacher."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots.core.axes import axis
from grokviz.widgets.plots.core.base import Plot
from grokviz.widgets.plots.core.drawn import Shape
from grokviz.widgets.plots.core.ensemble import colours_of, rows_of

BEND = 0.05             # change of slope that counts as a kink


class Fit(Plot):
    """``outputs`` (records, runs, points) of a record, over a grid of inputs.

    Parameters
    ----------
    title : str
    grid : array, shape (points,)
    y_ticks : sequence of float
        Their ends are the limits of the axis.
    given : function
        Law or None, name -> data of the first run: ``inputs``, ``targets`` or the teacher's
        ``outputs``; None if they are unknown.
    """

    coloured = True

    def __init__(
        self, title: str, grid: np.ndarray, y_ticks: Sequence[float], *,
        given: Callable[[object, str], np.ndarray | None], **options: Any,
    ):
        super().__init__(
            title, axis("input x", grid[0], grid[-1]),
            axis("output", y_ticks[0], y_ticks[-1], vertical=True, ticks=y_ticks),
            corner=(0.4, 0.95), **options,
        )
        self.grid, self.given = np.asarray(grid, float), given
        self.legend.write([(theme.TRAIN, t("function_fit.examples")),
                           (theme.TEST, t("common.learnt")),
                           (theme.THEORY, t("function_fit.teacher"))])
        self.put(teacher=self.lines(theme.THEORY), learnt=self.lines(theme.TEST),
                 examples=self.dots(theme.TRAIN.colour, "square", 50, stroke="white",
                                    stroke_width=1))

    def shapes(self, record: Record, at: int) -> dict[str, Shape | None]:
        truth, x, y = (self.given(self.law, k) for k in ("outputs", "inputs", "targets"))
        now = record.values["outputs"][at]
        found: dict[str, Shape | None] = {"learnt": Shape(np.tile(self.grid, (len(now), 1)), now,
                                 tuple(colours_of(record) or [theme.TEST.colour]))}
        if truth is None or x is None or y is None:
            return found | {"teacher": None, "examples": None}
        return found | {
            "teacher": Shape(self.grid[None], truth[None], (theme.THEORY.colour,)),
            "examples": Shape(x, y, (theme.TRAIN.colour,) * len(x))}

    def describe(self, record: Record) -> str:
        now = self._kinks(record)[-1]
        return t("function_fit.step_bends_places_grid",
                 kinks=f"{np.median(now):.0f}", **self.heading(record))

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        kinks = self._kinks(record)
        return [t("common.step"), t("function_fit.bends")], [
            [f"{record.steps[i]:,}", ", ".join(map(str, kinks[i]))] for i in rows_of(record)]

    def _kinks(self, record: Record) -> np.ndarray:
        """The number of changes of slope, (records, runs)."""
        slopes = np.diff(record.values["outputs"], axis=2) / np.diff(self.grid)
        return (np.abs(np.diff(slopes, axis=2)) > BEND).sum(2)
