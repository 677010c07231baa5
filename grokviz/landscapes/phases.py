"""A map of phases: where in a plane of two settings a network memorises, groks or comprehends.

Source: Liu, Kitouni, Nolte, Michaud, Tegmark & Williams (2022), arXiv:2205.10343, Sec. 4: phase
diagrams of learning. Coarse cells are trained first, each with all of its seeds: three by three,
then the rest of five by five, then all others. A run is trained until it is decided, that is
until it has learnt both sets, or until its budget is used up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grokviz.divergence import Diverged, Lost
from grokviz.engines.streaming.ensemble import Sweep
from grokviz.run import Experiment, Snapshot, Stream, level

STAGES = (3, 5)         # cells along an axis in the first stages; the last stage has all
FEW = 0.75              # share of undecided runs from which on the others are dropped


def phase_grid(
    train: Callable[[Sweep], Experiment], *, name: str, settings: Mapping[str, Any],
    sweep: Sweep, axes: Sequence[str], steps: int,
) -> Experiment:
    """Train every run of a sweep until it is decided, coarse cells first.

    Parameters
    ----------
    train : function
        Columns of some runs -> their training, as an Experiment whose snapshots have a state.
    name, settings
        For the Record; `grokviz.run.level` reads the accuracies that count from the settings.
    sweep : mapping of arrays, shape (runs,)
    axes : sequence of str
        Columns in which the cells differ; the runs of a cell are its seeds. Without any, all runs
        are trained together.
    steps : int
        The budget of a run [optimiser steps].

    Returns
    -------
    Experiment
        Values, each (runs,): t_train and t_test are nan while not learnt; trained is the steps
        that a run has taken, or the budget if it was lost. `metrics.phase` reads the phase off.
        A snapshot's step counts model-steps. ``settings["steps"]`` is the most there can be, which
        is reached only if no run is decided early. A map on which all runs are lost still ends
        normally.
    """
    runs = len(next(iter(sweep.values())))
    learnt = {side: level(settings, f"{side}_accuracy") for side in ("train", "test")}

    def start(hot: Mapping[str, Any]) -> Stream:
        values = {"t_train": np.full(runs, np.nan), "t_test": np.full(runs, np.nan),
                  "trained": np.zeros(runs)}
        taken = 0
        yield Snapshot(0, values)
        for stage in stages(sweep, axes):
            for more, lost in decide(train, sweep, stage, steps, values, learnt):
                taken += more
                yield Snapshot(taken, values, diverged=tuple(
                    replace(each, step=taken) for each in lost)) if more or lost else None

    return Experiment(name, {**settings, "steps": steps * runs, "budget": steps}, sweep, start)


def stages(sweep: Sweep, axes: Sequence[str]) -> list[np.ndarray]:
    """Indices of the runs of each stage, the coarse cells first."""
    if not axes:
        return [np.arange(len(next(iter(sweep.values()))))]
    level = np.max([_levels(np.asarray(sweep[axis])) for axis in axes], axis=0)
    return [np.flatnonzero(level == i) for i in np.unique(level)]


def _levels(column: np.ndarray) -> np.ndarray:
    """The stage to which each entry of a column belongs."""
    values, place = np.unique(column, return_inverse=True)
    level = np.full(len(values), len(STAGES))
    # From fine to coarse, so that a cell keeps the number of its coarsest stage.
    for i, cells in reversed(list(enumerate(STAGES))):
        level[np.linspace(0, len(values) - 1, cells).round().astype(int)] = i
    return level[place]


def decide(
    train: Callable[[Sweep], Experiment], sweep: Sweep, runs: np.ndarray, steps: int,
    values: dict, learnt: dict, *, few: float = FEW,
) -> Iterator[tuple[int, tuple[Lost, ...]]]:
    """Train some runs; yield the model-steps since the last yield, and the runs lost in them.

    When a quarter of the runs are decided, training goes on from the last state without them, so no
    time is spent on runs whose phase is known. The others are then rounded in smaller company. With
    `few` 0 training ends once all are decided, which changes no number; below 0 it never does.
    """
    state, before = None, 0
    while len(runs):
        experiment = train({k: np.asarray(v)[runs] for k, v in sweep.items()})
        stream = experiment.start({}) if state is None else experiment.start({}, state)
        undecided = np.ones(len(runs), bool)
        try:
            for snapshot in stream:
                if snapshot is None:
                    yield 0, ()
                    continue
                _note(snapshot, runs, values, learnt)
                lost = _on_map(snapshot.diverged, runs, undecided)
                values["trained"][[each.run for each in lost]] = steps
                yield max(snapshot.step - before, 0) * len(runs), lost
                before = max(snapshot.step, before)
                undecided = _undecided(values, steps)[runs]
                if undecided.sum() > few * len(runs) or snapshot.step >= steps:
                    continue
                if not undecided.any():
                    break
                if snapshot.state:
                    # Stop here: the next round starts from this state, with undecided runs only.
                    state = snapshot.state()
                    break
            else:
                undecided[:] = False                    # the budget is used up
        except Diverged as error:
            lost = _on_map(error.lost, runs, undecided)
            values["trained"][[each.run for each in lost]] = steps
            yield max(error.lost[-1].step - before, 0) * len(runs), lost
            undecided[:] = False
        finally:
            stream.close()
        runs = runs[undecided]
        if state is not None:
            # The arrays of a state have the run axis first; its step is one number for all.
            state = {k: v if k == "step" else v[undecided] for k, v in state.items()}


def _undecided(values: dict, steps: int) -> np.ndarray:
    """Runs that have not learnt both sets, are not lost, and have budget left."""
    return np.isnan(values["t_train"] + values["t_test"]) & (values["trained"] < steps)


def _on_map(lost: Sequence[Lost], runs: np.ndarray, undecided: np.ndarray) -> tuple[Lost, ...]:
    """Lost runs by their numbers on the map; runs that were decided before do not count."""
    return tuple(replace(each, run=int(runs[each.run])) for each in lost if undecided[each.run])


def _note(snapshot: Snapshot, runs: np.ndarray, values: dict, learnt: dict) -> None:
    for side in ("train", "test"):
        times, right = values[f"t_{side}"], snapshot.values[f"{side}_accuracy"] >= learnt[side]
        times[runs[right & np.isnan(times[runs])]] = snapshot.step
    values["trained"][runs] = np.maximum(values["trained"][runs], snapshot.step)
