"""States that a run can go on from, as close together as their memory allows."""

from __future__ import annotations

from collections.abc import Callable

from grokviz.run import State

LIMIT = 64e6            # bytes in all
CLOSE = 1.02            # a step by less than this factor later is the same pixel of a log axis


class Ring:
    """Keeps every state that a picture can tell from the one before, until they fill `limit`
    bytes; from then on every second, fourth, ..."""

    def __init__(self, limit: float = LIMIT):
        self.limit, self.stride, self._seen, self._last = limit, 1, 0, -1.0
        self._kept: dict[int, State] = {}       # step -> state, increasing

    def add(self, step: int, take: Callable[[], State]) -> None:
        """Keep the state that `take` gives, if it is its turn."""
        if step < self._last * CLOSE:
            return
        self._last = step
        if self._seen % self.stride == 0:
            state = take()
            self._kept[step] = state
            size = sum(array.nbytes for array in state.values())
            while len(self._kept) > 1 and len(self._kept) * size > self.limit:
                self._kept = dict(list(self._kept.items())[::2])
                self.stride *= 2
        self._seen += 1

    def at(self, step: float) -> State | None:
        """The newest at or before `step`; None if there is none."""
        before = [kept for kept in self._kept if kept <= step]
        return self._kept[before[-1]] if before else None
