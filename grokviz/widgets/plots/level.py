"""Curves that cannot go below a level which is known before the run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import bqplot
import numpy as np

from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots import sketch
from grokviz.widgets.plots.base import Beside
from grokviz.widgets.plots.curves import Curves
from grokviz.widgets.plots.drawing import draw, ends
from grokviz.widgets.strings import t


class Level(Curves):
    """Curves, and what theory knows of them as a dashed line from side to side.

    Parameters
    ----------
    level : function
        Law or None -> (runs,), where the line of each run is, or None.
    word : str
        For the line, the last in the corner.
    """

    def __init__(self, *given: Any, level: Callable[[Any], np.ndarray | None], word: str,
                 **options: Any):
        self.level, self._law, self._level = level, None, None
        super().__init__(*given, **options)
        self.said = [(s.look, s.word) for s in self.series] + [
            (theme.THEORY, self.predicted)] * self.foreseen + [(theme.FLOOR, t(word))]
        self.write(self.said)

    def put(self, marks: Sequence[bqplot.Mark]) -> None:
        if self._level is None:
            self._level = self.lines(theme.FLOOR)
        super().put([self._level, *marks])

    def show(self, record: Record, at: int | None = None) -> None:
        super().show(record, at)
        found = self.level(self._law)
        self._level.visible = found is not None
        if found is not None:
            draw(self._level, ends(self.figure.axes[0]), self._lines_at(found))

    def foresee(self, law: Callable[[Record], Record] | None) -> None:
        self._law = law
        super().foresee(law)

    def sketch(self, ax, record: Record, beside: Sequence[Beside] = ()) -> None:
        super().sketch(ax, record, beside)
        found = self.level(self._law)
        if found is not None:
            sketch.lines(ax, np.array(ax.get_xlim()), self._lines_at(found), theme.FLOOR, None)
            sketch.words(ax, [*self.said, *self.keyed(record)], self.corner)

    @staticmethod
    def _lines_at(levels: np.ndarray) -> np.ndarray:
        """One line of two points for each level that differs from the others."""
        return np.repeat(np.unique(np.round(levels, 6))[:, None], 2, axis=1)
