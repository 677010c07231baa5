"""A function of one input as it is learnt: at one moment, over the examples and the teacher."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots.core import mpl
from grokviz.widgets.plots.core.axes import axis
from grokviz.widgets.plots.core.base import Beside, Plot
from grokviz.widgets.plots.core.ensemble import rows_of
from grokviz.widgets.plots.core.marks import draw, draw_each, place

BEND = 0.05             # change of slope from which a kink is counted


class Fit(Plot):
    """``outputs`` (records, runs, points) of a record, over a grid of inputs.

    Parameters
    ----------
    title : str
    grid : array, shape (points,)
    y_ticks : sequence of float
        The axis ends with them.
    given : function
        Law or None, name -> what is given of the first run: ``inputs``, ``targets`` and the
        teacher's ``outputs``; None for what is not known.
    """

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
        self._truth, self._lines = self.lines(theme.THEORY), self.lines(theme.TEST)
        self._points = self.dots(theme.TRAIN.colour, "square", 50, stroke="white", stroke_width=1)
        self.said = [(theme.TRAIN, t("examples")), (theme.TEST, t("learnt")),
                     (theme.THEORY, t("teacher"))]
        self.legend.write(self.said)
        self.put(teacher=self._truth, learnt=self._lines, examples=self._points)

    def show(self, record: Record, at: int | None = None) -> None:
        colours = self.key(record)
        draw_each(self._lines, [(self.grid, y) for y in
                                record.values["outputs"][-1 if at is None else at]],
                  colours or [theme.TEST.colour])
        truth, x, y = (self.given(self.law, k) for k in ("outputs", "inputs", "targets"))
        self._truth.visible = self._points.visible = truth is not None
        if truth is not None:
            draw(self._truth, self.grid, truth[None])
            place(self._points, x, y)

    def sketch(self, ax, record: Record, beside: Sequence[Beside] = ()) -> None:
        mpl.frame(ax, self.figure)
        mpl.lines(ax, self.grid, record.values["outputs"][-1], theme.TEST, None)
        truth, x, y = (self.given(self.law, k) for k in ("outputs", "inputs", "targets"))
        if truth is not None:
            mpl.lines(ax, self.grid, truth[None], theme.THEORY, None)
            ax.scatter(x, y, s=20, marker="s", color=theme.TRAIN.colour, zorder=3)
        mpl.words(ax, self.said, self.corner)

    def describe(self, record: Record) -> str:
        now = self._kinks(record)[-1]
        return t("{title} at step {step:,}: it bends at {kinks} places of the grid.",
                 kinks=f"{np.median(now):.0f}", **self.heading(record))

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        kinks = self._kinks(record)
        return [t("step"), t("bends")], [
            [f"{record.steps[i]:,}", ", ".join(map(str, kinks[i]))] for i in rows_of(record)]

    def _kinks(self, record: Record) -> np.ndarray:
        """How often the slope changes, (records, runs)."""
        slopes = np.diff(record.values["outputs"], axis=2) / np.diff(self.grid)
        return (np.abs(np.diff(slopes, axis=2)) > BEND).sum(2)
