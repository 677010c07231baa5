"""The hot loop as one TorchScript program: many steps of a perceptron in a single call.

The same operations, in the same order, as the bound gradient, `Subgradients.add`, `Adam.step` and
the constraints take one by one; so the result is the same, bit for bit. But a call holds Python's
lock only at its beginning and end. Beside a thread that is busy in Python, as a painter of
pictures is, a loop in Python waits for the lock at each of some thirty operations a step, and is
a hundred times slower; this one does not notice.
"""

import functools
import threading
import warnings
from collections.abc import Callable

import torch
from torch import Tensor

from grokviz.optim.constraints import Bind, fixed_norm, free, sphere
from grokviz.optim.subgradients import add

KINDS: dict[Bind, int] = {free: 0, fixed_norm: 1, sphere: 2}
_compiling = threading.Lock()


def steps() -> Callable[..., None] | None:
    """`_steps` compiled; None where this torch or this Python cannot."""
    with _compiling:
        return _compiled()


@functools.cache
def _compiled() -> Callable[..., None] | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")             # that TorchScript is in maintenance only
            program: Callable[..., None] = torch.jit.script(_steps)
            return program
    except Exception:                                   # then one operation at a time, as ever
        return None


def _gradient(
    W: list[Tensor], W_T: list[Tensor], b: list[Tensor], gW: list[Tensor], gb: list[Tensor],
    h: list[Tensor], h_T: list[Tensor], d: list[Tensor], y: Tensor, y_T: Tensor, target: Tensor,
    per_error: Tensor, tanh: bool, slope: float,
    minus_one: Tensor,
) -> None:
    last = len(W) - 1
    for k in range(last):
        factor = 2 if tanh else 1
        torch.baddbmm(b[k], h[k], W[k], alpha=factor, beta=factor, out=h[k + 1])
        if tanh:
            torch.sigmoid(h[k + 1], out=h[k + 1])
            torch.add(minus_one, h[k + 1], alpha=2, out=h[k + 1])
        elif slope > 0.0:
            torch.ops.aten.leaky_relu_(h[k + 1], slope)
        else:
            torch.relu_(h[k + 1])
    torch.baddbmm(b[last], W[last], h_T[last], out=y)
    y.sub_(target).mul_(per_error)
    torch.bmm(y, h[last], out=gW[last])
    torch.sum(y, [2], True, out=gb[last])
    if last > 0:
        torch.bmm(y_T, W[last], out=d[last])
    for i in range(last):
        k = last - i                                    # d[k] by the inputs of layer k
        if tanh:
            torch.ops.aten.tanh_backward(d[k], h[k], grad_input=d[k])
        elif slope > 0.0:
            torch.ops.aten.leaky_relu_backward(d[k], h[k], slope, True, grad_input=d[k])
        else:
            torch.ops.aten.threshold_backward(d[k], h[k], 0, grad_input=d[k])
        torch.bmm(h_T[k - 1], d[k], out=gW[k - 1])
        torch.sum(d[k], [1], True, out=gb[k - 1])
        if k > 1:
            torch.bmm(d[k], W_T[k - 1], out=d[k - 1])


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
    factors: list[float], W: list[Tensor], W_T: list[Tensor], b: list[Tensor], gW: list[Tensor],
    gb: list[Tensor], h: list[Tensor], h_T: list[Tensor], d: list[Tensor], y: Tensor, y_T: Tensor,
    target: Tensor, per_error: Tensor, tanh: bool, slope: float, minus_one: Tensor,
    p: list[Tensor], g: list[Tensor], flats: list[Tensor], grads: list[Tensor], m: list[Tensor],
    v: list[Tensor], none: list[Tensor], t: list[Tensor], moves: list[Tensor], rate: float,
    rates: Tensor | None, decay: float, decays: Tensor | None, shrink: Tensor | None,
    decoupled: bool, beta1: float, beta2: float, eps: float, constraint: int, norm: Tensor,
    signs: Tensor | None, weights: Tensor | None, matrices: list[Tensor], slopes: list[Tensor],
    polars: Tensor, of_rank: Tensor,
) -> None:
    """One step for each factor on the learning rate; `per_error` is 2/outputs times the weights.

    The lists of one tensor come as arguments: what is written into a list made here counts as
    unused, and the compiler drops it.
    """
    flat, grad, move = flats[0], grads[0], moves[0]
    for factor in factors:
        _gradient(W, W_T, b, gW, gb, h, h_T, d, y, y_T, target, per_error, tanh, slope,
                  minus_one)
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
        else:
            move.zero_()
            torch._fused_adamw_(moves, grads, m, v, none, t, lr=1.0, beta1=beta1,
                                beta2=beta2, weight_decay=0.0, eps=eps, amsgrad=False,
                                maximize=False)
            flat.addcmul_(move, rates, value=factor)
        if constraint != 0:
            scale = (norm / _norm(p)).view(-1, 1, 1)
            for leaf in p:
                leaf.mul_(scale)
