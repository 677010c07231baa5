"""Sub-gradients and proximal steps, on matrices (runs, ..., rows, columns).

The proximal step of h is argmin_v |v - w|²/2 + t h(v); t broadcasts against w. TorchScript
compiles these functions as part of the loops that call them.
"""

from __future__ import annotations

import torch
from torch import Tensor


def sign(w: Tensor) -> Tensor:
    """-1, 0 or 1, a sub-gradient of the l1 norm."""
    return torch.sign(w)


def soft_threshold(w: Tensor, t: Tensor) -> Tensor:
    """sign(w) max(|w| - t, 0), the proximal step of the l1 norm; exact zeros."""
    return w - torch.minimum(torch.maximum(w, -t), t)


def identity(w: Tensor) -> Tensor:
    """w, the gradient of half the squared norm."""
    return w


def shrink(w: Tensor, t: Tensor) -> Tensor:
    """w / (1 + t), the proximal step of half the squared norm."""
    return w / (1 + t)


def direction(w: Tensor) -> Tensor:
    """w / ‖w‖ of each matrix, the sub-gradient of the Frobenius norm, not squared; 0 at 0."""
    return w / _size(w).clamp_min(torch.finfo(w.dtype).tiny)


def norm_threshold(w: Tensor, t: Tensor) -> Tensor:
    """Each matrix shortened by t, down to 0: the proximal step of the Frobenius norm."""
    return w * (1 - t / _size(w).clamp_min(torch.finfo(w.dtype).tiny)).clamp_min(0)


def _size(w: Tensor) -> Tensor:
    return w.square().sum((-2, -1), keepdim=True).sqrt()


def polar(w: Tensor) -> Tensor:
    """U Vᵀ of the singular value decomposition, the sub-gradient of the nuclear norm.

    If w lacks rank, this is one sub-gradient of many. Entries that are not finite count as 0: the
    decomposition would raise an error, and a run that diverges must end by its loss instead.
    """
    U, _, Vh = torch.linalg.svd(torch.nan_to_num(w, 0.0, 0.0, 0.0), full_matrices=False)
    product: Tensor = U @ Vh
    return product


def singular_value_threshold(w: Tensor, t: Tensor) -> Tensor:
    """Singular values less t, at least 0: the proximal step of the nuclear norm.

    Cai, Candès & Shen (2010), arXiv:0810.3286, Thm 2.1. Entries that are not finite become nan, and
    the matrices of other runs are unaffected.
    """
    U, S, Vh = torch.linalg.svd(torch.nan_to_num(w, 0.0, 0.0, 0.0), full_matrices=False)
    lower: Tensor = (U * (S[..., None, :] - t).clamp_min(0)) @ Vh
    return lower + (w - w)                      # nan where w is not finite, else unchanged
