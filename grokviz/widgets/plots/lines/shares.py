"""Shares of counted trials against a column of the sweep, with intervals and a law beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from grokviz.i18n import t
from grokviz.metrics import binomial_interval
from grokviz.run import Array, Record
from grokviz.widgets import theme
from grokviz.widgets.plots.core.axes import axis, decades
from grokviz.widgets.plots.core.base import Beside, Plot
from grokviz.widgets.plots.core.drawn import Shape, bundle, points
from grokviz.widgets.plots.core.marks import power
from grokviz.widgets.theme import Look


class Portion(NamedTuple):
    """A share of trials.

    Attributes
    ----------
    hits, trials : str
        Values of the record, counts (records, runs); without trials each step is one.
    look, marker, word
        Of its points, bars and law.
    law : str
        Value of the law that predicts the share.
    """

    hits: str
    look: Look
    word: str
    trials: str = ""
    marker: str = "circle"
    law: str = ""

    def of(self, record: Record, at: int = -1) -> tuple[Array, Array, Array]:
        """The share in each run, nan without a trial; the ends of its 95% interval."""
        hits = record.values[self.hits][at]
        trials = (record.values[self.trials][at] if self.trials
                  else np.full(record.runs, record.steps[at]))
        share = np.where(trials > 0, hits / np.maximum(trials, 1), np.nan)
        return (share, *binomial_interval(hits, trials))


class Shares(Plot):
    """A point with a bar for each run and share; the bar is the interval of Clopper and Pearson.

    A share of which nothing was found yet has a bar from zero and no point.

    Parameters
    ----------
    title, x_label, y_label : str
    column : str
        Column of the sweep.
    x_ticks : sequence of float
        The axis covers them.
    y_range : (float, float)
    portions : sequence of Portion
    x_log, log : bool
        True for logarithmic axes.
    """

    noted = (0.97, 0.04, "end")

    def __init__(
        self, title: str, x_label: str, y_label: str, column: str, x_ticks: Sequence[float],
        y_range: tuple[float, float], portions: Sequence[Portion], *, x_log: bool = True,
        log: bool = True, **options: Any,
    ):
        low, high = x_ticks[0], x_ticks[-1]
        ends = (low / 1.25, high * 1.25) if x_log else (low - 0.5, high + 0.5)
        y_ticks = decades(*y_range) if log else (0, 0.25, 0.5, 0.75, 1)
        super().__init__(
            title, axis(x_label, *ends, log=x_log, tick_format="~g", ticks=x_ticks),
            axis(y_label, *y_range, log=log, vertical=True, tick_format="~g", ticks=y_ticks),
            **options)
        self.column, self.portions = column, portions
        self.legend.write([(each.look, t(each.word)) for each in portions])
        self.put(
            law=[self.lines(each.look._replace(dash="dotted", width=1.5)) for each in portions],
            beside=[self.dots(theme.GHOST.colour, each.marker, 30) for each in portions],
            bars=[self.lines(each.look._replace(dash="solid", width=2.0), opacities=[0.55])
                  for each in portions],
            dots=[self.dots(each.look.colour, each.marker, 60) for each in portions])

    def shapes(self, record: Record, at: int) -> dict[str, Shape | None]:
        found: dict[str, Shape | None] = {}
        x, floor = self._x(record), self.scales["y"].min
        law = self.law(record) if self.law is not None else None
        for i, each in enumerate(self.portions):
            share, low, high = each.of(record, at)
            counted = high < 1                  # after a few trials; before it says nothing
            bars = [(np.full(2, x[k]), np.maximum([low[k], high[k]], floor))
                    for k in np.flatnonzero(counted)]
            found[f"bars {i}"] = bundle(bars, [each.look.colour] * len(bars))
            seen = np.nan_to_num(share) > 0
            found[f"dots {i}"] = points(x[seen], np.maximum(share[seen], floor), each.look.colour)
            found[f"law {i}"] = self._law_of(each, law)
        return found

    def others(self, others: Sequence[Beside]) -> dict[str, Shape | None]:
        found: dict[str, Shape | None] = {f"beside {i}": None for i in range(len(self.portions))}
        if others and self.column in others[-1].record.sweep:
            record = others[-1].record
            for i, each in enumerate(self.portions):
                share = np.nan_to_num(each.of(record)[0])
                found[f"beside {i}"] = points(
                    self._x(record)[share > 0], share[share > 0], theme.GHOST.colour)
        return found

    def describe(self, record: Record) -> str:
        said = "; ".join(t("shares.of_a_run", name=self._name(), value=f"{x:g}", said=", ".join(
            f"{t(each.word)} {self._written(each, record, run)}" for each in self.portions))
            for run, x in enumerate(self._x(record)))
        return t("common.title_at_step", said=said, **self.heading(record))

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        return [self._name(), *(t(each.word) for each in self.portions)], [
            [f"{x:g}", *(self._written(each, record, run) for each in self.portions)]
            for run, x in enumerate(self._x(record))]

    def _written(self, each: Portion, record: Record, run: int) -> str:
        share, low, high = (float(part[run]) for part in each.of(record))
        if np.isnan(share):
            return "–"
        return f"{power(share)} ({power(low)}–{power(high)})"

    def _law_of(self, each: Portion, law: Record | None) -> Shape | None:
        if law is None or each.law not in law.values:
            return None
        x, y = self._x(law), law.values[each.law][0]
        if np.ptp(y) == 0:                      # the same at every x: across the whole picture
            x, y = np.array([self.scales["x"].min, self.scales["x"].max]), np.full(2, y[0])
        return Shape(x[None], np.maximum(y, self.scales["y"].min)[None], (each.look.colour,))

    def _x(self, record: Record) -> Array:
        return np.asarray(record.sweep[self.column], float)

    def _name(self) -> str:
        return self.symbols.get(self.column, self.column)
