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

from grokviz.engines.scan import VALUES, scan
from grokviz.run import Experiment


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
        See `engines.scan.scan`.
    """
    return scan(
        train, name=name, settings=settings, sweep=sweep, steps=steps,
        stages=_stages(sweep, coarse), values=names,
    )


def cooling(steps: int) -> Callable[[int], float]:
    """Factor on the learning rate: 1 falling to 0 along half a cosine."""
    return lambda step: 0.5 * (1 + math.cos(math.pi * step / steps))


def _stages(sweep: Mapping[str, np.ndarray], coarse: int) -> list[np.ndarray]:
    scale, seed = np.asarray(sweep["init_scale"]), np.asarray(sweep["init_seed"])
    first = seed == seed[0]
    few = np.isin(scale, np.unique(scale)[::coarse])
    stages = [first & few, first & ~few, ~first]
    return [np.flatnonzero(stage) for stage in stages if stage.any()]
