"""Least-squares models that are polynomials in their weights, gradients and Jacobians written out.

They are the product of two weights (a hyperbola, or a cross), linear regression, the diagonal
linear network and the factored matrix. Source of all: Boursier, Pesme & Dragomir (2025),
arXiv:2505.20172.
"""

from __future__ import annotations

import torch
from torch import Tensor

from grokviz.models.least_squares.base import LeastSquares


def product(target: Tensor) -> LeastSquares:
    """u v = target, (runs, 1), in w = (u, v): a hyperbola, or a cross if the target is 0."""
    return LeastSquares(
        residual=lambda w: w[:, :1] * w[:, 1:] - target,
        jacobian=lambda w: w.flip(1)[:, None, :],
        gradient=_product_gradient,
        bind=lambda w, g: [-target, w[:, :1], w[:, 1:], torch.empty_like(target),
                           g[:, :1], g[:, 1:]],
    )


def _product_gradient(data: list[Tensor]):
    minus_y, u, v, r, g_u, g_v = data
    torch.addcmul(minus_y, u, v, out=r)
    torch.mul(r, v, out=g_u)
    torch.mul(r, u, out=g_v)


def linear(inputs: Tensor, targets: Tensor) -> LeastSquares:
    """X w = y, inputs (runs, examples, features), targets (runs, examples)."""
    y = targets[:, :, None]
    return LeastSquares(
        residual=lambda w: (inputs @ w[:, :, None] - y)[:, :, 0],
        jacobian=lambda w: inputs,
        gradient=_linear_gradient,
        bind=lambda w, g: [inputs, inputs.mT.contiguous(), -y, torch.empty_like(y),
                           w[:, :, None], g[:, :, None]],
    )


def _linear_gradient(data: list[Tensor]):
    x, x_T, minus_y, r, w, g = data
    torch.baddbmm(minus_y, x, w, out=r)
    torch.bmm(x_T, r, out=g)


def diagonal(inputs: Tensor, targets: Tensor) -> LeastSquares:
    """X (u v) = y, the product taken coordinate by coordinate, in w = (u, v): (runs, 2 features).
    """
    y = targets[:, :, None]

    def halves(w: Tensor) -> tuple[Tensor, ...]:
        return w.view(len(w), 2, -1, 1).unbind(1)

    def jacobian(w: Tensor) -> Tensor:
        u, v = halves(w)
        return torch.cat([inputs * v.mT, inputs * u.mT], 2)

    def residual(w: Tensor) -> Tensor:
        u, v = halves(w)
        return (inputs @ (u * v) - y)[:, :, 0]

    def bind(w: Tensor, g: Tensor) -> list[Tensor]:
        u, v = halves(w)
        return [inputs, inputs.mT.contiguous(), -y, torch.empty_like(y), torch.empty_like(u),
                torch.empty_like(u), u, v, *halves(g)]

    return LeastSquares(residual, jacobian, _diagonal_gradient, bind)


def _diagonal_gradient(data: list[Tensor]):
    x, x_T, minus_y, r, beta, c, u, v, g_u, g_v = data
    torch.mul(u, v, out=beta)
    torch.baddbmm(minus_y, x, beta, out=r)
    torch.bmm(x_T, r, out=c)
    torch.mul(c, v, out=g_u)
    torch.mul(c, u, out=g_v)


def factors(w: Tensor, rank: int) -> tuple[Tensor, Tensor]:
    """U and V of w = (U, V), each (runs, rows, rank), of a square matrix U Vᵀ."""
    U, V = w.view(len(w), 2, -1, rank).unbind(1)
    return U, V


def factored(target: Tensor, observed: Tensor, rank: int) -> LeastSquares:
    """(U Vᵀ - target) where observed, both (runs, rows, rows); each run observes equally many.

    The residual lists the observed entries row by row, (runs, entries).
    """
    runs, rows, _ = target.shape
    seen = observed.flatten(1).nonzero()[:, 1].view(runs, -1)       # (runs, entries)
    i, j = seen // rows, seen % rows
    mask = observed.to(target)

    def residual(w: Tensor) -> Tensor:
        U, V = factors(w, rank)
        return (U @ V.mT - target).flatten(1).gather(1, seen)

    def jacobian(w: Tensor) -> Tensor:
        U, V = factors(w, rank)
        # Entry (i, j) of U Vᵀ depends on row i of U and row j of V alone.
        at = torch.arange(runs, device=w.device)[:, None], torch.arange(seen.shape[1])[None]
        J = w.new_zeros(runs, seen.shape[1], 2, rows, rank)
        J[(*at, 0, i)] = V[at[0], j]
        J[(*at, 1, j)] = U[at[0], i]
        return J.flatten(2)

    def bind(w: Tensor, g: Tensor) -> list[Tensor]:
        (U, V), r = factors(w, rank), torch.empty_like(target)
        return [-target, mask, r, r.mT, U, V, V.mT, *factors(g, rank)]

    return LeastSquares(residual, jacobian, _factored_gradient, bind)


def _factored_gradient(data: list[Tensor]):
    minus_y, mask, r, r_T, U, V, V_T, g_U, g_V = data
    torch.baddbmm(minus_y, U, V_T, out=r)
    # Unobserved entries have no residual.
    r.mul_(mask)
    torch.bmm(r, V, out=g_U)
    torch.bmm(r_T, U, out=g_V)
