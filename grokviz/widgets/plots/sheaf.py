"""Many values of one kind against the step, as one sheaf of lines: sizes in their order, say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots.base import Beside
from grokviz.widgets.plots.curves import Curves, Series
from grokviz.widgets.strings import t

FIRST = 5               # columns that are drawn of each of several runs


class Sheaf(Curves):
    """Each column of ``of(record)``, (records, runs, columns), as a line; all are one mark.

    Of one run they are coloured from the first column to the last, of several, of which only the
    first columns are drawn, by the run.

    Parameters
    ----------
    title, y_label : str
    of : function
    y_range : (float, float)
    above : float
        Lines above it are counted in words.
    **options
        As of `Curves`.
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
        """None: two sheaves in one picture are a thicket."""

    def sketch(self, ax, record: Record, beside: Sequence[Beside] = ()) -> None:
        super().sketch(ax, self._spread(record))

    def describe(self, record: Record) -> str:
        now = self.of(record)[-1]
        return t("{title} at step {step:,}: {count} of {all} are above {above:g}.",
                 title=self.figure.title, step=int(record.steps[-1]), all=now.shape[1],
                 above=self.above, count=", ".join(map(str, (now > self.above).sum(1))))

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        first = self._spread(record.take(0))
        return super().numbers(replace(first, sweep={"line": np.arange(first.runs) + 1}))

    def _spread(self, record: Record) -> Record:
        """A record whose runs are the lines."""
        values = self.of(record)[..., : None if record.runs == 1 else FIRST]
        columns = values.shape[2]
        each = {k: np.repeat(v, columns, axis=1) for k, v in record.values.items() if v.ndim == 2}
        return replace(
            record, values=each | {"sheaf": values.reshape(len(values), -1)},
            sweep={k: np.repeat(v, columns) for k, v in record.sweep.items()},
        )
