"""Training by gradient steps: an ensemble of runs as a stream of snapshots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from grokviz.engines.block import Plan
from grokviz.engines.streaming.due import due_steps
from grokviz.engines.streaming.stream import stream
from grokviz.engines.streaming.threads import cores
from grokviz.run import Experiment, State, Stream


def train(
    plan: Plan, *, name: str, settings: Mapping[str, Any], sweep: Mapping[str, np.ndarray],
    steps: int, records: Iterable[int] | None = None, blocks: int | None = None,
) -> Experiment:
    """An ensemble trained for a number of steps.

    Parameters
    ----------
    plan : Plan
        Task, model, update and the rest.
    name, settings
        For the Record.
    sweep : mapping of arrays, shape (runs,)
        With ``learning_rate`` and ``weight_decay``, which are hot, and so is
        ``penalty_strength`` where there is a ``penalty``: a number, or (runs,), in the mapping
        given to ``start`` takes their place from the next chunk of steps on, at most some 50 ms
        later.
    steps : int
    records : iterable of int, optional
        Steps to record at, 0 always; by default log-spaced, never more than steps/200 apart.
    blocks : int, optional
        How many are worked on at once, a thread each; by default one a core.

    Returns
    -------
    Experiment
        Values: train_loss, test_loss, train_accuracy, test_accuracy, weight_norm, each (runs,);
        leaf_norms (runs, leaves); with ``plan.norms`` those of `models.norms`.
        A run whose loss is not finite or beyond 1e6 is lost: its values are nan from there on,
        and the others go on. Raises `Diverged` where every run is.
        Snapshots have a state, of those less than 2% of the step apart the last. Going on from it
        with nothing changed gives the same run, bit for bit on a CPU; at another ``init_scale``
        the weights are scaled by the ratio of the two.
    """
    due = due_steps(records, steps, record_steps)
    if plan.device == "cpu":
        runs = len(next(iter(sweep.values())))
        plan = plan._replace(cores=max(1, (blocks or cores()) // runs))

    def start(hot: Mapping[str, Any], state: State | None = None) -> Stream:
        return stream(plan, sweep, due, hot, blocks, state)

    return Experiment(name, {**settings, "steps": steps}, sweep, start)


def record_steps(steps: int, per_decade: int = 24) -> np.ndarray:
    """0, then log-spaced steps, and an even grid of at least 200 up to `steps`."""
    stride = max(1, min(50, steps // 200))
    decades = np.log10(max(steps, 1))
    log = np.round(np.geomspace(1, max(steps, 1), int(per_decade * decades) + 2))
    return np.unique(np.concatenate([[0], log, np.arange(0, steps, stride), [steps]])).astype(int)
