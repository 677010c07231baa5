"""Which records are measured in one go, and which of them can be resumed from.

Each hand-over between threads costs as much as many steps when another thread is busy. So
records that lie less than 2% apart are measured in one go, and only the last of them offers a
state to resume from. Which one is the last depends on the steps alone, never on how fast the
machine is; otherwise a resumed run could differ from the run it came from.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Container, Iterable

NEAR = 1.02             # steps closer than this factor share one state to resume from


def with_state(due: Iterable[int]) -> set[int]:
    """The steps that offer a state: the last of each group of steps less than 2% apart."""
    last: list[int] = []
    first = float("inf")
    for step in due:
        # Compared with the first of its group, so that a group cannot grow without end.
        if last and step <= first * NEAR:
            last[-1] = step
        else:
            last.append(step)
            first = step
    return set(last)


def in_one_go(left: deque[int], until: float, ends: Container[int]) -> list[int]:
    """Take the next steps to measure together out of those that are `left`.

    They are the steps up to `until`, and at most up to the first one with a state.
    """
    marks: list[int] = []
    while left and left[0] <= until and not (marks and marks[-1] in ends):
        marks.append(int(left.popleft()))
    return marks
