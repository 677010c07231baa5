"""The training loop of a perceptron as one TorchScript program: many steps in a single call.

A loop written in Python waits for Python's lock at each of some thirty operations a step, see
`models.compiled`. The compiled loop takes the lock once for a whole chunk of steps. It performs
the same operations in the same order as the gradient of `models.mlp`, `Subgradients.add`,
`Adam.step` and the constraints one by one, so the results are equal bit for bit; a test compares
them.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from grokviz.models.compiled import compiled
from grokviz.models.mlp import Buffers, backward, forward
from grokviz.optim.constraints import Bind, fixed_norm, free, sphere
from grokviz.optim.subgradients import add

KINDS: dict[Bind, int] = {free: 0, fixed_norm: 1, sphere: 2}


def steps() -> Callable[..., None] | None:
    """`_steps` compiled; None where this torch or this Python cannot compile it."""
    program = compiled(_steps)
    return None if program is _steps else program


def _norm(leaves: list[Tensor]) -> Tensor:
    parts: list[Tensor] = []
    for leaf in leaves:
        parts.append(torch.linalg.vector_norm(leaf.flatten(1), 2.0, [1]))
    norm: Tensor = torch.linalg.vector_norm(torch.stack(parts), 2.0, [0])
    return norm


def _tangent(p: list[Tensor], g: list[Tensor], square: Tensor) -> None:
    dot = torch.zeros_like(square)
    for i in range(len(p)):
        dot = dot + torch.linalg.vecdot(p[i].flatten(1), g[i].flatten(1))
    dot = (dot / square).view(-1, 1, 1)
    for i in range(len(p)):
        g[i].addcmul_(p[i], dot, value=-1)


def _steps(
    factors: list[float], network: Buffers, target: Tensor, per_error: Tensor,
    p: list[Tensor], g: list[Tensor], flats: list[Tensor], grads: list[Tensor], m: list[Tensor],
    v: list[Tensor], none: list[Tensor], t: list[Tensor], moves: list[Tensor], rate: float,
    rates: Tensor | None, decay: float, decays: Tensor | None, shrink: Tensor | None,
    decoupled: bool, beta1: float, beta2: float, eps: float, constraint: int, norm: Tensor,
    signs: Tensor | None, weights: Tensor | None, matrices: list[Tensor], slopes: list[Tensor],
    polars: Tensor, of_rank: Tensor,
) -> None:
    """One step for each factor on the learning rate.

    `per_error` is 2/outputs times the examples' weights, the derivative of the squared error;
    `p` and `g` are the leaves, `flats` and `grads` the same numbers in one buffer each, the rest
    is what `Adam.parts` and `Subgradients.parts` give. Lists of one tensor come as arguments
    because the compiler drops writes into a list that is made here: it takes them for unused.
    """
    flat, grad, move = flats[0], grads[0], moves[0]
    for factor in factors:
        forward(network)
        network.y.sub_(target).mul_(per_error)
        backward(network)
        add(flat, grad, signs, weights, matrices, slopes, polars, of_rank)
        if constraint == 2:
            _tangent(p, g, norm ** 2)
        if decoupled:
            if shrink is not None:
                flat.addcmul_(flat, shrink, value=-factor)
            elif decay != 0.0:
                flat.mul_(1 - factor * rate * decay)
        elif decays is not None:
            grad.addcmul_(flat, decays)
        elif decay != 0.0:
            grad.add_(flat, alpha=decay)
        t[0].add_(1)
        if rates is None:
            torch._fused_adamw_(flats, grads, m, v, none, t, lr=factor * rate, beta1=beta1,
                                beta2=beta2, weight_decay=0.0, eps=eps, amsgrad=False,
                                maximize=False)
        else:                                   # a step of rate 1 from zero, scaled run by run
            move.zero_()
            torch._fused_adamw_(moves, grads, m, v, none, t, lr=1.0, beta1=beta1,
                                beta2=beta2, weight_decay=0.0, eps=eps, amsgrad=False,
                                maximize=False)
            flat.addcmul_(move, rates, value=factor)
        if constraint != 0:
            scale = (norm / _norm(p)).view(-1, 1, 1)
            for leaf in p:
                leaf.mul_(scale)
