"""Penalties on the parameters: pure functions to (runs,), and the named map that feeds menus."""

from __future__ import annotations

from collections.abc import Callable

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
