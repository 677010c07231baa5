"""Constraints that keep the weights of a run on a sphere, before and after each update."""

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

Leaves = dict[str, Tensor]


class Constraint(NamedTuple):
    """`before` may change the gradient, `after` the parameters; None does nothing."""

    before: Callable[[], None] | None
    after: Callable[[], None] | None


Bind = Callable[[Leaves, Leaves], Constraint]       # from parameters and gradients


def free(params: Leaves, gradients: Leaves) -> Constraint:
    """No constraint."""
    return Constraint(None, None)


def fixed_norm(params: Leaves, gradients: Leaves) -> Constraint:
    """Keep the L2 norm over all parameters of a run at its present value.

    One factor for all parameters after the step, biases included (Liu et al. 2022,
    arXiv:2210.01117, Sec. 3).
    """
    p, norm = [*params.values()], weight_norm(params)
    return Constraint(None, lambda: rescale_(p, norm))


def sphere(params: Leaves, gradients: Leaves) -> Constraint:
    """`fixed_norm`, with the radial part of the gradient removed before the update.

    At the constrained minimum the gradient is radial. Adam scales each entry separately, so it
    would turn a radial gradient into a step along the sphere and never settle.
    """
    p, g, norm = [*params.values()], [*gradients.values()], weight_norm(params)
    return Constraint(lambda: tangent_(p, g, norm), lambda: rescale_(p, norm))


def clipped(bind: Bind, most: float) -> Bind:
    """A constraint, with the gradient of each run first scaled to a norm of `most` or less."""
    def bound(params: Leaves, gradients: Leaves) -> Constraint:
        g, (before, after) = [*gradients.values()], bind(params, gradients)

        def clip() -> None:
            factor = (most / _norm(g).clamp_min(1e-12)).clamp_max(1.0).view(-1, 1, 1)
            for leaf in g:
                leaf.mul_(factor)
            if before:
                before()

        return Constraint(clip, after)

    return bound


CONSTRAINTS: dict[str, Bind] = {"free": free, "fixed_norm": fixed_norm, "sphere": sphere}


def weight_norm(params: Leaves) -> Tensor:
    """L2 norm over all parameters of each run, shape (runs,)."""
    return _norm([*params.values()])


# TorchScript compiles the functions below. Leaves are (runs, rows, columns), norms (runs,).


def rescale_(p: list[Tensor], norm: Tensor) -> None:
    """Scale the leaves of each run to this norm."""
    factor = (norm / _norm(p)).view(-1, 1, 1)
    for leaf in p:
        leaf.mul_(factor)


def tangent_(p: list[Tensor], g: list[Tensor], norm: Tensor) -> None:
    """Remove from the gradient its part along the parameters, which have this norm."""
    dot = torch.zeros_like(norm)
    for i in range(len(p)):
        dot = dot + torch.linalg.vecdot(p[i].flatten(1), g[i].flatten(1))
    dot = (dot / norm ** 2).view(-1, 1, 1)
    for i in range(len(p)):
        g[i].addcmul_(p[i], dot, value=-1)


def _norm(leaves: list[Tensor]) -> Tensor:
    parts: list[Tensor] = []
    for leaf in leaves:
        parts.append(torch.linalg.vector_norm(leaf.flatten(1), 2.0, [1]))
    norm: Tensor = torch.linalg.vector_norm(torch.stack(parts), 2.0, [0])
    return norm
