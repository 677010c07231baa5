"""Values side by side at one moment, with those of a teacher and those of a prediction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots.core.axes import axis, put_ticks
from grokviz.widgets.plots.core.base import Plot
from grokviz.widgets.plots.core.drawn import Shape, stems
from grokviz.widgets.plots.core.ensemble import colours_of, names_of_runs
from grokviz.widgets.plots.core.marks import power

MANY = 50               # from this number of places on, dots are small


class LawAtSteps(Protocol):
    """A prediction for some steps and some values of a record."""

    def __call__(
        self, run: Record, steps: np.ndarray | None = None, names: Iterable[str] | None = None
    ) -> Record: ...


class Stems(Plot):
    """A value (records, runs, places), or one with more axes, flattened, over its places, at one
    moment.

    Parameters
    ----------
    title, x_label, y_label : str
    value : str
        Name of the value in the record and in the prediction.
    places : int
        The number of places at first; a record may have another number.
    y_ticks : sequence of float
        The axis extends a little beyond them.
    teacher : function
        Law or None -> (places,), the values that the first run should learn, or None.
    forecast, taught : str
        The words for the prediction and for the teacher's values.
    """

    coloured = True
    law: LawAtSteps | None

    def __init__(
        self, title: str, x_label: str, y_label: str, value: str, places: int,
        y_ticks: Sequence[float], *, teacher: Callable[[object], np.ndarray | None],
        forecast: str = "+ predicted", taught: str = "teacher", **options: Any,
    ):
        super().__init__(
            title, axis(x_label, 0, places + 1, ticks=[1, *range(10, places + 1, 10)]),
            axis(y_label, 1.1 * y_ticks[0], 1.1 * y_ticks[-1], vertical=True, ticks=y_ticks),
            **options)
        self.value, self.teacher = value, teacher
        self._wide, self._stems = self.lines(theme.GHOST), self.lines(theme.TEST)
        self._dots = self.dots(theme.TEST.colour, size=36)
        self.taught = t(taught)
        self.legend.write([(theme.TEST, t("common.learnt")), (theme.GHOST, self.taught),
                           (theme.THEORY, t(forecast) if forecast else "")])
        self.put(teacher=self._wide, stems=self._stems, dots=self._dots,
                 forecast=self.dots(theme.THEORY.colour, "cross", 40))
        self._have(places)

    def show(self, record: Record, at: int | None = None) -> None:
        places = self._at(record, -1).shape[1]
        if places != len(self.places):
            self._have(places)
        super().show(record, at)

    def shapes(self, record: Record, at: int) -> dict[str, Shape | None]:
        now, colours = self._at(record, at), colours_of(record)
        teacher, told = self.teacher(self.law), self._forecast(record, at)
        return {
            "teacher": None if teacher is None else stems(self.places, teacher,
                                                          theme.GHOST.colour),
            "stems": stems(self.places, now[0], theme.TEST.colour) if colours is None else None,
            "dots": self._dots_at(now, colours or [theme.TEST.colour]),
            "forecast": None if told is None else self._dots_at(told, [theme.THEORY.colour])}

    def describe(self, record: Record) -> str:
        last = self._at(record, -1)
        largest = [f"{i + 1} ({power(float(last[0, i]))})" for i in
                   np.argsort(-np.abs(last[0]))[:3]]
        return t("stems.step_largest", largest=", ".join(largest), **self.heading(record))

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        last, teacher = self._at(record, -1), self.teacher(self.law)
        heads = [self.figure.axes[0].label, *(name or t("common.learnt") for name in
                                              names_of_runs(record, self.symbols))]
        if teacher is not None:
            heads.append(self.taught)
            last = np.concatenate([last, teacher[None]])
        return heads, [[f"{k}", *(power(float(v)) for v in column)]
                       for k, column in zip(self.places, last.T, strict=True)]

    # ---- drawing --------------------------------------------------------------------------------

    def _at(self, record: Record, i: int) -> np.ndarray:
        """The values at a record, (runs, places)."""
        return record.values[self.value][i].reshape(record.runs, -1)

    def _have(self, places: int) -> None:
        """Adapt the marks to this number of places."""
        self.places, scale = np.arange(1, places + 1), self.scales["x"]
        if scale.max != places + 1:
            scale.max = places + 1
            every = next(k for k in (10, 20, 50, 100) if places <= 10 * k)
            put_ticks(self.figure.axes[0], [1, *range(every, places + 1, every)])
            self.legend.place()
        self._wide.stroke_width, self._wide.opacities = min(7.0, 700 / places), [0.35] * places
        self._stems.opacities = [0.8] * places
        self._dots.default_size = 36 if places <= MANY else 16

    def _dots_at(self, values: np.ndarray, colours: Sequence[str]) -> Shape:
        return Shape(np.tile(self.places, len(values)), np.ravel(values),
                     tuple(np.repeat(colours, len(self.places)).tolist()))

    def _forecast(self, record: Record, at: int) -> np.ndarray | None:
        if self.law is None or record.runs > 1:
            return None
        told = self.law(record, record.steps[at : at + 1], [self.value]).values.get(self.value)
        return None if told is None or not np.isfinite(told).all() else told[0]
