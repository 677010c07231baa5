"""What `engines.train.stream` needs of a plan, and of the blocks of runs that it builds."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Protocol

import numpy as np

from grokviz.run import State

Sweep = Mapping[str, np.ndarray]


class AnyBlock(Protocol):
    """Some runs of an ensemble, to be used by one thread at a time."""

    def set(self, hot: Mapping[str, np.ndarray]) -> None:
        """New columns of the hot settings, (runs,)."""

    def advance(self, steps: int) -> None:
        """Take `steps` steps."""

    def measure(self) -> dict[str, np.ndarray]:
        """``train_loss``, and what else is to be recorded, each (runs, ...)."""

    def state(self) -> dict[str, np.ndarray]:
        """All there is to go on from: name -> (runs, ...), and the number of steps taken."""

    def restore(self, state: State) -> None:
        """Go on from a state; ValueError where it does not fit."""


class AnyPlan(Protocol):
    """``block(sweep)`` builds any part of the ensemble; ``hot``, where there is one, names the
    columns that may be turned meanwhile."""

    @property
    def device(self) -> str:
        """ "cpu", "cuda" or "cuda:1"."""

    def grad_mode(self) -> AbstractContextManager[object]:
        """What a block is used in."""

    def block(self, sweep: Sweep) -> AnyBlock:
        """The part of the ensemble with these columns."""
