"""Penalties on the parameters, and the one map of their names that feeds every menu.

Of each the sub-gradient and the proximal step, argmin_v |v - w|²/2 + t h(v), both on matrices
(runs, ..., rows, columns) and plain enough for TorchScript. h is the sum of absolute values, half
the squared norm, and the sum of singular values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor


def soft_threshold(w: Tensor, t: Tensor) -> Tensor:
    """sign(w) max(|w| - t, 0), the proximal step of the l1 norm; exact zeros."""
    return w - torch.minimum(torch.maximum(w, -t), t)


def shrink(w: Tensor, t: Tensor) -> Tensor:
    """w / (1 + t), the proximal step of half the squared norm."""
    return w / (1 + t)


def singular_value_threshold(w: Tensor, t: Tensor) -> Tensor:
    """Singular values less t, at least 0: the proximal step of the nuclear norm.

    Cai, Candès & Shen (2010), arXiv:0810.3286, Thm 2.1. Entries that are no finite numbers become
    nan, and leave the matrices of other runs alone.
    """
    U, S, Vh = torch.linalg.svd(torch.nan_to_num(w, 0.0, 0.0, 0.0), full_matrices=False)
    lower: Tensor = (U * (S[..., None, :] - t).clamp_min(0)) @ Vh
    return lower + (w - w)


def polar(w: Tensor) -> Tensor:
    """U Vᵀ of the singular value decomposition, the sub-gradient of the nuclear norm.

    Where w lacks rank this is one of many. Of weights that are lost it is taken as of zeros, so
    that a run that diverges ends by its loss, with the sentence for that.
    """
    U, _, Vh = torch.linalg.svd(torch.nan_to_num(w, 0.0, 0.0, 0.0), full_matrices=False)
    product: Tensor = U @ Vh
    return product


def identity(w: Tensor) -> Tensor:
    """w, the gradient of half the squared norm."""
    return w


class Steps(NamedTuple):
    """``subgradient(w)`` and ``proximal(w, t)`` of a penalty; t broadcasts against w."""

    subgradient: Callable[[Tensor], Tensor]
    proximal: Callable[[Tensor, Tensor], Tensor]


STEPS = {"l1": Steps(torch.sign, soft_threshold), "l2": Steps(identity, shrink),
         "nuclear": Steps(polar, singular_value_threshold)}


def which(penalty: Iterable[str]) -> dict[str, np.ndarray]:
    """Of a column of names, several joined by "+": name -> whether a run has it, (runs,).

    Raises
    ------
    ValueError
        For a name that is neither in `STEPS` nor "none".
    """
    parts = [str(names).split("+") for names in penalty]
    strange = {name for names in parts for name in names} - {"none", *STEPS}
    if strange:
        raise ValueError(f"there is no penalty {min(strange)!r}; known: none, {', '.join(STEPS)}")
    return {k: np.array([k in names for names in parts]) for k in STEPS}
