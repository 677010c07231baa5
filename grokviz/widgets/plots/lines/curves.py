"""Values against the training step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots.core import mpl
from grokviz.widgets.plots.core.annotations import Event, Events, learnt
from grokviz.widgets.plots.core.axes import along, as_powers, axis, decades, spaced
from grokviz.widgets.plots.core.base import Beside, Plot
from grokviz.widgets.plots.core.diverged_runs import lost_words
from grokviz.widgets.plots.core.drawn import Drawn
from grokviz.widgets.plots.core.ensemble import colours_of, names_of_runs, rows_of, tags_at
from grokviz.widgets.plots.core.marks import draw, draw_each, power, thinned
from grokviz.widgets.theme import Look


class Series(NamedTuple):
    """A value of the record, its look, and the word written beside it."""

    value: str
    look: Look
    word: str


class Curves(Plot):
    """Values against the step, or against something that grows with it.

    Parameters
    ----------
    title, y_label : str
    series : sequence of Series
    y_range : (float, float)
    log : bool
        Of the y axis; what lies below it is drawn on its edge.
    steps : int
        Where the x axis ends.
    predict : function, optional
        Record -> Record on steps of its own, whose values are drawn dotted from the first
        snapshot on.
    predicted : str
        The word for that.
    foreseen : bool
        Whether `foresee` will tell what to predict.
    events : bool or function
        Mark where a single run learnt its sets, or what the function finds in its Record, and
        where hot settings were turned.
    x : function, optional
        Record -> (records, runs), increasing, instead of the step.
    x_label, x_range, x_log
        For that.
    x_ends : function, optional
        Settings of a run -> where the x axis begins and ends; a place on it is then a moment.
    ticks : sequence of float, optional
        Of the y axis.
    **options
        As of `Plot`.
    """

    def __init__(
        self, title: str, y_label: str, series: Sequence[Series], y_range: tuple[float, float], *,
        log: bool = False, steps: int = 10_000,
        predict: Callable[[Record], Record] | None = None, predicted: str = "predicted",
        foreseen: bool = False, events: bool | Callable[[Record], Sequence[Event]] = True,
        x: Callable[[Record], np.ndarray] | None = None, x_label: str = "step",
        x_range: tuple[float, float] | None = None, x_log: bool = True,
        x_ends: Callable[[Mapping[str, Any]], tuple[float, float]] | None = None,
        ticks: Sequence[float] | None = None, **options: Any,
    ):
        low, high = x_range or (1, steps)
        super().__init__(
            title,
            axis(x_label, low, high, log=x_log, tick_format="~s" if x is None else "~g",
                 ticks=spaced(low, high, x_log)),
            axis(y_label, *y_range, log=log, vertical=True,
                 tick_format="~g",
                 ticks=ticks or (decades(*y_range)[::2] if log else (0, 0.25, 0.5, 0.75, 1))),
            **options,
        )
        self.series = tuple(s._replace(word=t(s.word)) for s in series)
        self.log, self.x, self.predict, self.predicted = log, x, predict, t(predicted)
        self.x_log, self._x_ends = x_log, x_ends or (self._steps if x is None else None)
        self.events = bool(events) and self._x_ends is not None
        dashes = [s.look._replace(colour="") for s in self.series]
        self._alike = [[s for s, dash in zip(self.series, dashes, strict=True) if dash == look]
                       for look in dict.fromkeys(dashes)]
        self._others = [self.lines(s.look._replace(width=1.2)) for s in self.series]
        self._cursor = self.lines(theme.CURSOR)
        look = theme.THEORY._replace(width=4.5) if foreseen else theme.THEORY
        self._laws = [self.lines(look) for _ in self.series]
        self._events = Events(self, events if callable(events) else learnt)
        self.foreseen = foreseen or predict is not None
        self.legend.write([(s.look, s.word) for s in self.series]
                   + [(theme.THEORY, self.predicted)] * self.foreseen)
        self._predicted: tuple | None = None
        self._build(1)

    def show(self, record: Record, at: int | None = None) -> None:
        colours = self.key(record)
        if record.runs != self._runs:
            self._build(record.runs)
        self.expect({"steps": record.steps[-1]} | dict(record.settings))
        for alike, mark in zip(self._alike, self._lines, strict=True):
            self._draw(mark, alike, record, colours)
        self._show_law(record, colours)
        if self.events:
            self._events.show(record)
        self._show_cursor(record, at)

    def beside(self, others: Sequence[Beside]) -> None:
        for series, mark in zip(self.series, self._others, strict=True):
            lines, colours, tags = [], [], []
            for other in others:
                if series.value in other.record.values and len(other.record.steps):
                    x, y = self._points(other.record, series.value)
                    there = [(np.broadcast_to(x, y.shape)[run][known], y[run][known])
                             for run, known in enumerate(np.isfinite(y)) if known.any()]
                    lines += there
                    colours += [other.colour] * len(there)
                    if there:
                        tags.append((*there[-1], other.name, other.colour))
            draw_each(mark, lines, colours)
        self.legend.tag(tags)                          # of the last series

    def sketch(self, ax, record: Record, beside: Sequence[Beside] = ()) -> None:
        mpl.frame(ax, self.figure)
        last = mpl.last_step(record)
        if self.x is None and ax.get_xlim()[1] != last:
            ax.set(xlim=(1, last), xticks=(ticks := decades(1, last)),
                   xticklabels=[f"{tick:,.0f}" for tick in ticks])
        for series in self.series:
            tags = []
            for other in beside:
                if series.value in other.record.values and len(other.record.steps):
                    x, y = self._points(other.record, series.value)
                    thin = series.look._replace(width=1.2)
                    mpl.lines(ax, x, y, thin, [other.colour] * len(y))
                    tags.append((x if x.ndim == 1 else x[-1], y[-1], other.name, other.colour))
        for x, y, name, colour in tags_at(tags):        # of the last series
            ax.text(x, y, name, color=colour, fontsize=8, fontweight="bold", va="bottom")
        colours = colours_of(record)
        said = [(s.look._replace(colour=mpl.EITHER) if colours else s.look, s.word)
                for s in self.series]
        if self.predict is not None:
            law = self.predict(record)
            for series in self.series:
                if series.value in law.values:
                    mpl.lines(ax, *self._points(law, series.value), theme.THEORY, colours)
            if any(series.value in law.values for series in self.series):
                said.append((theme.THEORY, self.predicted))
        for series in self._of(record):
            x, y = self._points(record, series.value)
            mpl.lines(ax, x, y, series.look, colours)
        for event in self._events.found(record) if self.events else ():
            mpl.rule(ax, *event)
        mpl.words(ax, said + self.legend.keyed(record), self.corner)

    def moment(self, record: Record, x: float, y: float) -> float | None:
        if self.x is None:
            return x
        if self._x_ends is None:
            return None
        passed = int((furthest(self.x(record)) <= x).sum())
        return float(record.steps[max(passed - 1, 0)])

    def place(self, record: Record, step: float) -> float:
        """Where a step stands on the x axis; of several runs that of the one that is furthest."""
        if self.x is not None:
            step = np.interp(step, record.steps, furthest(self.x(record)))
        return max(float(step), self.scales["x"].min)

    def describe(self, record: Record) -> str:
        said = []
        for s in self._of(record):
            now = record.values[s.value][-1]
            now = now[np.isfinite(now)]
            if not len(now):                            # the runs that are left have no such value
                continue
            span = power(float(now.min()))
            if record.runs > 1:
                span = t("common.range", low=span, high=power(float(now.max())))
            said.append(f"{s.word or self.figure.axes[1].label} {span}")
        numbers = self.heading(record) | {"said": ", ".join(said)}
        lost = lost_words(record, names_of_runs(record, self.symbols))
        if record.runs > 1:
            return " ".join(filter(None, (
                t("curves.runs_step", runs=record.runs, **numbers),
                lost)))
        return t("common.title_at_step", **numbers)

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        said = []
        for s in self._of(record):
            word = s.word or self.figure.axes[1].label
            said += [f"{word} {name}".strip() for name in names_of_runs(record, self.symbols)]
        since = {lost.run: lost.step for lost in record.diverged}

        def cell(i: int, run: int, value: float) -> str:
            gone = since.get(run, np.inf) <= record.steps[i]
            return t("common.diverged") if gone else power(float(value))

        rows = [[f"{record.steps[i]:,}", *(cell(i, run, v) for s in self._of(record)
                                           for run, v in enumerate(record.values[s.value][i]))]
                for i in rows_of(record)]
        return [t("common.step"), *said], rows

    def drawn(self) -> Drawn:
        """A line is called as the value of the record it is of, what theory says of it so with
        " foretold" behind it, and what is beside it so with " beside"."""
        found = super().drawn()
        marks = {}
        for name, shape in found.marks.items():
            kind, _, number = name.rpartition(" ")
            if kind == "alike":
                marks |= {s.value: shape.rows(i * self._runs, (i + 1) * self._runs)
                          for i, s in enumerate(self._alike[int(number)])}
            elif kind in ("beside", "foretold"):
                marks[f"{self.series[int(number)].value} {kind}"] = shape
            else:
                marks[name] = shape
        return found._replace(marks=marks)

    # ---- what is drawn --------------------------------------------------------------------------

    def _of(self, record: Record) -> list[Series]:
        """Those that the record has."""
        return [series for series in self.series if series.value in record.values]

    def _build(self, runs: int) -> None:
        """Marks for a number of runs: a Lines mark keeps old lines when they become fewer."""
        self._runs = runs
        old = [*getattr(self, "_lines", ())]
        self._lines = [self.lines(alike[0].look) for alike in self._alike]
        self.put(beside=self._others, foretold=self._laws, alike=self._lines,
                 **self._events.marks, cursor=self._cursor)
        for mark in old:
            mark.close()

    def _draw(
        self, mark, alike: Sequence[Series], record: Record, colours: list[str] | None
    ) -> None:
        """Series that differ in their colour alone, in one mark, which is one message."""
        points = {s.value: self._points(record, s.value) for s in alike
                  if s.value in record.values}          # of an ensemble less may be measured
        if not points:
            mark.visible = False
            return
        x, first = next(iter(points.values()))
        y = [points[s.value][1] if s.value in points else np.full_like(first, np.nan)
             for s in alike]
        own = [s.look.colour for s in alike for _ in first]
        draw(mark, x if x.ndim == 1 else np.tile(x, (len(alike), 1)), np.concatenate(y),
             colours * len(alike) if colours else own)

    def _points(self, record: Record, name: str) -> tuple[np.ndarray, np.ndarray]:
        scale = self.scales["x"]
        if self.x is None:
            x = np.maximum(record.steps, 1)             # a log axis has no 0: step 0 stands at 1
            keep = thinned(x, scale.min, scale.max, log=True)
            x = x[keep]
        else:
            each = np.maximum(self.x(record), scale.min)
            keep = thinned(furthest(each), scale.min, scale.max, log=self.x_log)
            x = each[keep].T
        y = record.values[name][keep].T
        return x, np.maximum(y, self.scales["y"].min) if self.log else y

    def expect(self, settings: Mapping[str, Any]) -> None:
        if self._x_ends is None:
            return
        scale, (low, high) = self.scales["x"], self._x_ends(settings)
        if (scale.min, scale.max) != (low, high):
            scale.min, scale.max = low, high
            ticks, axis = spaced(low, high, self.x_log), self.figure.axes[0]
            if self.x is not None:
                axis.tick_labels = as_powers(ticks)
            axis.tick_values, self._predicted = np.array(ticks, float), None
            self.legend.place()

    def _steps(self, settings: Mapping[str, Any]) -> tuple[float, float]:
        return 1.0, float(settings.get("steps", self.scales["x"].max))

    def _show_cursor(self, record: Record, at: int | None) -> None:
        self._cursor.visible = at is not None and self._x_ends is not None
        if self._cursor.visible:
            x = self.place(record, record.steps[at])
            draw(self._cursor, np.full(2, x), np.array([[along(self.scales["y"], 0),
                                                            along(self.scales["y"], 1)]]))

    def foresee(self, law: Callable[[Record], Record] | None) -> None:
        super().foresee(law)
        if self.foreseen:
            self.predict, self._predicted = law, None
            for mark in self._laws:
                mark.visible = False

    def _show_law(self, record: Record, colours: list[str] | None) -> None:
        if self.predict is None:
            return
        state = (record.changes, record.settings.get("steps"),
                 *(np.asarray(column).tobytes() for column in record.sweep.values()),
                 *(record.values[s.value][0].tobytes() for s in self.series))
        if state == self._predicted:
            return
        self._predicted = state
        law = self.predict(record)
        drawn = any(series.value in law.values for series in self.series)
        if drawn != (self.predicted in self.legend.words.text):
            self.legend.write(self.legend.written, but="" if drawn else self.predicted)
        for series, mark in zip(self.series, self._laws, strict=True):
            known = series.value in law.values
            x, y = self._points(law, series.value) if known else (np.empty((0, 1)),) * 2
            there = [run for run in range(len(y)) if np.isfinite(y[run]).all()]
            each = colours or [theme.THEORY.colour]
            draw_each(mark, [(x if x.ndim == 1 else x[run], y[run]) for run in there],
                      [each[run] for run in there])


def furthest(x: np.ndarray) -> np.ndarray:
    """Of the runs at each record, (records, runs), the furthest; a lost one is nowhere."""
    return np.fmax.reduce(x, 1)
