"""Values against the training step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots.core import mpl
from grokviz.widgets.plots.core.annotations import Event, Events, learnt
from grokviz.widgets.plots.core.axes import axis, decades, ends, spaced
from grokviz.widgets.plots.core.base import Beside, Plot
from grokviz.widgets.plots.core.diverged_runs import lost_words
from grokviz.widgets.plots.core.drawn import Drawn, Shape
from grokviz.widgets.plots.core.ensemble import colours_of, names_of_runs, tags_at
from grokviz.widgets.plots.core.marks import draw, draw_each
from grokviz.widgets.plots.lines.run_axis import Ends, RunAxis
from grokviz.widgets.plots.lines.series import Series, groups, known, newest, table, together


class Curves(Plot):
    """Values against the step, or against a quantity that grows with the step.

    Parameters
    ----------
    title, y_label : str
    series : sequence of Series
    y_range : (float, float)
    log : bool
        True for a logarithmic y axis; smaller values are drawn on its lower edge.
    steps : int
        End of the x axis.
    predict : function, optional
        Record -> Record on steps of its choice, whose values are drawn dotted from the first
        snapshot on.
    predicted : str
        The word for the prediction.
    has_forecast : bool
        Whether `show_forecast` will supply the prediction.
    events : bool or function
        Mark where a single run learnt its sets (or the events that the function finds in its
        Record), and where hot settings changed.
    x : function, optional
        Record -> (records, runs), increasing, instead of the step.
    x_label, x_range, x_log
        Label, limits and scale of the x axis for `x`.
    x_ends : function, optional
        Settings of a run -> limits of the x axis; each x value then stands for a moment.
    ticks : sequence of float, optional
        Ticks of the y axis.
    **options
        As in `Plot`.
    """

    def __init__(
        self, title: str, y_label: str, series: Sequence[Series], y_range: tuple[float, float], *,
        log: bool = False, steps: int = 10_000,
        predict: Callable[[Record], Record] | None = None, predicted: str = "predicted",
        has_forecast: bool = False, events: bool | Callable[[Record], Sequence[Event]] = True,
        x: Callable[[Record], np.ndarray] | None = None, x_label: str = "step",
        x_range: tuple[float, float] | None = None, x_log: bool = True,
        x_ends: Ends | None = None,
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
        self.log, self.predict, self.predicted = log, predict, t(predicted)
        self.run_axis = RunAxis(self.figure.axes[0], x, x_log, x_ends)
        self.events = bool(events) and self.run_axis.tells_moments
        self._alike = groups(self.series)
        self._others = [self.lines(s.look._replace(width=1.2)) for s in self.series]
        self._cursor = self.lines(theme.CURSOR)
        wide = 4.5 if has_forecast else theme.THEORY.width
        self._laws = [self.lines(theme.THEORY._replace(width=wide)) for _ in self.series]
        self._events = Events(self, events if callable(events) else learnt)
        self.has_forecast = has_forecast or predict is not None
        self.legend.write([(s.look, s.word) for s in self.series]
                   + [(theme.THEORY, self.predicted)] * self.has_forecast)
        self._predicted: tuple | None = None
        self._build(1)

    def show(self, record: Record, at: int | None = None) -> None:
        colours = self.key(record)
        if record.runs != self._runs:
            self._build(record.runs)
        self.expect({"steps": record.steps[-1]} | dict(record.settings))
        for alike, mark in zip(self._alike, self._lines, strict=True):
            points = {s.value: self._points(record, s.value) for s in alike
                      if s.value in record.values}      # an ensemble may have fewer values
            if points:
                draw(mark, *together(alike, points, colours))
            else:
                mark.visible = False
        self._show_law(record, colours)
        if self.events:
            self._events.show(record)
        self._show_cursor(record, at)

    def beside(self, others: Sequence[Beside]) -> None:
        for series, mark in zip(self.series, self._others, strict=True):
            lines, colours, tags = [], [], []
            for other in others:
                if series.value in other.record.values and len(other.record.steps):
                    there = known(*self._points(other.record, series.value))
                    lines += there
                    colours += [other.colour] * len(there)
                    if there:
                        tags.append((*there[-1], other.name, other.colour))
            draw_each(mark, lines, colours)
        self.legend.tag(tags)                          # names of the last series

    def sketch(self, ax, record: Record, beside: Sequence[Beside] = ()) -> None:
        mpl.frame(ax, self.figure)
        last = mpl.last_step(record)
        if self.run_axis.x is None and ax.get_xlim()[1] != last:
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
        for at, high, name, colour in tags_at(tags):    # names of the last series
            ax.text(at, high, name, color=colour, fontsize=8, fontweight="bold", va="bottom")
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
        return self.run_axis.moment(record, x)

    def place(self, record: Record, step: float) -> float:
        """The x value of a step; with several runs, that of the run furthest to the right."""
        return self.run_axis.place(record, step)

    def describe(self, record: Record) -> str:
        numbers = self.heading(record) | {
            "said": newest(record, self._of(record), self.figure.axes[1].label)}
        if record.runs == 1:
            return t("common.title_at_step", **numbers)
        lost = lost_words(record, names_of_runs(record, self.symbols))
        return " ".join(filter(None, (t("curves.runs_step", runs=record.runs, **numbers), lost)))

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        return table(record, self._of(record), self.figure.axes[1].label, self.symbols)

    def drawn(self) -> Drawn:
        """The drawn marks. A line is named after its value; the name of a prediction ends with
        " forecast", that of a line of another record with " beside"."""
        found = super().drawn()
        marks: dict[str, Shape] = {}
        for name, shape in found.marks.items():
            kind, _, number = name.rpartition(" ")
            if kind == "alike":
                marks |= {s.value: shape.rows(i * self._runs, (i + 1) * self._runs)
                          for i, s in enumerate(self._alike[int(number)])}
            elif kind in ("beside", "forecast"):
                marks[f"{self.series[int(number)].value} {kind}"] = shape
            else:
                marks[name] = shape
        return found._replace(marks=marks)

    # ---- drawing --------------------------------------------------------------------------------

    def _of(self, record: Record) -> list[Series]:
        """The series that the record contains."""
        return [series for series in self.series if series.value in record.values]

    def _build(self, runs: int) -> None:
        """Make new marks: a Lines mark keeps old lines when the number of runs decreases."""
        self._runs = runs
        old = [*getattr(self, "_lines", ())]
        self._lines = [self.lines(alike[0].look) for alike in self._alike]
        self.put(beside=self._others, forecast=self._laws, alike=self._lines,
                 **self._events.marks, cursor=self._cursor)
        for mark in old:
            mark.close()

    def _points(self, record: Record, name: str) -> tuple[np.ndarray, np.ndarray]:
        x, keep = self.run_axis.records(record)
        y = record.values[name][keep].T
        return x, np.maximum(y, self.scales["y"].min) if self.log else y

    def expect(self, settings: Mapping[str, Any]) -> None:
        if self.run_axis.fit(settings):
            self._predicted = None
            self.legend.place()

    def _show_cursor(self, record: Record, at: int | None) -> None:
        self._cursor.visible = at is not None and self.run_axis.tells_moments
        if self._cursor.visible:
            x = self.place(record, float(record.steps[at]))
            draw(self._cursor, np.full(2, x), ends(self.figure.axes[1])[None])

    def show_forecast(self, law: Callable[[Record], Record] | None) -> None:
        super().show_forecast(law)
        if self.has_forecast:
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
            x, y = self._points(law, series.value) if series.value in law.values else (
                np.empty((0, 1)),) * 2
            there = [run for run in range(len(y)) if np.isfinite(y[run]).all()]
            each = colours or [theme.THEORY.colour]
            draw_each(mark, [(x if x.ndim == 1 else x[run], y[run]) for run in there],
                      [each[run] for run in there])
