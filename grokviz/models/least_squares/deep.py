"""Deep linear models: a product of matrices, or of vectors entry by entry, fitted by least squares.

The product P of w = (W_1, ..., W_L) is observed through linear measurements or entry by entry.
The gradient is back-propagation, written out: the gradient of a factor is the product of the
factors before it, times the slope, times the product of the factors after it.
Source: Notsawo, Dumas & Rabusseau (2025), arXiv:2506.05718.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import torch
from torch import Tensor

from grokviz.models.least_squares import products
from grokviz.models.least_squares.base import LeastSquares

Shape = tuple[int, int, int]                    # factors, rows, columns


def product(w: Tensor, shape: Shape) -> Tensor:
    """P of w (runs, weights), (runs, rows, columns); entry by entry if there is one column."""
    multiply = torch.mul if shape[2] == 1 else torch.matmul
    return reduce(multiply, w.view(len(w), *shape).unbind(1))


def measured(inputs: Tensor, targets: Tensor, shape: Shape) -> LeastSquares:
    """X vec(P) = y, inputs (runs, examples, rows * columns), targets (runs, examples)."""
    if shape[0] == 1:
        return products.linear(inputs, targets)
    y = targets[:, :, None]

    def residual(w: Tensor) -> Tensor:
        return (inputs @ product(w, shape).flatten(1)[:, :, None] - y)[:, :, 0]

    def bind(w: Tensor, g: Tensor) -> list[Tensor]:
        return [inputs, inputs.mT.contiguous(), -y, torch.empty_like(y), *_rooms(w, g, shape)]

    return LeastSquares(residual, None, _measured[shape[2] == 1], bind)


def masked(target: Tensor, observed: Tensor, shape: Shape) -> LeastSquares:
    """(P - target) where observed, both (runs, rows, rows); each run observes equally many.

    The residual lists the observed entries row by row, (runs, entries).
    """
    runs = len(target)
    seen = observed.flatten(1).nonzero()[:, 1].view(runs, -1)       # (runs, entries)
    mask = observed.to(target)

    def residual(w: Tensor) -> Tensor:
        return (product(w, shape) - target).flatten(1).gather(1, seen)

    def bind(w: Tensor, g: Tensor) -> list[Tensor]:
        if shape[0] == 1:
            return [mask, -target * mask, w.view_as(target), g.view_as(target)]
        return [mask, mask, -target, mask, *_rooms(w, g, shape)]

    return LeastSquares(residual, None, _masked_one if shape[0] == 1 else _masked, bind)


def _rooms(w: Tensor, g: Tensor, shape: Shape) -> list[Tensor]:
    """Work space: P and its slope as columns, products before and after each factor, factors."""
    runs, (depth, rows, columns) = len(w), shape
    # before[0] stays the identity of the product; after[L] receives the slope by P.
    one = torch.ones(rows, 1) if columns == 1 else torch.eye(rows)
    before, after = ([one.to(w).repeat(runs, 1, 1) for _ in range(depth + 1)] for _ in range(2))
    factors, gradients = ([*x.view(runs, *shape).unbind(1)] for x in (w, g))
    last = [x[-1].view(runs, -1, 1) for x in (before, after)]
    return [*last, *before, *after, *factors, *gradients]


# TorchScript compiles the functions below. It takes one flat list `data`: inputs, transposed
# inputs, -targets, residual, and then the tensors of `_rooms`. With L factors, `before[k]` is
# entry 6 + k, `after[k]` is 7 + L + k, factor k is 8 + 2 L + k, its gradient is 8 + 3 L + k.


def _entrywise_gradient(data: list[Tensor]):
    L = (len(data) - 8) // 4
    for k in range(L):
        torch.mul(data[6 + k], data[8 + 2 * L + k], out=data[7 + k])
    torch.baddbmm(data[2], data[0], data[4], out=data[3])
    torch.bmm(data[1], data[3], out=data[5])
    for i in range(L):
        k = L - 1 - i
        torch.mul(data[6 + k], data[8 + L + k], out=data[8 + 3 * L + k])
        torch.mul(data[8 + L + k], data[8 + 2 * L + k], out=data[7 + L + k])


def _forward(data: list[Tensor], L: int):
    for k in range(L):
        torch.bmm(data[6 + k], data[8 + 2 * L + k], out=data[7 + k])


def _backward(data: list[Tensor], L: int):
    for i in range(L):
        k = L - 1 - i
        torch.bmm(data[6 + k].mT, data[8 + L + k], out=data[8 + 3 * L + k])
        torch.bmm(data[8 + L + k], data[8 + 2 * L + k].mT, out=data[7 + L + k])


def _matrix_gradient(data: list[Tensor]):
    L = (len(data) - 8) // 4
    _forward(data, L)
    torch.baddbmm(data[2], data[0], data[4], out=data[3])
    torch.bmm(data[1], data[3], out=data[5])
    _backward(data, L)


def _masked(data: list[Tensor]):
    L = (len(data) - 8) // 4
    _forward(data, L)
    # The slope by P is the residual itself, masked; it is written where the way back begins.
    torch.add(data[6 + L], data[2], out=data[7 + 2 * L])
    data[7 + 2 * L].mul_(data[0])
    _backward(data, L)


def _masked_one(data: list[Tensor]):
    mask, minus_y, w, g = data
    torch.addcmul(minus_y, mask, w, out=g)


_measured: dict[bool, Callable] = {True: _entrywise_gradient, False: _matrix_gradient}
