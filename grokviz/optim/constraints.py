"""What is put back after each step."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor


def fixed_norm(params: dict[str, Tensor]) -> Callable[[], None]:
    """Hold the L2 norm over all of a run's parameters at its present value.

    One global factor after the step, biases included (Liu et al. 2022, arXiv:2210.01117, Sec. 3).
    Gives a function that restores the norm.
    """
    target = weight_norm(params)

    def restore() -> None:
        factor = target / weight_norm(params)
        for leaf in params.values():
            leaf.mul_(factor.view(-1, *(1,) * (leaf.ndim - 1)))

    return restore


def weight_norm(params: dict[str, Tensor]) -> Tensor:
    """L2 norm over all parameters of each run, shape (runs,)."""
    parts = [torch.linalg.vector_norm(leaf.flatten(1), dim=1) for leaf in params.values()]
    return torch.linalg.vector_norm(torch.stack(parts), dim=0)
