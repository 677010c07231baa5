"""Penalties on the parameters: pure functions to (runs,), and the named map that feeds menus.

Beside each its sub-gradient and its proximal step, argmin_v |v - w|²/2 + t h(v), both on matrices
(runs, ..., rows, columns) and plain enough for TorchScript.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

Penalty = Callable[[dict[str, Tensor]], Tensor]


def l1(params: dict[str, Tensor]) -> Tensor:
    """Sum of absolute values over all parameters, shape (runs,)."""
    return sum(w.abs().flatten(1).sum(1) for w in params.values())


def l2(params: dict[str, Tensor]) -> Tensor:
    """Half the squared norm over all parameters, shape (runs,)."""
    return sum(w.square().flatten(1).sum(1) for w in params.values()) / 2


def nuclear(params: dict[str, Tensor]) -> Tensor:
    """Sum of singular values of every weight matrix (leaves ``W...``), shape (runs,)."""
    return sum(torch.linalg.svdvals(w).sum(-1) for k, w in params.items() if k.startswith("W"))


PENALTIES: dict[str, Penalty | None] = {"none": None, "l1": l1, "l2": l2, "nuclear": nuclear}


def soft_threshold(w: Tensor, t: Tensor) -> Tensor:
    """sign(w) max(|w| - t, 0), the proximal step of the l1 norm; exact zeros."""
    return w - torch.minimum(torch.maximum(w, -t), t)


def shrink(w: Tensor, t: Tensor) -> Tensor:
    """w / (1 + t), the proximal step of half the squared norm."""
    return w / (1 + t)


def singular_value_threshold(w: Tensor, t: Tensor) -> Tensor:
    """Singular values less t, at least 0: the proximal step of the nuclear norm.

    Cai, Candès & Shen (2010), arXiv:0810.3286, Thm 2.1.
    """
    U, S, Vh = torch.linalg.svd(w, full_matrices=False)
    return (U * (S[..., None, :] - t).clamp_min(0)) @ Vh


def polar(w: Tensor) -> Tensor:
    """U Vᵀ of the singular value decomposition, the sub-gradient of the nuclear norm.

    Where w lacks rank this is one of many.
    """
    U, _, Vh = torch.linalg.svd(w, full_matrices=False)
    return U @ Vh


def identity(w: Tensor) -> Tensor:
    """w, the gradient of half the squared norm."""
    return w


class Steps(NamedTuple):
    """``subgradient(w)`` and ``proximal(w, t)`` of a penalty; t broadcasts against w."""

    subgradient: Callable[[Tensor], Tensor]
    proximal: Callable[[Tensor, Tensor], Tensor]


STEPS = {"l1": Steps(torch.sign, soft_threshold), "l2": Steps(identity, shrink),
         "nuclear": Steps(polar, singular_value_threshold)}
