"""Runs that are lost: each ends alone, and where no run is left the experiment ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grokviz.run import Record


@dataclass(frozen=True)
class Lost:
    """A run of an ensemble diverged: its values are nan from the record at `step` on.

    Attributes
    ----------
    step, run : int
        The record at which it was found lost, and its number in the ensemble.
    loss : float
        No number any more, or beyond all bounds.
    settings : mapping
        Its hot settings at the time.
    bound : float or None
        The learning rate up to which its start is stable, where that is known.
    """

    step: int
    run: int
    loss: float
    settings: Mapping[str, float] = field(default_factory=dict)
    bound: float | None = None

    @property
    def advice(self) -> str:
        """What made it diverge and what to try, to be put after a sentence; may be empty."""
        rate = self.settings.get("learning_rate")
        said = f" with learning rate {rate:g}; try {rate / 10:g}" if rate else ""
        if self.bound is not None:
            said += f" (the start is stable up to {self.bound:.3g}, 2 over the largest eigenvalue)"
        return said

    def __str__(self) -> str:
        finite = abs(self.loss) < float("inf")          # nan is not
        what = f"passed {self.loss:.0e}" if finite else "is no number any more"
        return f"the loss of run {self.run} {what} at step {self.step:,}{self.advice}"


class Diverged(ArithmeticError):
    """No run is left: each loss is no number any more, or beyond all bounds.

    `lost` names the runs in the order in which they were lost; `step`, `run`, `loss`, `settings`
    and `bound` are those of the first. `record` holds what came before.
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
        """Of these runs, and no other is left."""
        first, *others = lost
        return cls(first.step, first.run, first.loss, first.settings, first.bound, others=others)
