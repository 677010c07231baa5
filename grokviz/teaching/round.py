"""One round of guessing: a guess, the run it is about, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from grokviz.run import Record
from grokviz.teaching.guessable import Guessable, Theory, Value
from grokviz.teaching.score import Outcome, judge


@dataclass(eq=False)
class Round:
    """It is open, then begun with a run, then over.

    Attributes
    ----------
    ask : Guessable
    value : Value or None
        The guess.
    of : mapping or None
        Settings that it is a guess of.
    seen : bool
        Whether the run was in the picture already when the guess was made.
    job : object or None
        The run that began with it.
    theory : Theory or None
        What theory says to the same question, from then on.
    outcome : Outcome or None
    tried : list of int
        Choices that were tried of the question afterwards.
    """

    ask: Guessable
    value: Value | None = None
    of: Mapping[str, Any] | None = None
    seen: bool = False
    job: Any = None
    theory: Theory | None = None
    outcome: Outcome | None = None
    tried: list[int] = field(default_factory=list)

    def place(self, value: Value | None, wanted: Mapping[str, Any], seen: bool) -> None:
        """Guess, of the run with these settings."""
        self.value, self.of, self.seen = value, dict(wanted), seen
        self.job = self.theory = None

    def is_of(self, wanted: Mapping[str, Any]) -> bool:
        return self.value is not None and self.of == dict(wanted)

    def begin(self, job: Any, wanted: Mapping[str, Any]) -> None:
        """A run begins; the guess is about it if it is of these settings."""
        self.job = self.theory = None
        if self.is_of(wanted):
            self.job = job
            if self.ask.predicted is not None:
                self.theory = self.ask.predicted(wanted)

    def settle(self, record: Record, scales: Mapping[str, Any]) -> bool:
        """Whether the record tells, only now, what was guessed at."""
        if self.job is None or self.outcome is not None:
            return False
        self.outcome = judge(self.ask, self.value, self.theory, record, scales)
        return self.outcome is not None
