"""The interface of a plan and of its blocks of runs: all that `stream` needs to know of an engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Protocol

import numpy as np

from grokviz.run import State

Sweep = Mapping[str, np.ndarray]


class AnyBlock(Protocol):
    """Some runs of an ensemble; only one thread at a time may use it."""

    def set(self, hot: Mapping[str, np.ndarray]) -> None:
        """Take new values of the hot settings, (runs,) each."""

    def advance(self, steps: int) -> None:
        """Take `steps` steps."""

    def measure(self) -> dict[str, np.ndarray]:
        """``train_loss`` and everything else to record, (runs, ...) each."""

    def state(self) -> dict[str, np.ndarray]:
        """All that is needed to go on from here: name -> (runs, ...), and the number of steps."""

    def restore(self, state: State) -> None:
        """Go on from a state; ValueError if it does not fit."""


class AnyPlan(Protocol):
    """A description of an ensemble from which any part of it can be built.

    A plan may have an attribute ``hot``: the columns that may change while the ensemble trains.
    """

    @property
    def device(self) -> str:
        """ "cpu", "cuda" or "cuda:1"."""

    def grad_mode(self) -> AbstractContextManager[object]:
        """The torch context in which its blocks work."""

    def block(self, sweep: Sweep) -> AnyBlock:
        """The runs that have these columns."""
