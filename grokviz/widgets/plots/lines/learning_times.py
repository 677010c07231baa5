"""When the sets were learnt, against a swept setting: points that fill in, and a fitted line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.metrics import log_slope
from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots.core import mpl
from grokviz.widgets.plots.core.axes import along, axis
from grokviz.widgets.plots.core.base import Beside, Plot
from grokviz.widgets.plots.core.diverged_runs import gone
from grokviz.widgets.plots.core.marks import draw, place


def _learnt(record: Record) -> tuple[np.ndarray, np.ndarray]:
    return record.t_train, record.t_test


class Times(Plot):
    """t_train and t_test of each run against a column of its sweep, both logarithmic.

    Parameters
    ----------
    title, x_label : str
    column : str
        Of the sweep.
    x_range, y_range : (float, float)
    law : bool
        Whether a line is fitted, of which theory says that its slope is -1.
    times : function
        Record -> (t_train, t_test), each (runs,); by default its own.
    words : (str, str)
        For having come to the one, and to the other.
    """

    noted = (0.97, 0.93, "end")

    def __init__(
        self, title: str, x_label: str, column: str, x_range: tuple[float, float],
        y_range: tuple[float, float] = (30, 20_000), *, law: bool = True,
        times: Callable[[Record], tuple[np.ndarray, np.ndarray]] = _learnt,
        words: tuple[str, str] = ("memorised", "generalised"), **options: Any,
    ):
        ticks = [v for k in range(-4, 3) for v in (10.0**k, 3 * 10.0**k)]
        if not law:                             # over less than two decades
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
        self._dots = [self.dots(theme.TRAIN.colour, "square"), self.dots(theme.TEST.colour)]
        self._never = self.dots(theme.TEST.colour, "triangle-up", fill=False)
        self._fit = self.lines(theme.THEORY)
        self._former = [self.dots(theme.GHOST.colour, dots.marker, 30, opacities=[0.6])
                        for dots in self._dots]
        self.words = tuple(map(t, words))
        self.legend.write(zip((theme.TRAIN, theme.TEST), self.words, strict=True))
        self.put(beside=self._former, fit=self._fit, never=self._never, dots=self._dots)

    def show(self, record: Record, at: int | None = None) -> None:
        if at is not None:
            record = record.until(record.steps[at])
        self._put_dots(self._dots, record)
        self._put_never(record)
        slope, intercept = self._slope(record)
        self._fit.visible = bool(np.isfinite(slope))
        if np.isfinite(slope):
            ends = np.array([self.scales["x"].min, self.scales["x"].max])
            draw(self._fit, ends, np.exp(slope * np.log(ends) + intercept)[None])
        self.legend.say(self._sentence(record))

    def beside(self, others: Sequence[Beside]) -> None:
        for dots in self._former:
            dots.visible = False
        if others:
            self._put_dots(self._former, others[-1].record)

    def sketch(self, ax, record: Record, beside: Sequence[Beside] = ()) -> None:
        mpl.frame(ax, self.figure)
        x = np.asarray(record.sweep[self.column], float)
        for look, marker, times in zip((theme.TRAIN, theme.TEST), "so", self.times(record),
                                       strict=True):
            ax.scatter(x[x > 0], times[x > 0], s=30, marker=marker, c=look.colour, zorder=3)
        ends = np.array(ax.get_xlim())
        slope, intercept = self._slope(record)
        if np.isfinite(slope):
            ax.plot(ends, np.exp(slope * np.log(ends) + intercept), **mpl.style(theme.THEORY))
        train, test = self.words
        mpl.words(ax, [(theme.TRAIN, train, "s"), (theme.TEST, test, "o"),
                          (theme.THEORY, self._sentence(record))], self.corner)

    def describe(self, record: Record) -> str:
        said = self._sentence(record) or t("nothing is learnt yet")
        return t("{title}: {said}.", title=self.figure.title, said=said)

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        name = self.symbols.get(self.column, self.column)
        rows = [[f"{value:.3g}", *(f"{at:,.0f}" if np.isfinite(at) else
                                   t("diverged") if lost else "–" for at in times)]
                for value, lost, *times in zip(record.sweep[self.column], gone(record),
                                               *self.times(record), strict=True)]
        return [name, *self.words], rows

    def _put_dots(self, marks: list, record: Record) -> None:
        x = np.asarray(record.sweep[self.column], float)
        for dots, at in zip(marks, self.times(record), strict=True):
            there = np.isfinite(at) & (x > 0)
            place(dots, x[there], np.maximum(at[there], self.scales["y"].min))

    def _put_never(self, record: Record) -> None:
        """Those that were trained to the end and have not generalised, at the upper edge."""
        x = np.asarray(record.sweep[self.column], float)
        late = np.isnan(self.times(record)[1]) & (x > 0) & ~gone(record) & (
            record.steps[-1] >= record.settings.get("steps", np.inf))
        place(self._never, x[late], np.full(late.sum(), along(self.scales["y"], 0.985)))

    def _slope(self, record: Record) -> tuple[float, float]:
        if not self.fits:
            return np.nan, np.nan
        return log_slope(record.sweep[self.column], self.times(record)[1])

    def _sentence(self, record: Record) -> str:
        slope, _ = self._slope(record)
        done = int(np.isfinite(self.times(record)[1]).sum())
        if not np.isfinite(slope):
            return t("{done} of {runs} runs have generalised", done=done, runs=record.runs) + (
                t(" (triangles: have not)") if self._never.visible else "") if done else ""
        return t("slope {slope}, from {done} of {runs} runs (theory: −1)", done=done,
                 runs=record.runs, slope=f"{slope:.2f}".replace("-", "−"))
