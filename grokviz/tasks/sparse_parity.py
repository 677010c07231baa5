"""Sparse parity: the product of k of n random signs, and nothing tells which k.

Source: Barak et al. (2022), arXiv:2207.08799; Merrill, Tsilivis & Shukla (2023), arXiv:2303.11873,
where it is learnt from a fixed training set and groks. Inputs are n independent signs, +1 or -1;
the answer is the product of the first k. The network does not know their places, so they could be
any.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from grokviz.tasks import Task
from grokviz.tasks.losses import hinge, logistic, mean_squared_error

LOSSES = {"hinge": hinge, "mean_squared_error": mean_squared_error, "cross_entropy": logistic}
N_TEST, N_MOST = 1000, 4000


def sparse_parity(
    sweep: Mapping[str, np.ndarray], *, bits: int = 40, relevant: int = 3, loss: str = "hinge",
) -> Task:
    """The examples of each run.

    Parameters
    ----------
    sweep : mapping of arrays, shape (runs,)
        ``n_train`` (at most 4,000) and ``data_seed``.
    bits, relevant : int
        n and k.
    loss : {"hinge", "mean_squared_error", "cross_entropy"}
        Of the one output y: max(0, 1 - t y), (t - y)² or ln(1 + exp(-t y)) for the answer t.

    Notes
    -----
    Inputs are (runs, examples, n), targets (runs, examples, 1), all of them +1 or -1. An example
    is right where the output has the sign of the answer. The training sets of one data seed are
    nested, and all its runs have the same 1,000 test examples.
    """
    parts = [_signs(bits, int(seed)) for seed in sweep["data_seed"]]
    n = torch.as_tensor(sweep["n_train"])
    train, test = (torch.stack(part) for part in zip(*parts, strict=True))
    train = train[:, :int(n.max())]
    inside = torch.arange(train.shape[1]) < n[:, None]
    return Task(
        train, parity(train, relevant), inside / n[:, None].double(), test, parity(test, relevant),
        loss=LOSSES[loss], correct=lambda outputs, targets: (outputs * targets)[..., 0] > 0)


def parity(signs: Tensor, relevant: int) -> Tensor:
    """The product of the first `relevant` signs, (..., 1)."""
    return signs[..., :relevant].prod(-1, keepdim=True)


@lru_cache(maxsize=64)
def _signs(bits: int, seed: int) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    drawn = torch.randint(2, (N_TEST + N_MOST, bits), generator=generator)
    test, train = (2.0 * drawn.float() - 1).split([N_TEST, N_MOST])
    return train, test
