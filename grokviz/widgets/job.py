"""One start of an experiment: its history, how fast it goes, and states to go on from."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from grokviz.run import Experiment, History, Snapshot, State, Stream
from grokviz.widgets.ring import Ring

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
    ended : str
        State of the player at its end, if it came to one by itself.
    work : float
        Seconds spent inside the stream.
    """

    experiment: Experiment
    hot: Mapping[str, Any]
    per_step: float
    budget: int | None = None
    state: State | None = None
    history: History = None
    ring: Ring = field(default_factory=Ring)
    stop: bool = False
    ended: str = "stopped"
    work: float = 0.0
    speed: deque = field(default_factory=deque)         # (work, step) of the last snapshots

    def __post_init__(self):
        self.history = self.history or History(self.experiment)

    def start(self) -> Stream:
        start = self.experiment.start
        return start(self.hot) if self.state is None else start(self.hot, self.state)

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
        self.history.append(snapshot)
        if snapshot.state is not None:
            self.ring.add(snapshot.step, snapshot.state)
        self.speed.append((self.work, snapshot.step))
        while len(self.speed) > 2 and self.speed[1][0] < self.work - WINDOW:
            self.speed.popleft()
