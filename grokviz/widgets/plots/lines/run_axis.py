"""The x axis of curves: the step of a run, or a quantity that grows with the step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import bqplot
import numpy as np

from grokviz.run import Record
from grokviz.widgets.plots.core.axes import as_powers, put_ticks, spaced
from grokviz.widgets.plots.core.marks import thinned

Ends = Callable[[Mapping[str, Any]], tuple[float, float]]


class RunAxis:
    """Positions of the records of a run on an axis.

    Parameters
    ----------
    axis : bqplot.Axis
    x : function or None
        Record -> (records, runs), increasing; None for the step.
    log : bool
    ends : function, optional
        Settings of a run -> limits of the axis. Steps have the default limits 1 and the last
        step. For other quantities without `ends`, a position on the axis is not a moment.
    """

    def __init__(
        self, axis: bqplot.Axis, x: Callable[[Record], np.ndarray] | None, log: bool,
        ends: Ends | None,
    ):
        self.axis, self.scale, self.x, self.log = axis, axis.scale, x, log
        self._ends = ends or (self._steps if x is None else None)

    @property
    def tells_moments(self) -> bool:
        """True if a position on the axis stands for a moment."""
        return self._ends is not None

    def records(self, record: Record) -> tuple[np.ndarray, np.ndarray]:
        """Positions of the records, (points,) or (runs, points), and the numbers of the records in
        the line."""
        low, high = self.scale.min, self.scale.max
        if self.x is None:
            steps = np.maximum(record.steps, 1)  # a log axis has no 0, so step 0 is drawn at 1
            keep = thinned(steps, low, high, log=True)
            return steps[keep], keep
        each = np.maximum(self.x(record), low)
        keep = thinned(furthest(each), low, high, log=self.log)
        return each[keep].T, keep

    def moment(self, record: Record, x: float) -> float | None:
        """The step at a position, or None."""
        if self.x is None:
            return x
        if not self.tells_moments:
            return None
        passed = int((furthest(self.x(record)) <= x).sum())
        return float(record.steps[max(passed - 1, 0)])

    def place(self, record: Record, step: float) -> float:
        """The position of a step; with several runs, that of the run furthest to the right."""
        if self.x is not None:
            step = float(np.interp(step, record.steps, furthest(self.x(record))))
        return float(max(step, self.scale.min))

    def fit(self, settings: Mapping[str, Any]) -> bool:
        """Adapt the axis to a run with these settings; return True if its limits changed."""
        if self._ends is None:
            return False
        low, high = self._ends(settings)
        if (self.scale.min, self.scale.max) == (low, high):
            return False
        self.scale.min, self.scale.max = low, high
        ticks = spaced(low, high, self.log)
        if self.x is not None:
            self.axis.tick_labels = as_powers(ticks)
        put_ticks(self.axis, ticks)
        return True

    def _steps(self, settings: Mapping[str, Any]) -> tuple[float, float]:
        return 1.0, float(settings.get("steps", self.scale.max))


def furthest(x: np.ndarray) -> np.ndarray:
    """The largest value over the runs at each record, (records, runs); ignores diverged runs."""
    return np.fmax.reduce(x, 1)
