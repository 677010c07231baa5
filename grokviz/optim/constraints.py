"""What holds the weights on a sphere: before the update, and after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

Leaves = dict[str, Tensor]


class Constraint(NamedTuple):
    """`before` may change the gradient, `after` the parameters; either may be missing."""

    before: Callable[[], None] | None
    after: Callable[[], None] | None


Bind = Callable[[Leaves, Leaves], Constraint]       # of parameters and gradients


def free(params: Leaves, gradients: Leaves) -> Constraint:
    """No constraint."""
    return Constraint(None, None)


def fixed_norm(params: Leaves, gradients: Leaves) -> Constraint:
    """Hold the L2 norm over all of a run's parameters at its present value.

    One global factor after the step, biases included (Liu et al. 2022, arXiv:2210.01117, Sec. 3).
    """
    target = weight_norm(params)

    def restore() -> None:
        factor = target / weight_norm(params)
        for leaf in params.values():
            leaf.mul_(factor.view(-1, *(1,) * (leaf.ndim - 1)))

    return Constraint(None, restore)


def sphere(params: Leaves, gradients: Leaves) -> Constraint:
    """`fixed_norm`, the gradient's radial part taken out before the update.

    At the constrained minimum the gradient is radial. Adam, which scales each entry by itself,
    would turn that into a step along the sphere and never settle there; without it, it does.
    """
    square = weight_norm(params) ** 2

    def tangent() -> None:
        pairs = [(params[k], gradients[k]) for k in params]
        dot = sum(torch.linalg.vecdot(p.flatten(1), g.flatten(1)) for p, g in pairs) / square
        for p, g in pairs:
            g.addcmul_(p, dot.view(-1, *(1,) * (p.ndim - 1)), value=-1)

    return Constraint(tangent, fixed_norm(params, gradients).after)


CONSTRAINTS: dict[str, Bind] = {"free": free, "fixed_norm": fixed_norm, "sphere": sphere}


def weight_norm(params: Leaves) -> Tensor:
    """L2 norm over all parameters of each run, shape (runs,)."""
    parts = [torch.linalg.vector_norm(leaf.flatten(1), dim=1) for leaf in params.values()]
    norm: Tensor = torch.linalg.vector_norm(torch.stack(parts), dim=0)
    return norm
