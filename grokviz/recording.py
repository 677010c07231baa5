"""Run an experiment to its end, and replay a Record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grokviz.arguments import instance, mapping
from grokviz.divergence import Diverged, Lost
from grokviz.run import Array, Change, Experiment, Record, Snapshot, Stream
from grokviz.sentences import brief


class Interrupted(KeyboardInterrupt):
    """The user stopped `record`; its `record` holds the history before."""

    def __init__(self, record: Record):
        self.record = record
        at = f"{record.steps[-1]:,}" if len(record.steps) else "no"
        super().__init__(f"stopped at step {at}; the history is in `record` of this exception")


@dataclass
class History:
    """Collects snapshots as they arrive.

    Arrays double in size when they are full, so `record()` copies nothing and is cheap. Records it
    returned stay correct, because entries below their length never change.
    """

    experiment: Experiment
    changes: tuple[Change, ...] = ()
    diverged: tuple[Lost, ...] = ()
    _length: int = 0
    _steps: Array = field(default_factory=lambda: np.empty(64, int))
    _values: dict[str, Array] = field(default_factory=dict)

    def append(self, snapshot: Snapshot) -> None:
        n, values = self._length, snapshot.values
        if n == len(self._steps):
            self._steps = _doubled(self._steps)
            self._values = {k: _doubled(v) for k, v in self._values.items()}
        for name, value in values.items():
            if name not in self._values:
                self._values[name] = _missing((len(self._steps), *value.shape), value.dtype)
            self._values[name][n] = value
        self._steps[n] = snapshot.step
        self.changes += snapshot.changes
        self.diverged += snapshot.diverged
        self._length = n + 1            # set last: another thread may call record() meanwhile

    def extend(self, record: Record) -> None:
        """Append all of a record."""
        for snapshot in replay(record).start({}):
            if snapshot is not None:
                self.append(snapshot)

    def __len__(self) -> int:
        return self._length

    def record(self) -> Record:
        n, e = self._length, self.experiment
        # Views, not copies: entries before n are never written again.
        values = {k: v[:n] for k, v in self._values.items()}
        return Record(e.name, e.settings, e.sweep, self._steps[:n], values, self.changes,
                      self.diverged)


def _doubled(a: Array) -> Array:
    return np.concatenate([a, _missing(a.shape, a.dtype)])


def _missing(shape: tuple[int, ...], dtype: np.dtype) -> Array:
    return np.full(shape, np.nan if np.issubdtype(dtype, np.inexact) else 0, dtype)


def record(
    experiment: Experiment, *, progress: bool = True, hot: Mapping[str, Any] | None = None
) -> Record:
    """Run an experiment to its end.

    Parameters
    ----------
    experiment : Experiment
    progress : bool
        Show a progress bar.
    hot : mapping, optional
        Values of hot settings; another thread may change them during the run.

    Returns
    -------
    Record

    Raises
    ------
    ValueError
        For a hot value out of bounds, also during the run.
    Diverged
        If every run is lost; its ``record`` holds the history before. If only some are lost, the
        others go on, and ``diverged`` of the returned record names the lost ones.
    Interrupted
        If the user stops it; its ``record`` holds the history before.
    """
    from tqdm.auto import tqdm

    instance("experiment", experiment, Experiment,
             "an Experiment, e.g. gv.recipes.teacher_student.grokking()")
    hot = {} if hot is None else mapping("hot", hot, "{'weight_decay': 0.3}")
    history, stream = History(experiment), experiment.start(hot)
    total = experiment.settings.get("steps")
    bar = tqdm(total=total, desc=experiment.name, disable=not progress, leave=False)
    try:
        with bar:
            for snapshot in stream:
                if snapshot is not None:
                    bar.update(snapshot.step - bar.n)
                    history.append(snapshot)
    except Diverged as error:
        error.record = history.record()
        raise
    except KeyboardInterrupt:
        raise Interrupted(history.record()) from None
    finally:
        stream.close()
    return history.record()


def replay(record: Record) -> Experiment:
    """A Record as an Experiment that yields the recorded snapshots."""
    instance("record", record, Record, "a Record, e.g. gv.load('stored:teacher_student.grokking')")

    def start(hot: Mapping[str, Any]) -> Stream:
        for name in mapping("hot", hot, "{}"):
            raise ValueError(f"hot names {brief(name)}, but a replay cannot be changed; start the "
                             "experiment itself instead")
        return again()

    def again() -> Stream:
        before = -1
        for i, step in enumerate(record.steps):
            values = {name: value[i] for name, value in record.values.items()}
            changes = tuple(c for c in record.changes if before < c.step <= step)
            lost = tuple(each for each in record.diverged if before < each.step <= step)
            yield Snapshot(int(step), values, changes, diverged=lost)
            before = step

    return Experiment(record.name, record.settings, record.sweep, start)
