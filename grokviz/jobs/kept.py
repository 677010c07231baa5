"""What is kept of a block: the times at which its runs learnt, their curves, or named values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grokviz.divergence import Diverged, Lost
from grokviz.landscapes.phases import decide
from grokviz.recording import History
from grokviz.run import Experiment, Record, level
from grokviz.sentences import brief, unknown

TIMES = ("t_train", "t_test", "trained")
NEEDED = ("train_accuracy", "test_accuracy")


def kept(experiment: Experiment, keep: str | Sequence[str], stop: bool) -> Record:
    """Train an experiment, and keep a part of its history.

    Parameters
    ----------
    experiment : Experiment
    keep : "times", "curves" or a list of names
        ``t_train``, ``t_test`` and ``trained``, the steps taken, for each run; all values; or
        the named ones.
    stop : bool
        Stop once each run has learnt both sets or is lost. Runs are not dropped one by one, as in
        `landscapes.phases`: the others would be rounded in smaller company, and a time might move.

    Returns
    -------
    Record
        A lost run is nan from that record on, also where no other is left; so are records after
        a stop.
    """
    steps = experiment.settings["steps"]
    settings = {k: v for k, v in experiment.settings.items() if k not in experiment.sweep}
    record = _times(experiment, steps, stop) if keep == "times" else _curves(
        experiment, None if keep == "curves" else keep, stop)
    return replace(record, settings=settings)


def _times(experiment: Experiment, steps: int, stop: bool) -> Record:
    runs, lost = np.arange(experiment.runs), list[Lost]()
    values = {name: np.full(len(runs), np.nan) for name in TIMES} | {"trained": np.zeros(len(runs))}
    learnt = {side: level(experiment.settings, f"{side}_accuracy") for side in ("train", "test")}
    for _, more in decide(experiment.part, experiment.sweep, runs, steps, values, learnt,
                          few=0.0 if stop else -1.0):
        lost += more
    return Record(experiment.name, experiment.settings, experiment.sweep, np.array([steps]),
                  {k: v[None] for k, v in values.items()},
                  diverged=tuple(replace(each, step=steps) for each in lost))


def _curves(experiment: Experiment, names: Sequence[str] | None, stop: bool) -> Record:
    history, lost = History(experiment), tuple[Lost, ...]()
    stream = experiment.start({})
    decided = np.zeros((3, experiment.runs), bool)              # train, test, lost
    try:
        for snapshot in stream:
            if snapshot is None:
                continue
            values = snapshot.values
            history.append(snapshot if names is None else replace(
                snapshot, values={name: values[name] for name in names}))
            decided[2, [each.run for each in snapshot.diverged]] = True
            if stop and all(name in values for name in NEEDED):
                decided[:2] |= np.stack(
                    [values[name] >= level(experiment.settings, name) for name in NEEDED])
                if (decided[:2].all(0) | decided[2]).all():
                    break
    except Diverged as error:                   # no run is left: that, too, is a result
        lost = error.lost
    finally:
        stream.close()
    return _filled(history.record(), experiment, lost)


def _filled(record: Record, experiment: Experiment, lost: Sequence[Any]) -> Record:
    """The record with nan at the steps that were not reached, so that all blocks are alike."""
    due = np.array(experiment.records or record.steps)
    reached = {int(step): at for at, step in enumerate(record.steps)}
    place = [at for at, step in enumerate(due) if int(step) in reached]
    values = {}
    for name, value in record.values.items():
        value = np.asarray(value, float if value.dtype.kind in "iub" else value.dtype)
        values[name] = np.full((len(due), *value.shape[1:]), np.nan, value.dtype)
        values[name][place] = value[[reached[int(due[at])] for at in place]]
    known = {each.run for each in lost}
    diverged = (*(each for each in record.diverged if each.run not in known), *lost)
    return replace(record, steps=due, values=values, diverged=diverged)


def check(experiment: Experiment, keep: str | Sequence[str]) -> str | list[str]:
    """The checked `keep`; takes the first record of one run to see which values there are."""
    if keep in ("times", "curves"):
        names: Sequence[str] = NEEDED if keep == "times" else ()
    elif isinstance(keep, list | tuple) and keep and all(isinstance(k, str) for k in keep):
        names = keep
    else:
        raise ValueError(f"keep is {brief(keep)}; give 'times', 'curves', or a list of values such "
                         "as ['test_loss']")
    stream = experiment.part({k: v[:1] for k, v in experiment.sweep.items()}).start({})
    try:
        first = next(snapshot for snapshot in stream if snapshot is not None)
    finally:
        stream.close()
    for name in names:
        if name not in first.values:
            if keep == "times":
                raise ValueError(f"{experiment.name} has no {name}, so no times; give "
                                 "keep='curves', or a list of values")
            raise ValueError(unknown("value", name, first.values))
    return keep if isinstance(keep, str) else list(keep)
