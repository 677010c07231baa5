"""One start of an experiment: its history, how fast it goes, and states to go on from."""

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

LIMIT = 64e6            # bytes, of all runs of all labs of a kernel
CLOSE = 1.02            # a step by less than this factor later is the same pixel of a log axis


class Budget:
    """Bytes that several rings have in common: beyond them the largest ring is thinned out.

    A kernel has a ring for each run that can be gone on from: in each view of each lab the one in
    front, its branches, twin and pins. A limit for each of them would bound nothing.
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
        """Thin out until all fit, or each ring has one state."""
        with self.turn:
            while self.used > self.limit:
                several = [ring for ring in self._rings if len(ring) > 1]
                if not several:
                    return
                max(several, key=lambda ring: ring.nbytes).thin()


SHARED = Budget()


class Ring:
    """Keeps every state that a picture can tell from the one before, until the budget is used up;
    from then on every second, fourth, ..."""

    def __init__(self, budget: Budget | None = None):
        self.stride, self._seen, self._last = 1, 0, -1.0
        self._kept: dict[int, State] = {}       # step -> state, increasing
        self._size = 0                          # bytes of one
        self._budget = budget or SHARED
        self._budget.enter(self)

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def nbytes(self) -> int:
        return len(self._kept) * self._size

    def add(self, step: int, take: Callable[[], State]) -> None:
        """Keep the state that `take` gives, if it is its turn."""
        if step < self._last * CLOSE:
            return
        self._last = step
        if self._seen % self.stride == 0:
            state = take()
            with self._budget.turn:             # others may thin this one out
                self._kept[step] = state
                self._size = sum(array.nbytes for array in state.values())
                self._budget.keep_to()
        self._seen += 1

    def thin(self) -> None:
        """Give up every second state, now and from now on."""
        self._kept = dict(list(self._kept.items())[::2])
        self.stride *= 2

    def at(self, step: float) -> State | None:
        """The newest at or before `step`; None if there is none."""
        kept = self._kept
        before = [each for each in kept if each <= step]
        return kept[before[-1]] if before else None


WINDOW = 2.0            # seconds of work over which the rate is taken


@dataclass(eq=False)
class Job:
    """A thread writes into its own job alone.

    Attributes
    ----------
    per_step : float
        Model-steps in one step, for the rate.
    budget : int or None
        Snapshots until the next pause.
    state : mapping or None
        Where it goes on from; the history up to there is in `history` already.
    resting : bool
        Whether nobody works on it, and its stream is closed; it goes on from `rest`.
    rest : mapping or None
        The state of a run that rests, until it has gone on.
    ended : str
        State of the player at its end, if it came to one by itself.
    work : float
        Seconds spent inside the stream.
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
    speed: deque[tuple[float, int]] = field(default_factory=deque)      # work, step; the last ones
    _here: Callable[[], State] | None = None            # the state where the stream stands

    def __post_init__(self) -> None:
        self.history = History(self.experiment)

    def start(self) -> Stream:
        start, state = self.experiment.start, self.since
        if state is None:
            return start(self.hot)
        self._here = ready(state)
        self.speed.clear()                      # to begin takes time, too
        return start(self.hot, state)

    @property
    def since(self) -> State | None:
        """Where its stream goes on from; None where it begins."""
        return self.state if self.rest is None else self.rest

    @property
    def step(self) -> int:
        return self.speed[-1][1] if self.speed else 0

    @property
    def rate(self) -> float | None:
        """Steps a second of work, over the last `WINDOW` of it."""
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
        """Whether the history tells of every hot setting what it is now."""
        record = self.history.record()
        return all(same(value, in_force(record, name)) for name, value in dict(self.hot).items()
                   if name in record.sweep)

    def here(self) -> State | None:
        """The state where the stream stands, to be asked before it goes on; None where it has
        none, or is at its end."""
        steps = self.history.record().steps
        if self._here is None or (len(steps) and steps[-1] >= self._last):
            return None
        state = self._here()
        return state if not len(steps) or int(state["step"]) >= steps[-1] else None

    def end(self) -> None:
        """Its stream is closed: there is no state to ask it for."""
        self._here = None

    @property
    def _last(self) -> float:
        last: float = self.experiment.settings.get("steps", float("inf"))
        return last

    def _new(self, changes: tuple[Change, ...]) -> tuple[Change, ...]:
        """Those that change anything: a stream that begins anew tells what was turned before."""
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
    """Whether a value, one or one for each run, is that of a column."""
    return bool(np.array_equal(np.broadcast_to(value, column.shape), column))
