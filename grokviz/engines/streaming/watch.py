"""Runs that diverge are dropped one by one, and the others do not notice.

A lost run stays in the tensors of its block, and only its values are replaced by nan. Taking it
out would change the order in which numbers are added up, and so the last digits of other runs.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from grokviz.divergence import Diverged, Lost
from grokviz.run import State

LOST = 1e6              # no run with a larger loss has ever recovered


class Watch:
    """Keeps track of the lost runs of an ensemble.

    Parameters
    ----------
    runs : int
    state : mapping, optional
        The state that the runs continue from; those lost before stay lost.
    """

    def __init__(self, runs: int, state: State | None = None):
        self.gone = np.array((state or {}).get("lost", np.zeros(runs)), bool)
        self._found: tuple[Lost, ...] = ()

    def look(
        self, step: int, values: Mapping[str, np.ndarray], hot: Mapping[str, np.ndarray]
    ) -> tuple[Lost, ...]:
        """The runs that are newly lost; the values of all lost runs become nan in place.

        Raises
        ------
        Diverged
            If no run is left.
        """
        loss = values["train_loss"]
        # Not `loss >= LOST`, which is False for nan.
        bad = ~(loss < LOST) & ~self.gone
        new = tuple(
            Lost(step, run, float(loss[run]), {k: float(v[run]) for k, v in hot.items()})
            for run in np.flatnonzero(bad).tolist()
        )
        if new:
            self._found, self.gone = self._found + new, self.gone | bad
            if self.gone.all():
                raise Diverged.of(self._found)
        if self.gone.any():
            # Integers have no nan; 0 takes its place.
            for value in values.values():
                value[self.gone] = np.nan if np.issubdtype(value.dtype, np.inexact) else 0
        return new

    def mark(self, state: State) -> State:
        """The same state, with a column that names the lost runs."""
        return {**state, "lost": self.gone.copy()}
