"""Who of an ensemble is lost: each run ends alone, and the others do not notice.

A lost run stays in the tensors of its block, so that nothing about the others changes, not even
the order in which numbers are added up; what it goes on to compute is not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from grokviz.divergence import Diverged, Lost
from grokviz.run import State

LOST = 1e6              # a loss beyond this will not come back


class Watch:
    """The runs that are lost so far.

    Parameters
    ----------
    runs : int
    state : mapping, optional
        That the runs go on from; those that were lost by then stay lost.
    """

    def __init__(self, runs: int, state: State | None = None):
        self.gone = np.array((state or {}).get("lost", np.zeros(runs)), bool)
        self._found: tuple[Lost, ...] = ()

    def look(
        self, step: int, values: Mapping[str, np.ndarray], hot: Mapping[str, np.ndarray]
    ) -> tuple[Lost, ...]:
        """The runs that are newly lost; of all that are, the values become nan in place.

        Raises
        ------
        Diverged
            Where none is left.
        """
        loss = values["train_loss"]
        bad = ~(loss < LOST) & ~self.gone                   # catches nan as well
        new = tuple(
            Lost(step, run, float(loss[run]), {k: float(v[run]) for k, v in hot.items()})
            for run in np.flatnonzero(bad).tolist()
        )
        if new:
            self._found, self.gone = self._found + new, self.gone | bad
            if self.gone.all():
                raise Diverged.of(self._found)
        if self.gone.any():
            for value in values.values():
                value[self.gone] = np.nan if np.issubdtype(value.dtype, np.inexact) else 0
        return new

    def mark(self, state: State) -> State:
        """The same state, which says who is lost."""
        return {**state, "lost": self.gone.copy()}
