"""Pace: equal time for each tenfold of the step, so that a logarithmic axis fills evenly."""

from __future__ import annotations

import math
import time

from grokviz.i18n import t

FREE = 10               # steps before the pace applies
SLACK = 0.1  # delay that may be caught up; a longer one, as after a pause, is forgotten [s]


class Clock:
    """Computes when the next snapshot is due."""

    def __init__(self, step: int = FREE):
        self.step, self.due = max(step, FREE), 0.0

    def hold(self, step: int, pace: float | None) -> float:
        """The value of `time.perf_counter` until which to wait after a snapshot at `step`."""
        before, self.step = self.step, max(step, FREE)
        self.due = max(self.due, time.perf_counter() - SLACK)
        self.due += (pace or 0.0) * math.log10(self.step / before)
        return self.due


def time_between(step: float, last: float, rate: float, pace: float | None) -> float:
    """Seconds from one step to another. Each step takes the time that the machine needs, at `rate`
    steps a second, or the time that the pace demands, whichever is longer."""
    if not pace:
        return max(0.0, last - step) / rate
    step, last = max(step, FREE), max(last, FREE)
    equal = min(max(pace * rate / math.log(10), step), last)  # the pace is slower up to here
    return pace * math.log10(equal / step) + (last - equal) / rate


def in_words(seconds: float) -> str:
    """A duration in words."""
    if seconds < 90:
        return t("pace.seconds", seconds=max(seconds, 1))
    if seconds < 5400:
        return t("pace.minutes", minutes=seconds / 60)
    return t("pace.hours", hours=seconds / 3600)
