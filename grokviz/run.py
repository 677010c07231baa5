"""The narrow waist: what every engine sends and everything that looks at it reads.

An `Experiment` can be started; it then yields `Snapshot`s, which add up to a `Record`. Live,
stored and predicted runs are the same three types, so nothing that draws, judges or saves them
can tell which it was given. Numpy only.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from grokviz import metrics
from grokviz.divergence import Lost

Array = np.ndarray
LEARNT = 0.95            # accuracy that counts as learnt, unless the settings say otherwise


@dataclass(frozen=True)
class Change:
    """A hot setting took another value: from `step` on, `value` (one a run) holds for `name`."""

    step: int
    name: str
    value: tuple[float | str, ...]


@dataclass(frozen=True)
class Snapshot:
    """What was measured after `step` steps: name -> array, run axis first.

    The arrays are its own and cannot be written to, so what was sent stays as it was measured.
    """

    step: int
    values: Mapping[str, Array]
    changes: tuple[Change, ...] = ()        # those made since the snapshot before
    state: Callable[[], State] | None = None    # all there is to go on from where the stream stands
    diverged: tuple[Lost, ...] = ()         # runs found lost here, whose values are nan from now

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", frozen(self.values))


def frozen(values: Mapping[str, Array]) -> dict[str, Array]:
    """Copies of the values that nobody can write to.

    A tensor's ``numpy()`` is a view of its buffer, which goes on changing, and several
    measurements may be collected before the first of them is read.
    """
    return {name: _frozen(np.asarray(value)) for name, value in values.items()}


def _frozen(value: Array) -> Array:
    if value.flags.writeable or not value.flags.owndata:    # else it was frozen before
        value = value.copy()
        value.setflags(write=False)
    return value


State = Mapping[str, Array]                 # what a run can go on from: name -> (runs, ...)
Stream = Generator[Snapshot | None, None, None]    # None: still at work, some 50 ms later


def ready(state: State) -> Callable[[], State]:
    """What a snapshot has for its `state` where that is there already."""
    return lambda: state


@dataclass(frozen=True)
class Experiment:
    """A run, or an ensemble of runs, that can be started any number of times.

    Attributes
    ----------
    name : str
        Of the recipe, e.g. ``teacher_student.grokking``.
    settings : mapping
        Plain values; ``settings["steps"]`` is the last step.
    sweep : mapping of arrays, shape (runs,)
        What may differ between runs.
    start : function
        ``start(hot)`` gives a fresh stream of snapshots, step 0 first. `hot` maps the name of a
        hot setting to its present value and is read while it trains; a `Hot` also turns by
        itself. The end of the stream is the end, an exception a failure, ``close()`` a stop, and
        not asking a pause.
        ``start(hot, state)``, with the state of a snapshot, goes on from there: the first
        snapshot is the next one due. Only for streams whose snapshots have a state.
    """

    name: str
    settings: Mapping[str, Any]
    sweep: Mapping[str, Array]
    start: Callable[..., Stream]

    @property
    def runs(self) -> int:
        return len(next(iter(self.sweep.values())))


@dataclass(frozen=True)
class Record:
    """An experiment's history.

    Attributes
    ----------
    name, settings, sweep
        As in `Experiment`.
    steps : array, shape (records,)
        Increasing [optimiser steps].
    values : mapping of arrays, shape (records, runs, ...)
    changes : tuple of Change
        Hot settings that were turned on the way.
    diverged : tuple of Lost
        Runs that were lost on the way; their values are nan from that record on.
    """

    name: str
    settings: Mapping[str, Any]
    sweep: Mapping[str, Array]
    steps: Array
    values: Mapping[str, Array]
    changes: tuple[Change, ...] = ()
    diverged: tuple[Lost, ...] = ()

    @property
    def runs(self) -> int:
        return len(next(iter(self.sweep.values())))

    @property
    def t_train(self) -> Array:
        """First recorded step at which the training set is learnt, (runs,); nan where never."""
        return self._learnt("train_accuracy")

    @property
    def t_test(self) -> Array:
        """First recorded step at which the test set is learnt, (runs,); nan where never."""
        return self._learnt("test_accuracy")

    @property
    def delay(self) -> Array:
        """``t_test - t_train`` [optimiser steps], (runs,)."""
        delay: Array = self.t_test - self.t_train
        return delay

    def _learnt(self, name: str) -> Array:
        if name not in self.values:
            raise KeyError(f"record {self.name!r} holds no {name!r}; it holds {list(self.values)}")
        level = self.settings.get("learnt", LEARNT)
        return metrics.first_step(self.steps, self.values[name] >= level)

    def until(self, step: float) -> Record:
        """The history up to and including `step`."""
        n = int(np.searchsorted(self.steps, step, side="right"))
        return replace(
            self, steps=self.steps[:n], values={k: v[:n] for k, v in self.values.items()},
            changes=tuple(c for c in self.changes if c.step <= step),
            diverged=tuple(lost for lost in self.diverged if lost.step <= step),
        )

    def take(self, runs: Any) -> Record:
        """Only the given runs (indices, a slice or a mask)."""
        runs = np.atleast_1d(np.arange(self.runs)[runs])
        changes = tuple(replace(c, value=tuple(np.array(c.value)[runs])) for c in self.changes)
        diverged = tuple(replace(lost, run=i) for lost in self.diverged
                         for i in np.flatnonzero(runs == lost.run).tolist())
        return replace(
            self, sweep={k: v[runs] for k, v in self.sweep.items()}, changes=changes,
            values={k: v[:, runs] for k, v in self.values.items()}, diverged=diverged,
        )


class Hot(dict[str, Any]):
    """Present values of hot settings, and the changes that are still to be made to them.

    An engine that reads hot settings asks `turn` first, so that a run in which they were turned
    can be made again, each change at its own step.
    """

    def __init__(
        self, values: Mapping[str, Any] = MappingProxyType({}), changes: Iterable[Change] = ()
    ):
        super().__init__(values)
        self.changes = sorted(changes, key=lambda change: change.step)

    def turn(self, step: int) -> float:
        """Make the changes that are due at `step`; the step of the next, inf if there is none."""
        while self.changes and self.changes[0].step <= step:
            change = self.changes.pop(0)
            self[change.name] = np.array(change.value)
        return self.changes[0].step if self.changes else np.inf
