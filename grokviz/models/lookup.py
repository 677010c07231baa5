"""Rows of a run's table looked up by symbol, and gradients added up by row on the way back.

Whatever depends on one symbol alone is computed p times instead of p² times, with the same
result; the examples only look it up.
"""

from __future__ import annotations

from functools import cached_property

import torch
from torch import Tensor


class Lookup:
    """Lookups in a table of `rows` rows a run; the tables of all runs lie end to end.

    Parameters
    ----------
    index : tensor of int, shape (runs, n)
        Row in the run's own table.
    rows : int

    Attributes
    ----------
    flat : tensor, shape (runs * n,)
        Row in the tables laid end to end.
    order, offsets : tensors, shape (runs * n,) and (runs * rows,)
        The lookups sorted by row, and where each row begins. So the sum over all lookups of a row
        is a sum over one stretch of `order`.
    """

    def __init__(self, index: Tensor, rows: int):
        # Table i begins at row i * rows.
        runs = torch.arange(len(index), device=index.device)[:, None]
        self.flat, self.rows = (index + rows * runs).flatten(), rows * len(index)

    @cached_property
    def order(self) -> Tensor:
        return self.flat.argsort(stable=True)

    @cached_property
    def offsets(self) -> Tensor:
        count = torch.bincount(self.flat, minlength=self.rows)
        return count.cumsum(0) - count
