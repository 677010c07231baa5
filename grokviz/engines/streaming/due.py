"""The steps at which an engine measures: those asked for, checked, or its own choice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from grokviz.arguments import items, plain_number
from grokviz.sentences import brief, sentence

MOST = 100_000          # most records of a run


def due_steps(
    records: Iterable[int] | None, steps: int, otherwise: Callable[[int], Iterable[int]],
) -> list[int]:
    """The steps to measure at, increasing, with 0 among them.

    Parameters
    ----------
    records : iterable of int or None
        In any order, repeats allowed; None takes those of ``otherwise(steps)``.
    steps : int
        The last step of the run.

    Raises
    ------
    ValueError
        For an empty list, for more than `MOST` steps, and for a step that is not a whole number
        from 0 to `steps`.
    """
    if records is None:
        return [int(step) for step in otherwise(steps)]
    asked = items("records", records, MOST, f"[0, {steps}]")
    return sorted({0, *(_step(one, steps) for one in asked)})


def _step(one: Any, steps: int) -> int:
    number = plain_number(one)
    if number is None or not 0 <= number <= steps or number != int(number):
        raise ValueError(sentence(f"records has {brief(one)}; give whole steps from 0 to "
                                  f"{steps:,}, e.g. [0, {steps}]"))
    return int(number)
