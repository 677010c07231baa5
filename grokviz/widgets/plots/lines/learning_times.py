"""Times at which the sets were learnt, against a sweep column, with a fitted line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.metrics import log_slope
from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots.core.axes import along, axis, ends
from grokviz.widgets.plots.core.base import Beside, Plot
from grokviz.widgets.plots.core.diverged_runs import gone
from grokviz.widgets.plots.core.drawn import Shape, points


def _learnt(record: Record) -> tuple[Sequence[float], Sequence[float]]:
    return record.times("t_train"), record.times("t_test")


class Times(Plot):
    """t_train and t_test of each run against a column of its sweep, on logarithmic axes.

    Parameters
    ----------
    title, x_label : str
    column : str
        Column of the sweep.
    x_range, y_range : (float, float)
    law : bool
        True to fit a line, for which theory predicts the slope -1.
    times : function
        Record -> (t_train, t_test), each with one number a run, best a `grokviz.metrics.Time`; by
        default those in the record.
    words : (str, str)
        Words for the two events.
    """

    noted = (0.97, 0.93, "end")

    def __init__(
        self, title: str, x_label: str, column: str, x_range: tuple[float, float],
        y_range: tuple[float, float] = (30, 20_000), *, law: bool = True,
        times: Callable[[Record], tuple[Sequence[float], Sequence[float]]] = _learnt,
        words: tuple[str, str] = ("memorised", "generalised"), **options: Any,
    ):
        ticks = [v for k in range(-4, 3) for v in (10.0**k, 3 * 10.0**k)]
        if not law:                             # the axis covers less than two decades
            ticks = [round(0.1 * k, 1) for k in range(1, 11)]
        super().__init__(
            title,
            axis(x_label, *x_range, log=True, tick_format="~g",
                 ticks=[v for v in ticks if x_range[0] <= v <= x_range[1]]),
            axis("step at which it is learnt", *y_range, log=True, vertical=True,
                 tick_format="~s", ticks=[100, 1_000, 10_000]),
            corner=(0.03, 0.5), **options,
        )
        self.column, self.fits, self.times = column, law, times
        dots = [self.dots(theme.TRAIN.colour, "square"), self.dots(theme.TEST.colour)]
        former = [self.dots(theme.GHOST.colour, each.marker, 30, opacities=[0.6])
                  for each in dots]
        self.words = tuple(map(t, words))
        self.legend.write(zip((theme.TRAIN, theme.TEST), self.words, "so", strict=True))
        self.marks: dict[str, Any] = {
            "beside": former, "fit": self.lines(theme.THEORY),
            "never": self.dots(theme.TEST.colour, "triangle-up", fill=False), "dots": dots}
        self.put(**self.marks)

    def shapes(self, record: Record, at: int) -> dict[str, Shape | None]:
        record = record.until(record.steps[at])
        dots = [self._dots(times, record, look.colour) for look, times in zip(
            (theme.TRAIN, theme.TEST), self.times(record), strict=True)]
        found = {"dots 0": dots[0], "dots 1": dots[1], "never": self._never(record), "fit": None,
                 "note": self.legend.note(self._sentence(record))}
        slope, intercept = self._slope(record)
        if np.isfinite(slope):
            x = ends(self.figure.axes[0])
            found["fit"] = Shape(x[None], np.exp(slope * np.log(x) + intercept)[None],
                                 (theme.THEORY.colour,))
        return found

    def others(self, others: Sequence[Beside]) -> dict[str, Shape | None]:
        if not others:
            return {"beside 0": None, "beside 1": None}
        record = others[-1].record
        return {f"beside {i}": self._dots(times, record, theme.GHOST.colour)
                for i, times in enumerate(self.times(record))}

    def describe(self, record: Record) -> str:
        said = self._sentence(record) or t("learning_times.nothing_learnt_yet")
        return t("learning_times.title_said", title=self.figure.title, said=said)

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        name = self.symbols.get(self.column, self.column)
        rows = [[f"{value:.3g}", *(f"{at:,.0f}" if np.isfinite(at) else
                                   t("common.diverged") if lost else "–" for at in times)]
                for value, lost, *times in zip(record.sweep[self.column], gone(record),
                                               *self.times(record), strict=True)]
        return [name, *self.words], rows

    def _dots(self, times: Sequence[float], record: Record, colour: str) -> Shape | None:
        x, y = np.asarray(record.sweep[self.column], float), np.asarray(times, float)
        there = np.isfinite(y) & (x > 0)
        return points(x[there], np.maximum(y[there], self.scales["y"].min), colour)

    def _never(self, record: Record) -> Shape | None:
        """Runs that were trained to the end without generalising, drawn at the upper edge."""
        x = np.asarray(record.sweep[self.column], float)
        late = np.isnan(self.times(record)[1]) & (x > 0) & ~gone(record) & (
            record.steps[-1] >= record.settings.get("steps", np.inf))
        top = np.full(late.sum(), along(self.scales["y"], 0.985))
        return points(x[late], top, theme.TEST.colour)

    def _slope(self, record: Record) -> tuple[float, float]:
        if not self.fits:
            return np.nan, np.nan
        return log_slope(record.sweep[self.column], self.times(record)[1])

    def _sentence(self, record: Record) -> str:
        slope, _ = self._slope(record)
        done = int(np.isfinite(self.times(record)[1]).sum())
        if not np.isfinite(slope):
            return t("learning_times.runs_generalised", done=done, runs=record.runs) + (
                t("times.triangles") if self._never(record) else "") if done else ""
        return t("learning_times.slope_runs_theory_1", done=done,
                 runs=record.runs, slope=f"{slope:.2f}".replace("-", "−"))
