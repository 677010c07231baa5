"""Norms of weight matrices, and over how many entries or directions the weights are spread."""

from __future__ import annotations

import torch
from torch import Tensor


def norms(weights: Tensor, singular_values: Tensor) -> dict[str, Tensor]:
    """Of the matrices of each run, several as the blocks of one.

    Parameters
    ----------
    weights : (runs, entries)
    singular_values : (runs, directions)

    Returns
    -------
    dict of (runs,)
        l1_norm Σ|w|, nuclear_norm Σσ, effective_sparsity (Σ|w|)²/Σw², effective_rank (Σσ)²/Σσ².
        The last two are the number of entries, or of directions, where all are of one size.
    """
    l1, nuclear = weights.abs().sum(1), singular_values.sum(1)
    tiny = torch.finfo(weights.dtype).tiny
    return {
        "l1_norm": l1, "nuclear_norm": nuclear,
        "effective_sparsity": l1.square() / (weights.square().sum(1) + tiny),
        "effective_rank": nuclear.square() / (singular_values.square().sum(1) + tiny),
    }


def singular_values(matrices: Tensor) -> Tensor:
    """Of matrices (runs, rows, columns); of lost ones as of zeros, their loss is what tells."""
    return torch.linalg.svdvals(torch.nan_to_num(matrices, 0.0, 0.0, 0.0))
