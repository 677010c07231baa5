"""Settings -> columns with one entry a run."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np


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
    rows = list(product(*(np.atleast_1d(v) for v in settings.values())))
    if not rows:
        empty = [name for name, v in settings.items() if not np.size(v)]
        raise ValueError(f"{', '.join(empty)}: an empty list; give at least one value")
    columns = zip(*rows, strict=True)
    return {name: np.array(column) for name, column in zip(settings, columns, strict=True)}
