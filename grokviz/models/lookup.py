"""Rows of a run's table looked up by symbol, and gradients sent back the same way.

What depends on one symbol alone is computed once a symbol, p rows instead of p² (exact); the
examples only look it up.
"""

from __future__ import annotations

from functools import cached_property

import torch
from torch import Tensor


class Lookup:
    """Places in a table of `rows` rows a run, all runs' tables laid end to end.

    Parameters
    ----------
    index : tensor of int, shape (runs, n)
        Row of each run's own table.
    rows : int

    Attributes
    ----------
    flat : tensor, shape (runs * n,)
        Row in the tables laid end to end.
    order, offsets : tensors, shape (runs * n,) and (runs * rows,)
        The places sorted by row, and where each row begins: a sum over all places that look up
        a row is a sum over a stretch of `order`.
    """

    def __init__(self, index: Tensor, rows: int):
        runs = torch.arange(len(index), device=index.device)[:, None]
        self.flat, self.rows = (index + rows * runs).flatten(), rows * len(index)

    @cached_property
    def order(self) -> Tensor:
        return self.flat.argsort(stable=True)

    @cached_property
    def offsets(self) -> Tensor:
        count = torch.bincount(self.flat, minlength=self.rows)
        return count.cumsum(0) - count
