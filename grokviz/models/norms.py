"""Norms of weight matrices, and the number of entries or directions the weights are spread over."""

from __future__ import annotations

import torch
from torch import Tensor


def norms(weights: Tensor, singular_values: Tensor) -> dict[str, Tensor]:
    """Norms of the weight matrices of each run, seen as the blocks of one matrix.

    Parameters
    ----------
    weights : (runs, entries)
    singular_values : (runs, directions)

    Returns
    -------
    dict of (runs,)
        l1_norm Σ|w|, nuclear_norm Σσ, effective_sparsity (Σ|w|)²/Σw², effective_rank (Σσ)²/Σσ².
        The last two equal the number of entries, or of directions, if all have the same size.
    """
    l1, nuclear = weights.abs().sum(1), singular_values.sum(1)
    # All weights may be 0; the ratio is 0 then, not nan.
    tiny = torch.finfo(weights.dtype).tiny
    return {
        "l1_norm": l1, "nuclear_norm": nuclear,
        "effective_sparsity": l1.square() / (weights.square().sum(1) + tiny),
        "effective_rank": nuclear.square() / (singular_values.square().sum(1) + tiny),
    }


def singular_values(matrices: Tensor) -> Tensor:
    """Singular values of matrices (runs, rows, columns).

    Entries that are not finite count as 0: the run is lost, and its loss already says so.
    """
    return torch.linalg.svdvals(torch.nan_to_num(matrices, 0.0, 0.0, 0.0))
