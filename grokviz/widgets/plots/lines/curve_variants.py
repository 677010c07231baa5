"""Variants of `Curves`: a rescaled clock, bundles of lines, known levels, derived values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import bqplot
import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots.core import mpl
from grokviz.widgets.plots.core.axes import ends
from grokviz.widgets.plots.core.base import Beside
from grokviz.widgets.plots.core.marks import draw
from grokviz.widgets.plots.lines.curves import Curves, Series


class Collapse(Curves):
    """Test accuracy against ηλt: if the time to generalise goes as 1/(ηλ), all curves coincide."""

    def __init__(self, title: str, **options: Any):
        super().__init__(
            title, "test accuracy", [Series("test_accuracy", theme.TEST, "")], (0, 1.02),
            x=decay_time, x_label="η·λ·step  (1 = the norm falls by e)", x_range=(0.003, 10),
            **options,
        )


def decay_time(record: Record) -> np.ndarray:
    """η λ t of each run, (records, runs)."""
    speed = np.asarray(record.sweep["learning_rate"]) * np.asarray(record.sweep["weight_decay"])
    return record.steps[:, None] * speed


FIRST = 5               # columns drawn of each run, if there are several runs


class Sheaf(Curves):
    """Each column of ``of(record)``, (records, runs, columns), as a line; one mark draws all.

    For one run, colours go from the first column to the last. For several runs, each run has one
    colour, and only its first columns are drawn.

    Parameters
    ----------
    title, y_label : str
    of : function
    y_range : (float, float)
    above : float
        The description counts the lines above this value.
    **options
        As in `Curves`.
    """

    def __init__(
        self, title: str, y_label: str, of: Callable[[Record], np.ndarray],
        y_range: tuple[float, float], *, above: float, **options: Any,
    ):
        self.of, self.above = of, above
        super().__init__(title, y_label, [Series("sheaf", theme.TEST, "")], y_range, **options)

    def key(self, record: Record) -> list[str]:
        return super().key(record) or theme.ramp(record.runs)

    def show(self, record: Record, at: int | None = None) -> None:
        super().show(self._spread(record), at)

    def beside(self, others: Sequence[Beside]) -> None:
        """Draw no other records, because two bundles in one picture cannot be told apart."""

    def sketch(self, ax, record: Record, beside: Sequence[Beside] = ()) -> None:
        super().sketch(ax, self._spread(record))

    def describe(self, record: Record) -> str:
        now = self.of(record)[-1]
        return t("curves.step_above",
                 title=self.figure.title, step=int(record.steps[-1]), all=now.shape[1],
                 above=self.above, count=", ".join(map(str, (now > self.above).sum(1))))

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        first = self._spread(record.take(0))
        return super().numbers(replace(first, sweep={"line": np.arange(first.runs) + 1}))

    def _spread(self, record: Record) -> Record:
        """A record in which each line is a run."""
        values = self.of(record)[..., : None if record.runs == 1 else FIRST]
        columns = values.shape[2]
        each = {k: np.repeat(v, columns, axis=1) for k, v in record.values.items() if v.ndim == 2}
        return replace(
            record, values=each | {"sheaf": values.reshape(len(values), -1)},
            sweep={k: np.repeat(v, columns) for k, v in record.sweep.items()},
        )


class Level(Curves):
    """Curves with a dashed horizontal line at a level that theory predicts.

    Parameters
    ----------
    level : function
        Law or None -> (runs,), the level of each run, or None.
    word : str
        Name of the level, the last word in the corner.
    """

    def __init__(self, *given: Any, level: Callable[[Any], np.ndarray | None], word: str,
                 **options: Any):
        self.level = level
        self._level: bqplot.Lines | None = None
        super().__init__(*given, **options)
        self.said = [(s.look, s.word) for s in self.series] + [
            (theme.THEORY, self.predicted)] * self.has_forecast + [(theme.FLOOR, t(word))]
        self.legend.write(self.said)

    def put(self, **marks: Any) -> None:
        super().put(**{"level": self._line()} | marks)

    def show(self, record: Record, at: int | None = None) -> None:
        super().show(record, at)
        found, line = self.level(self.law), self._line()
        line.visible = found is not None
        if found is not None:
            draw(line, ends(self.figure.axes[0]), self._lines_at(found))

    def sketch(self, ax, record: Record, beside: Sequence[Beside] = ()) -> None:
        super().sketch(ax, record, beside)
        found = self.level(self.law)
        if found is not None:
            mpl.lines(ax, np.array(ax.get_xlim()), self._lines_at(found), theme.FLOOR, None)
            mpl.words(ax, [*self.said, *self.legend.keyed(record)], self.corner)

    def _line(self) -> bqplot.Lines:
        """The mark for the level, made on first use because `Curves.__init__` needs it."""
        if self._level is None:
            self._level = self.lines(theme.FLOOR)
        return self._level

    @staticmethod
    def _lines_at(levels: np.ndarray) -> np.ndarray:
        """One line of two points for each different level."""
        return np.repeat(np.unique(np.round(levels, 6))[:, None], 2, axis=1)


class Derived(Curves):
    """Curves of values that are computed from a record, and from its prediction.

    Parameters
    ----------
    of : function
        Record, law or None -> the Record to be drawn.
    forecast : function
        Law -> the prediction of the drawn values.
    """

    def __init__(self, *given: Any, of: Callable, forecast: Callable | None = None,
                 **options: Any):
        self.of, self.forecast = of, forecast
        self._law: Callable[[Record], Record] | None = None
        super().__init__(*given, has_forecast=forecast is not None, **options)

    def show(self, record: Record, at: int | None = None) -> None:
        super().show(self.of(record, self._law), at)

    def beside(self, others: Sequence[Beside]) -> None:
        super().beside(self._each(others))

    def show_forecast(self, law: Callable[[Record], Record] | None) -> None:
        self._law = law
        super().show_forecast(law and self.forecast and self.forecast(law))

    def sketch(self, ax, record: Record, beside: Sequence[Beside] = ()) -> None:
        super().sketch(ax, self.of(record, self._law), self._each(beside))

    def describe(self, record: Record) -> str:
        drawn = self.of(record, self._law)
        known = np.isfinite([drawn.values[s.value] for s in self.series]).all((0, 2))
        return super().describe(drawn.until(drawn.steps[known][-1])) if known.any() else ""

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        return super().numbers(self.of(record, self._law))

    def _each(self, others: Sequence[Beside]) -> list[Beside]:
        """The derived records; the law describes only the record in front."""
        return [other._replace(record=self.of(other.record, None)) for other in others]


def columns(record: Record, name: str, count: int) -> dict[str, np.ndarray]:
    """The first columns of a value (records, runs, columns), each under its own name."""
    return {f"{name}_{i}": record.values[name][..., i] for i in range(count)}
