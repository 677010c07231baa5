"""Flow time and slow time: rate times steps, counted from where the rate last changed.

A sum of pieces would depend on where they were cut, that is on how fast the machine is.
"""

from __future__ import annotations

import numpy as np


class Clock:
    """A time that runs at a rate a step, in each run its own."""

    def __init__(self, runs: int):
        self.since, self.before, self.rate = np.zeros((3, runs))

    def set(self, rate: np.ndarray, step: int) -> None:
        """From `step` on it runs at this rate, (runs,)."""
        turned = rate != self.rate
        self.before = np.where(turned, self.at(step), self.before)
        self.since, self.rate = np.where(turned, step, self.since), np.array(rate, float)

    def at(self, step: int) -> np.ndarray:
        """The time after `step` steps, (runs,)."""
        return self.before + self.rate * (step - self.since)

    def state(self) -> np.ndarray:
        """All there is to go on from, (runs, 3)."""
        return np.stack([self.since, self.before, self.rate], 1)

    def restore(self, kept: np.ndarray, step: int) -> None:
        """Go on from a state; of an older one, (runs,), only the time at `step` is known."""
        if kept.ndim == 1:
            kept = np.stack([np.full(len(kept), step), kept, np.zeros(len(kept))], 1)
        self.since, self.before, self.rate = np.array(kept, float).T
