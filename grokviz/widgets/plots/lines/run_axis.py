"""The x axis of curves: the step of a run, or something that grows with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import bqplot
import numpy as np

from grokviz.run import Record
from grokviz.widgets.plots.core.axes import as_powers, spaced
from grokviz.widgets.plots.core.marks import thinned

Ends = Callable[[Mapping[str, Any]], tuple[float, float]]


class RunAxis:
    """Where the records of a run stand on an axis.

    Parameters
    ----------
    axis : bqplot.Axis
    x : function or None
        Record -> (records, runs), increasing; None for the step.
    log : bool
    ends : function, optional
        Settings of a run -> where the axis begins and ends; of steps by default from 1 to the
        last. Without one a place on the axis is no moment.
    """

    def __init__(
        self, axis: bqplot.Axis, x: Callable[[Record], np.ndarray] | None, log: bool,
        ends: Ends | None,
    ):
        self.axis, self.scale, self.x, self.log = axis, axis.scale, x, log
        self._ends = ends or (self._steps if x is None else None)

    @property
    def tells_moments(self) -> bool:
        """Whether a place on it is a moment."""
        return self._ends is not None

    def records(self, record: Record) -> tuple[np.ndarray, np.ndarray]:
        """Where they stand, (points,) or (runs, points), and the numbers of those that make a
        line."""
        low, high = self.scale.min, self.scale.max
        if self.x is None:
            steps = np.maximum(record.steps, 1)         # a log axis has no 0: step 0 stands at 1
            keep = thinned(steps, low, high, log=True)
            return steps[keep], keep
        each = np.maximum(self.x(record), low)
        keep = thinned(furthest(each), low, high, log=self.log)
        return each[keep].T, keep

    def moment(self, record: Record, x: float) -> float | None:
        """The step of a place; None where it is none."""
        if self.x is None:
            return x
        if not self.tells_moments:
            return None
        passed = int((furthest(self.x(record)) <= x).sum())
        return float(record.steps[max(passed - 1, 0)])

    def place(self, record: Record, step: float) -> float:
        """Where a step stands; of several runs that of the one that is furthest."""
        if self.x is not None:
            step = float(np.interp(step, record.steps, furthest(self.x(record))))
        return float(max(step, self.scale.min))

    def fit(self, settings: Mapping[str, Any]) -> bool:
        """Make room for a run with these settings; whether the ends are others now."""
        if self._ends is None:
            return False
        low, high = self._ends(settings)
        if (self.scale.min, self.scale.max) == (low, high):
            return False
        self.scale.min, self.scale.max = low, high
        ticks = spaced(low, high, self.log)
        if self.x is not None:
            self.axis.tick_labels = as_powers(ticks)
        self.axis.tick_values = np.array(ticks, float)
        return True

    def _steps(self, settings: Mapping[str, Any]) -> tuple[float, float]:
        return 1.0, float(settings.get("steps", self.scale.max))


def furthest(x: np.ndarray) -> np.ndarray:
    """Of the runs at each record, (records, runs), the furthest; a lost one is nowhere."""
    return np.fmax.reduce(x, 1)
