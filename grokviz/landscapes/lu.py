"""Norm-constrained training: train and test loss at fixed weight norm (the LU picture).

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Fig. 1b and 2a. At each norm w the
direction of the weights is trained, the norm held: the training loss over w is shaped like an L,
the test loss like a U.

The cells (init_scale, seed) are trained in stages, a few norms of one seed first, so that a
coarse curve stands after a tenth of the time; together the stages cost what one ensemble costs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from grokviz.run import Experiment, Snapshot, Stream

VALUES = ("train_loss", "test_loss", "weight_norm")


def lu_curve(
    train: Callable[[Mapping[str, np.ndarray]], Experiment], *, name: str,
    settings: Mapping[str, Any], sweep: Mapping[str, np.ndarray], steps: int, coarse: int = 3,
    names: Sequence[str] = VALUES,
) -> Experiment:
    """Train every cell of a sweep, coarse norms first, then all norms, then the other seeds.

    Parameters
    ----------
    train : function
        Columns of some cells -> their training at fixed norm, as an Experiment.
    name, settings
        For the Record.
    sweep : mapping of arrays, shape (cells,)
        With ``init_scale`` and ``init_seed``.
    steps : int
        Of each cell.
    coarse : int
        The first stage takes every `coarse`-th norm.
    names : sequence of str
        Of the values of each cell that are kept.

    Returns
    -------
    Experiment
        Values as named, by default train_loss, test_loss, weight_norm, each (cells,), nan where
        not begun. A snapshot's step counts model-steps: cells times steps.
    """
    stages = _stages(sweep, coarse)
    cells = len(sweep["init_scale"])

    def start(hot: Mapping[str, Any]) -> Stream:
        values = {k: np.full(cells, np.nan) for k in names}
        yield Snapshot(0, {k: v.copy() for k, v in values.items()})
        done = 0
        for stage in stages:
            stream = train({k: v[stage] for k, v in sweep.items()}).start(hot)
            try:
                for snapshot in stream:
                    if snapshot is None or snapshot.step == 0:
                        yield None
                        continue
                    for k in names:
                        values[k][stage] = snapshot.values[k]
                    now = done + snapshot.step * len(stage)
                    yield Snapshot(now, {k: v.copy() for k, v in values.items()})
            finally:
                stream.close()
            done += steps * len(stage)

    return Experiment(name, {**settings, "steps": steps * cells}, sweep, start)


def cooling(steps: int) -> Callable[[int], float]:
    """Factor on the learning rate: 1 falling to 0 along half a cosine."""
    return lambda step: 0.5 * (1 + math.cos(math.pi * step / steps))


def _stages(sweep: Mapping[str, np.ndarray], coarse: int) -> list[np.ndarray]:
    scale, seed = np.asarray(sweep["init_scale"]), np.asarray(sweep["init_seed"])
    first = seed == seed[0]
    few = np.isin(scale, np.unique(scale)[::coarse])
    stages = [first & few, first & ~few, ~first]
    return [np.flatnonzero(stage) for stage in stages if stage.any()]
