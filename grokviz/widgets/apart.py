"""Runs that differ: what they are called, how they are made again, how far they are apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any

import numpy as np

from grokviz.run import Change, Experiment, Hot, Record, Stream
from grokviz.settings import Table
from grokviz.widgets.plots.base import power
from grokviz.widgets.strings import t

Settings = Mapping[str, Any]

TIMES = {                                   # measures that any record with accuracies has
    "t_train": lambda record: record.t_train,
    "t_test": lambda record: record.t_test,
    "delay": lambda record: record.delay,
}


def differing(runs: Sequence[Settings]) -> list[str]:
    """Names of the settings that are not the same in all of them."""
    names = dict.fromkeys(name for settings in runs for name in settings)
    return [n for n in names if any(s.get(n) != runs[0].get(n) for s in runs)]


def show(settings: Table, name: str, value: Any) -> str:
    """A setting's value as it is written; a list by its ends."""
    if isinstance(value, list):
        return f"{settings[name].show(value[0])}…{settings[name].show(value[-1])}"
    return settings[name].show(value)


def turned(settings: Table, name: str, value: Any, step: int) -> str:
    """What was turned on the way, and when."""
    if isinstance(value, list) and len(set(value)) == 1:
        value = value[0]
    return t("{symbol}→{value} at {step}", symbol=settings[name].symbol,
             value=show(settings, name, value), step=f"{step:,}")


def measured(values: Any) -> str:
    """A measure of one run, or the median of several with how many of them have one."""
    values = np.atleast_1d(np.asarray(values, float))
    there = values[np.isfinite(values)]
    middle = power(float(np.median(there))) if len(there) else "–"
    return middle if len(values) == 1 else f"{middle} ({len(there)}/{len(values)})"


def origin(wanted: Settings, record: Record) -> dict[str, Any]:
    """The settings that a run began with, before any was turned on the way."""
    began = dict(wanted)
    for name in {change.name for change in record.changes}:
        values = list(dict.fromkeys(np.asarray(record.sweep[name]).tolist()))
        began[name] = values[0] if len(values) == 1 else values
    return began


def again(experiment: Experiment, changes: Iterable[Change]) -> Experiment:
    """The experiment with hot settings turned by themselves, where a record says they were."""
    changes = tuple(changes)

    def start(hot: Mapping[str, Any]) -> Stream:
        timetable = Hot(changes=changes)
        with closing(experiment.start(timetable)) as stream:
            for snapshot in stream:
                if snapshot is not None:
                    timetable.turn(snapshot.step)          # for engines that do not ask
                yield snapshot

    return replace(experiment, start=start)


def difference(record: Record, other: Record, name: str) -> tuple[np.ndarray, np.ndarray]:
    """A value of one record minus that of another, on a common grid of steps.

    Returns
    -------
    steps : array, shape (points,)
        Those of `record` that both have reached.
    values : array, shape (points, runs)
        The other one is interpolated along the step, where it was not measured itself.

    Raises
    ------
    ValueError
        If they have different numbers of runs, both more than one.
    """
    if record.runs != other.runs and 1 not in (record.runs, other.runs):
        raise ValueError(t("{runs} runs and {others} runs have no difference; compare as many",
                           runs=record.runs, others=other.runs))
    if not len(record.steps) or not len(other.steps):
        return np.empty(0), np.empty((0, max(record.runs, other.runs)))
    both = record.until(other.steps[-1])
    theirs = np.stack([np.interp(both.steps, other.steps, column)
                       for column in other.values[name].T], axis=-1)
    return both.steps, both.values[name] - theirs
