"""From settings to columns with one entry for each run."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from grokviz.sentences import brief, sentence, shown

MOST = 1_000_000        # most runs of one experiment
AT_ONCE = 10_000        # most of them that are trained as one ensemble


def grid(**settings: Any) -> dict[str, np.ndarray]:
    """Every combination of the given values, the last name varying fastest.

    Parameters
    ----------
    **settings : scalar or sequence
        Values of each setting; a scalar is the same in all runs.

    Returns
    -------
    dict of arrays, shape (runs,)

    Examples
    --------
    >>> grid(init_scale=[1, 2], seed=7)
    {'init_scale': array([1, 2]), 'seed': array([7, 7])}
    """
    values = {name: _values(name, value) for name, value in settings.items()}
    runs = math.prod(len(v) for v in values.values())
    if runs > MOST:
        raise ValueError(f"these lists make {shown(runs)} runs; give shorter ones, for at most "
                         f"{MOST:,} runs")
    # The size is checked before: a product of long lists would fill the memory.
    columns = np.meshgrid(*values.values(), indexing="ij")
    return {name: column.ravel() for name, column in zip(settings, columns, strict=True)}


def check_runs(runs: int) -> None:
    """ValueError for more runs than are trained as one ensemble."""
    if runs > AT_ONCE:
        raise ValueError(f"these are {runs:,} runs, and {AT_ONCE:,} are trained at once at most; "
                         "type gv.many(experiment, 'sweeps/mine') to train them in blocks")


def pairs(**settings: Any) -> dict[str, np.ndarray]:
    """One run for each place in the given columns, which are equally long; a scalar is the same
    in all runs.

    Examples
    --------
    >>> pairs(init_scale=[1, 2], seed=[7, 9])
    {'init_scale': array([1, 2]), 'seed': array([7, 9])}
    """
    values = {name: _values(name, value) for name, value in settings.items()}
    runs = max(map(len, values.values()))
    for name, column in values.items():
        if len(column) not in (1, runs):
            raise ValueError(f"{name} has {len(column)} values and another list has {runs}; give "
                             "as many, or one value")
    return {name: np.repeat(column, runs) if len(column) == 1 else column
            for name, column in values.items()}


def _values(name: str, given: Any) -> np.ndarray:
    try:
        values = np.atleast_1d(given)
    except ValueError:
        values = np.empty((0, 0))
    if values.ndim != 1:
        raise ValueError(sentence(f"{name} is {brief(given)}; give one value, or a plain list"))
    if not len(values):
        raise ValueError(f"{name} is an empty list; give at least one value")
    return values
