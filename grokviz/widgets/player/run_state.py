"""One start of an experiment: its history, its speed, and the states to continue from.

The time machine can branch only from steps whose state was kept, and a state holds all weights.
All runs of a kernel therefore share one memory budget. When it is used up, the largest ring of
states drops every second one, so that the kept steps stay evenly spread.
"""

from __future__ import annotations

import threading
import weakref
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from grokviz.recording import History
from grokviz.run import Change, Experiment, Hot, Record, Snapshot, State, Stream, ready

LIMIT = 64e6            # bytes for all runs of all labs in a kernel
CLOSE = 1.02            # steps closer than this ratio fall on the same pixel of a log axis


class Budget:
    """A number of bytes that several rings share; above it, the largest ring is thinned out.

    A kernel has a ring for every run that can continue: in each view of each lab the run in front,
    its branches, twin and pins. Their number is not limited, so a limit for each would not limit
    the sum.
    """

    def __init__(self, limit: float = LIMIT):
        self.limit, self.turn = limit, threading.RLock()
        self._rings: weakref.WeakSet[Ring] = weakref.WeakSet()

    @property
    def used(self) -> int:
        """Bytes in use."""
        with self.turn:
            return sum(ring.nbytes for ring in self._rings)

    def enter(self, ring: Ring) -> None:
        with self.turn:
            self._rings.add(ring)

    def keep_to(self) -> None:
        """Thin rings out until all fit, or each has one state."""
        with self.turn:
            while self.used > self.limit:
                several = [ring for ring in self._rings if len(ring) > 1]
                if not several:
                    return
                max(several, key=lambda ring: ring.nbytes).thin()


SHARED = Budget()


class Ring:
    """Keeps the states of a run, but only one of several that fall on the same pixel. After each
    `thin` it keeps only every second of these, then every fourth, and so on."""

    def __init__(self, budget: Budget | None = None):
        self.stride, self._seen, self._last = 1, 0, -1.0
        self._kept: dict[int, State] = {}       # step -> state; steps increase
        self._size = 0                          # bytes of one state
        self._budget = budget or SHARED
        self._budget.enter(self)

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def nbytes(self) -> int:
        return len(self._kept) * self._size

    def add(self, step: int, take: Callable[[], State]) -> None:
        """Call `take` and keep its state, unless the step is too close or skipped by the stride."""
        if step < self._last * CLOSE:
            return
        self._last = step
        if self._seen % self.stride == 0:
            state = take()
            with self._budget.turn:             # other runs may thin this ring out
                self._kept[step] = state
                self._size = sum(array.nbytes for array in state.values())
                self._budget.keep_to()
        self._seen += 1

    def thin(self) -> None:
        """Drop every second state, now and from now on."""
        self._kept = dict(list(self._kept.items())[::2])
        self.stride *= 2

    def at(self, step: float) -> State | None:
        """The newest state at or before `step`, or None."""
        kept = self._kept
        before = [each for each in kept if each <= step]
        return kept[before[-1]] if before else None


WINDOW = 2.0            # work over which the rate is measured [s]


@dataclass(eq=False)
class Job:
    """One start of an experiment. Only the thread that works on a job writes into it.

    Attributes
    ----------
    per_step : float
        Model-steps in one step, for the rate.
    budget : int or None
        Snapshots until the next pause.
    state : mapping or None
        State to begin from; `history` already contains the record up to it.
    resting : bool
        True if the stream is closed during a pause, and no thread works on the job.
    rest : mapping or None
        State to continue from after a rest; None again after the next snapshot.
    ended : str
        State of the player at the end of the job.
    work : float
        Time spent inside the stream [s].
    """

    experiment: Experiment
    hot: Hot
    per_step: float
    budget: int | None = None
    state: State | None = None
    history: History = field(init=False)
    ring: Ring = field(default_factory=Ring)
    stop: bool = False
    resting: bool = False
    rest: State | None = None
    ended: str = "stopped"
    work: float = 0.0
    speed: deque[tuple[float, int]] = field(default_factory=deque)  # (work, step), the last ones
    _here: Callable[[], State] | None = None            # returns the stream's present state

    def __post_init__(self) -> None:
        self.history = History(self.experiment)

    def start(self) -> Stream:
        start, state = self.experiment.start, self.since
        if state is None:
            return start(self.hot)
        self._here = ready(state)
        self.speed.clear()                      # starting takes time that would distort the rate
        return start(self.hot, state)

    @property
    def since(self) -> State | None:
        """The state from which the stream starts; None for step 0."""
        return self.state if self.rest is None else self.rest

    @property
    def step(self) -> int:
        return self.speed[-1][1] if self.speed else 0

    @property
    def rate(self) -> float | None:
        """Steps a second of work, over the last `WINDOW` seconds of work."""
        if len(self.speed) < 2:
            return None
        (began, first), (now, last) = self.speed[0], self.speed[-1]
        return (last - first) / (now - began) if now > began else None

    def take(self, snapshot: Snapshot) -> None:
        if self.rest is not None:
            snapshot, self.rest = replace(snapshot, changes=self._new(snapshot.changes)), None
        self.history.append(snapshot)
        if snapshot.state is not None:
            self._here = snapshot.state
            self.ring.add(snapshot.step, snapshot.state)
        self.speed.append((self.work, snapshot.step))
        while len(self.speed) > 2 and self.speed[1][0] < self.work - WINDOW:
            self.speed.popleft()

    def told(self) -> bool:
        """True if the history contains the present value of every hot setting."""
        record = self.history.record()
        return all(same(value, in_force(record, name)) for name, value in dict(self.hot).items()
                   if name in record.sweep)

    def here(self) -> State | None:
        """The present state of the stream, before its next step; None if it has none, or is at its
        end."""
        steps = self.history.record().steps
        if self._here is None or (len(steps) and steps[-1] >= self._last):
            return None
        state = self._here()
        return state if not len(steps) or int(state["step"]) >= steps[-1] else None

    def end(self) -> None:
        """Forget the closed stream, which can give no state."""
        self._here = None

    @property
    def _last(self) -> float:
        last: float = self.experiment.settings.get("steps", float("inf"))
        return last

    def _new(self, changes: tuple[Change, ...]) -> tuple[Change, ...]:
        """The changes with an effect: a restarted stream repeats earlier changes."""
        record, kept = self.history.record(), []
        for change in changes:
            name = change.name
            if name not in record.sweep or not same(change.value, in_force(record, name)):
                kept.append(change)
                record = replace(record, changes=(*record.changes, change))
        return tuple(kept)


def in_force(record: Record, name: str) -> np.ndarray:
    """The values of a setting at the end of a record."""
    turns = [c.value for c in record.changes if c.name == name]
    return np.asarray(turns[-1] if turns else record.sweep[name])


def same(value: Any, column: np.ndarray) -> bool:
    """True if a value (one, or one a run) equals a column of the sweep."""
    return bool(np.array_equal(np.broadcast_to(value, column.shape), column))
