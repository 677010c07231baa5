"""Training by gradient steps: an ensemble of runs as a stream of snapshots.

The ensemble is cut into blocks of a few runs, and one thread a core works through them; see
`engines.streaming`. Where there are more cores than runs, models that can do so use two cores
within a step; see `models.compiled.forks_are_alone`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from grokviz.engines.block import Plan
from grokviz.engines.streaming.due import due_steps
from grokviz.engines.streaming.ensemble import Sweep
from grokviz.engines.streaming.stream import stream
from grokviz.engines.streaming.threads import cores
from grokviz.run import Experiment, State, Stream
from grokviz.sweep import check_runs


def train(
    plan: Plan, *, name: str, settings: Mapping[str, Any], sweep: Mapping[str, np.ndarray],
    steps: int, records: Iterable[int] | None = None, blocks: int | None = None,
    fits: Callable[[Sweep], None] | None = None,
) -> Experiment:
    """An ensemble trained for a number of steps.

    Parameters
    ----------
    plan : Plan
        Task, model, update and the rest.
    name, settings
        For the Record.
    sweep : mapping of arrays, shape (runs,)
        With ``learning_rate`` and ``weight_decay``, and ``penalty_strength`` where there is a
        ``penalty``. These are hot: a number, or (runs,), in the mapping given to ``start``
        replaces the column at the next chunk of steps, at most some 50 ms later.
    steps : int
    records : iterable of int, optional
        Steps to record at, always with 0; by default those of `record_steps`.
    blocks : int, optional
        Number of blocks worked on at once, a thread each; by default one a core.
    fits : function, optional
        ``fits(sweep)`` raises ValueError, when it starts, where it is too large for the memory.

    Returns
    -------
    Experiment
        Values: train_loss, test_loss, train_accuracy, test_accuracy, weight_norm, each (runs,);
        leaf_norms (runs, leaves); with ``plan.norms`` those of `models.norms`.
        A run is lost if its loss is not finite or exceeds 1e6. Its values are nan from then on, and
        the others go on; `Diverged` is raised if every run is lost.
        Of snapshots less than 2% of the step apart, the last has a state. Going on from it
        unchanged gives the same run, bit for bit on a CPU. With another ``init_scale``, the weights
        are multiplied by the ratio of the two.
    """
    due = due_steps(records, steps, record_steps)
    runs = len(next(iter(sweep.values())))
    if plan.device == "cpu":
        plan = plan._replace(cores=max(1, (blocks or cores()) // runs))

    def start(hot: Mapping[str, Any], state: State | None = None) -> Stream:
        check_runs(runs)
        if fits is not None:
            fits(sweep)
        return stream(plan, sweep, due, hot, blocks, state)

    def make(columns: Sweep) -> Experiment:
        return train(plan, name=name, settings=settings, sweep=columns, steps=steps, records=due,
                     blocks=blocks, fits=fits)

    return Experiment(name, {**settings, "steps": steps}, sweep, start, make, tuple(due))


def record_steps(steps: int, per_decade: int = 24) -> np.ndarray:
    """0, log-spaced steps, and an even grid of at least 200 steps up to `steps`."""
    stride = max(1, min(50, steps // 200))
    decades = np.log10(max(steps, 1))
    log = np.round(np.geomspace(1, max(steps, 1), int(per_decade * decades) + 2))
    return np.unique(np.concatenate([[0], log, np.arange(0, steps, stride), [steps]])).astype(int)
