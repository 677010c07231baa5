"""Diverged runs: each ends alone, and the experiment ends when none is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grokviz.run import Record


@dataclass(frozen=True)
class Lost:
    """A run of an ensemble that diverged: its values are nan from the record at `step` on.

    Attributes
    ----------
    step, run : int
        The record at which this was found, and the number of the run in the ensemble.
    loss : float
        Not finite, or too large to recover from.
    settings : mapping
        Its hot settings at that time.
    bound : float or None
        The learning rate up to which its start is stable, if known.
    """

    step: int
    run: int
    loss: float
    settings: Mapping[str, float] = field(default_factory=dict)
    bound: float | None = None

    @property
    def advice(self) -> str:
        """The likely cause and what to try, to be added to a sentence; may be empty."""
        # Too large a learning rate is by far the most frequent cause.
        rate = self.settings.get("learning_rate")
        said = f" with learning rate {rate:g}; try {rate / 10:g}" if rate else ""
        if self.bound is not None:
            said += f" (the start is stable up to {self.bound:.3g}, 2 over the largest eigenvalue)"
        return said

    def __str__(self) -> str:
        finite = abs(self.loss) < float("inf")          # False for nan too
        what = f"passed {self.loss:.0e}" if finite else "is not finite"
        return f"the loss of run {self.run} {what} at step {self.step:,}{self.advice}"


class Diverged(ArithmeticError):
    """Every run was lost: each loss is not finite, or too large to recover from.

    `lost` names the runs in the order in which they were lost; `step`, `run`, `loss`, `settings`
    and `bound` are those of the first. `record` holds the history before.
    """

    def __init__(self, step: int, run: int, loss: float, settings: Mapping[str, float],
                 bound: float | None = None, *, others: Sequence[Lost] = ()):
        first = Lost(step, run, loss, dict(settings), bound)
        self.step, self.run, self.loss, self.settings = step, run, loss, first.settings
        self.lost, self.bound = (first, *others), bound
        self.record: Record | None = None
        many = f"all {len(self.lost)} runs diverged; first, " if others else ""
        super().__init__(f"{many}{first}")

    @classmethod
    def of(cls, lost: Sequence[Lost]) -> Diverged:
        """The error for these runs, with no other left."""
        first, *others = lost
        return cls(first.step, first.run, first.loss, first.settings, first.bound, others=others)
