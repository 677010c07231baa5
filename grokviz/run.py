"""The interface between engines and everything that reads their results.

An `Experiment` can be started; it then yields `Snapshot`s, which together form a `Record`. Live,
stored and predicted runs have these same three types. So nothing that draws, judges or saves them
can tell which it was given. This module uses numpy only.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from grokviz import metrics
from grokviz.divergence import Lost

Array = np.ndarray
LEARNT = 0.95            # accuracy that counts as learnt, unless the settings differ, see `level`
TIMES = {"t_train": "train_accuracy", "t_test": "test_accuracy"}
SHOWN = 8                # most runs whose times are printed with a record


@dataclass(frozen=True)
class Change:
    """A hot setting changed: from `step` on, `name` has `value`, one for each run."""

    step: int
    name: str
    value: tuple[float | str, ...]


@dataclass(frozen=True)
class Snapshot:
    """The values measured after `step` steps: name -> array, run axis first.

    The arrays are read-only copies, so a snapshot stays as it was measured.
    """

    step: int
    values: Mapping[str, Array]
    changes: tuple[Change, ...] = ()        # changes since the previous snapshot
    state: Callable[[], State] | None = None    # to resume from where the stream stands now
    diverged: tuple[Lost, ...] = ()         # runs found lost; their values are nan from now on

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", frozen(self.values))


def frozen(values: Mapping[str, Array]) -> dict[str, Array]:
    """Read-only copies of the values.

    A tensor's ``numpy()`` is a view of a buffer that goes on changing. Several measurements may be
    collected before the first of them is read, so each needs a copy.
    """
    return {name: _frozen(np.asarray(value)) for name, value in values.items()}


def _frozen(value: Array) -> Array:
    if value.flags.writeable or not value.flags.owndata:    # otherwise it is frozen already
        value = value.copy()
        value.setflags(write=False)
    return value


State = Mapping[str, Array]                 # all that a run needs to go on: name -> (runs, ...)
Stream = Generator[Snapshot | None, None, None]    # None about every 50 ms: still working


def ready(state: State) -> Callable[[], State]:
    """A snapshot's `state` for an engine that has the state at hand."""
    return lambda: state


@dataclass(frozen=True)
class Experiment:
    """A run, or an ensemble of runs, that can be started any number of times.

    Attributes
    ----------
    name : str
        Name of the recipe, e.g. ``teacher_student.grokking``.
    settings : mapping
        Plain values; ``settings["steps"]`` is the last step.
    sweep : mapping of arrays, shape (runs,)
        The settings that may differ between runs.
    start : function
        ``start(hot)`` returns a new stream of snapshots, step 0 first. `hot` maps names of hot
        settings to their present values. It is read during training; a `Hot` also changes
        itself. The stream ends when the run ends, raises an exception on failure, stops with
        ``close()``, and pauses while nobody asks for the next snapshot.
        ``start(hot, state)`` goes on from the state of a snapshot, and sends the next snapshot
        that is due. This works only if snapshots have a state.
    make : function, optional
        ``make(columns)`` is the same experiment with other columns, e.g. some of its runs.
    records : tuple of int
        The steps it measures at, where it can be made again with them.
    """

    name: str
    settings: Mapping[str, Any]
    sweep: Mapping[str, Array]
    start: Callable[..., Stream]
    make: Callable[[Mapping[str, Array]], Experiment] | None = None
    records: tuple[int, ...] = ()

    @property
    def runs(self) -> int:
        return len(next(iter(self.sweep.values())))

    def part(self, columns: Mapping[str, Array]) -> Experiment:
        """This experiment with these columns; ValueError if it cannot be cut into runs."""
        if self.make is None:
            raise ValueError(f"{self.name} cannot be cut into runs; give an experiment that trains "
                             "them, e.g. gv.recipes.teacher_student.grokking()")
        # A caller may have renamed this experiment since it was made.
        return replace(self.make(columns), name=self.name, settings=self.settings)


@dataclass(frozen=True, repr=False)
class Record:
    """The history of an experiment.

    Attributes
    ----------
    name, settings, sweep
        As in `Experiment`.
    steps : array, shape (records,)
        Increasing [optimiser steps].
    values : mapping of arrays, shape (records, runs, ...)
    changes : tuple of Change
        Changes of hot settings during the run.
    diverged : tuple of Lost
        Runs that were lost; their values are nan from that record on.
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

    @cached_property
    def t_train(self) -> Array:
        """First recorded step at which the training set is learnt, (runs,); nan if never."""
        return self._learnt("train_accuracy")

    @cached_property
    def t_test(self) -> Array:
        """First recorded step at which the test set is learnt, (runs,); nan if never."""
        return self._learnt("test_accuracy")

    @property
    def delay(self) -> Array:
        """``t_test - t_train`` [optimiser steps], (runs,)."""
        delay: Array = self.t_test - self.t_train
        return delay

    def times(
        self, name: str = "t_test", *, below: ArrayLike | None = None, clock: str = ""
    ) -> tuple[metrics.Time, ...]:
        """A time of each run with the record before: "1,050–1,100" lies between the two.

        A set is learnt between two records and seen to be at the second, which is the value of
        `t_train` and `t_test`; see `grokviz.metrics.Time`.

        Parameters
        ----------
        name : str
            "t_train" or "t_test"; or, with `below`, the name of a value.
        below : number or array, shape (runs,), optional
            The value is to fall below this.
        clock : str, optional
            A value to read instead of the step, such as "slow_time".
        """
        if below is None and name not in TIMES:
            raise ValueError(f"there is no time {name!r}; give {' or '.join(TIMES)}, or a value "
                             f"and a bound, such as times('test_loss', below=0.1)")
        past = self._past(TIMES[name]) if below is None else self._value(name) < below
        return metrics.first_times(self._value(clock) if clock else self.steps, past)

    def _learnt(self, name: str) -> Array:
        return metrics.first_step(self.steps, self._past(name))

    def _past(self, name: str) -> Array:
        """Where an accuracy counts as learnt, (records, runs)."""
        past: Array = self._value(name) >= level(self.settings, name)
        return past

    def _value(self, name: str) -> Array:
        if name not in self.values:
            raise KeyError(f"record {self.name!r} holds no {name!r}; it holds {list(self.values)}")
        return self.values[name]

    def __repr__(self) -> str:
        runs = len(next(iter(self.sweep.values()), ()))
        last = f" to step {self.steps[-1]:,}" if len(self.steps) else ""
        count = f"{runs} run{'s' * (runs != 1)}, {len(self.steps)} records"
        said = f"Record of {self.name}: {count}{last}"
        for name, accuracy in TIMES.items():
            if accuracy in self.values and self.values[accuracy].ndim == 2:
                some = [*map(str, self.times(name)[:SHOWN]), *["…"] * (runs > SHOWN)]
                said += f"; {name} {', '.join(some)}"
        return f"<{said}>"

    def to_xarray(self) -> Any:
        """This record as an `xarray.Dataset`, see `labelled.to_xarray`."""
        from grokviz.labelled import to_xarray

        return to_xarray(self)

    def until(self, step: float) -> Record:
        """The history up to and including `step`."""
        n = int(np.searchsorted(self.steps, step, side="right"))
        return replace(
            self, steps=self.steps[:n], values={k: v[:n] for k, v in self.values.items()},
            changes=tuple(c for c in self.changes if c.step <= step),
            diverged=tuple(lost for lost in self.diverged if lost.step <= step),
        )

    def take(self, runs: Any) -> Record:
        """The given runs only (indices, a slice or a mask)."""
        runs = np.atleast_1d(np.arange(self.runs)[runs])
        changes = tuple(replace(c, value=tuple(np.array(c.value)[runs])) for c in self.changes)
        diverged = tuple(replace(lost, run=i) for lost in self.diverged
                         for i in np.flatnonzero(runs == lost.run).tolist())
        return replace(
            self, sweep={k: v[runs] for k, v in self.sweep.items()}, changes=changes,
            values={k: v[:, runs] for k, v in self.values.items()}, diverged=diverged,
        )


def level(settings: Mapping[str, Any], accuracy: str) -> float:
    """The value of train_accuracy or test_accuracy that counts as learnt.

    Stored records carry their own threshold, ``settings["learnt"]``, so they keep their meaning.
    Where a test set is never all but right, it has another one, ``settings["learnt_test"]``.
    """
    both = float(settings.get("learnt", LEARNT))
    return float(settings.get("learnt_test", both)) if accuracy == "test_accuracy" else both


class Hot(dict[str, Any]):
    """Present values of hot settings, and changes that are due later.

    An engine calls `turn` before it reads hot settings. So a run with changed settings can be
    repeated, with each change at the same step.
    """

    def __init__(
        self, values: Mapping[str, Any] = MappingProxyType({}), changes: Iterable[Change] = ()
    ):
        super().__init__(values)
        self.changes = sorted(changes, key=lambda change: change.step)

    def turn(self, step: int) -> float:
        """Apply the changes due at `step`; return the step of the next one, or inf."""
        while self.changes and self.changes[0].step <= step:
            change = self.changes.pop(0)
            self[change.name] = np.array(change.value)
        return self.changes[0].step if self.changes else np.inf
