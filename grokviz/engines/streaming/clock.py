"""Flow time and slow time: rate times steps, counted from the step at which the rate changed.

Adding up one piece per measurement would round differently with other pieces, and how a run is
cut into pieces depends on the speed of the machine. This way a run gives the same numbers anywhere.
"""

from __future__ import annotations

import numpy as np


class Clock:
    """A time that grows by a rate in each step; every run has its own rate."""

    def __init__(self, runs: int):
        self.since, self.before, self.rate = np.zeros((3, runs))

    def set(self, rate: np.ndarray, step: int) -> None:
        """Use this rate, (runs,), from `step` on."""
        # Only runs whose rate changes start a new piece; the others keep counting from before.
        turned = rate != self.rate
        self.before = np.where(turned, self.at(step), self.before)
        self.since, self.rate = np.where(turned, step, self.since), np.array(rate, float)

    def at(self, step: int) -> np.ndarray:
        """The time after `step` steps, (runs,)."""
        return self.before + self.rate * (step - self.since)

    def state(self) -> np.ndarray:
        """All that is needed to go on from here, (runs, 3)."""
        return np.stack([self.since, self.before, self.rate], 1)

    def restore(self, kept: np.ndarray, step: int) -> None:
        """Go on from a saved state.

        Older states, (runs,), hold the time at `step` only.
        """
        if kept.ndim == 1:
            kept = np.stack([np.full(len(kept), step), kept, np.zeros(len(kept))], 1)
        self.since, self.before, self.rate = np.array(kept, float).T
