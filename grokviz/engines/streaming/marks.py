"""Which of the steps to be recorded are worked out in one go, and which have a state.

Beside a busy thread, each time that one thread waits for another costs as much as many steps; so
records a hair apart are measured in one go, and the last of them has a state to go on from. Which
is the last is a matter of the steps alone, never of how fast the machine is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Container, Iterable

HAIR = 1.02             # steps by less than this factor apart may share one state to go on from


def with_state(due: Iterable[int]) -> set[int]:
    """The steps with a state: the last of each few that are a hair apart."""
    last: list[int] = []
    first = float("inf")
    for step in due:
        if last and step <= first * HAIR:
            last[-1] = step
        else:
            last.append(step)
            first = step
    return set(last)


def in_one_go(left: deque[int], until: float, ends: Container[int]) -> list[int]:
    """The next steps to record at, taken from those that are left: as many as come before `until`,
    up to the first with a state."""
    marks: list[int] = []
    while left and left[0] <= until and not (marks and marks[-1] in ends):
        marks.append(int(left.popleft()))
    return marks
