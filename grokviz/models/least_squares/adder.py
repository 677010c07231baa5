"""One unit that adds its inputs: σ(Σ w), σ a leaky ReLU, fitted to one example of ones.

Source: Musat (2025), arXiv:2511.01938, Sec. 4.
"""

from __future__ import annotations

import torch
from torch import Tensor

from grokviz.models.least_squares.base import LeastSquares


def leaky_adder(target: Tensor, slope: Tensor) -> LeastSquares:
    """σ(Σ w) = target in w, (runs, weights); target and slope below 0 are (runs, 1)."""
    def rise(total: Tensor) -> Tensor:
        return torch.where(total < 0, slope, 1.0)

    def residual(w: Tensor) -> Tensor:
        total = w.sum(1, keepdim=True)
        return rise(total) * total - target

    def jacobian(w: Tensor) -> Tensor:
        return rise(w.sum(1, keepdim=True))[:, None, :].expand(-1, 1, w.shape[1])

    return LeastSquares(
        residual, jacobian, _gradient,
        lambda w, g: [w, target, slope, torch.ones_like(slope), g])


def _gradient(data: list[Tensor]):
    w, target, slope, one, g = data
    total = w.sum(1, keepdim=True)
    rise = torch.where(total < 0, slope, one)
    g.copy_((rise * (rise * total - target)).expand_as(g))
