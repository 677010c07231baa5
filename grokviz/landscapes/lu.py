"""Norm-constrained training: train and test loss at fixed weight norm (the LU picture).

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Fig. 1b and 2a. At each norm w the
weights are trained while their norm is fixed. Over w, the training loss is shaped like an L and
the test loss like a U.

The cells (init_scale, seed) are trained in stages, a few norms of one seed first. So a coarse
curve is ready after a tenth of the time, and all stages together cost as much as one ensemble.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from grokviz.engines.scan import VALUES, scan
from grokviz.run import Experiment


def lu_curve(
    train: Callable[[Mapping[str, np.ndarray]], Experiment], *, name: str,
    settings: Mapping[str, Any], sweep: Mapping[str, np.ndarray], steps: int, coarse: int = 3,
    names: Sequence[str] = VALUES,
) -> Experiment:
    """Train every cell of a sweep: a few norms first, then all norms, then the other seeds.

    Parameters
    ----------
    train : function
        Columns of some cells -> their training at fixed norm, as an Experiment.
    name, settings, steps, names
        As in `engines.scan.scan`, where `names` are called `values`.
    sweep : mapping of arrays, shape (cells,)
        With ``init_scale`` and ``init_seed``.
    coarse : int
        The first stage takes every `coarse`-th norm.

    Returns
    -------
    Experiment
        See `engines.scan.scan`.
    """
    return scan(
        train, name=name, settings=settings, sweep=sweep, steps=steps,
        stages=_stages(sweep, coarse), values=names,
    )


def cooling(steps: int) -> Callable[[int], float]:
    """A factor on the learning rate that falls from 1 to 0 along half a cosine."""
    return lambda step: 0.5 * (1 + math.cos(math.pi * step / steps))


def _stages(sweep: Mapping[str, np.ndarray], coarse: int) -> list[np.ndarray]:
    scale, seed = np.asarray(sweep["init_scale"]), np.asarray(sweep["init_seed"])
    first = seed == seed[0]
    # The cells of one seed at few norms already show the shape of both curves.
    few = np.isin(scale, np.unique(scale)[::coarse])
    stages = [first & few, first & ~few, ~first]
    return [np.flatnonzero(stage) for stage in stages if stage.any()]
