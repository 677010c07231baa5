"""Multi-layer perceptrons, all runs in one tensor program, with the gradient written out.

Two things make the bound gradient fast on a CPU, both measured. The tanh of torch takes as long
as the matrix product before it; 2 sigmoid(2z) - 1 is the same function at a third of the time,
and the inner factor 2 rides along in the product. And batched products are slow where the last
axis is narrow, so the last layer is kept as (outputs, hidden) and works on transposed examples.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from grokviz.models.base import Delta, Loopable, Model, Params
from grokviz.models.draws import drawn


class Activation(NamedTuple):
    """``of(factor * z)``; the same in place; and ``backward_(gradient, output)``, in place."""

    factor: float
    forward_: Callable[[Tensor], Tensor]
    backward_: Callable[[Tensor, Tensor], Tensor]
    of: Callable[[Tensor], Tensor]
    slope: float = 0.0                          # below zero, of those that are kinked there


_MINUS_ONE = torch.tensor(-1.0)


def _tanh(twice_z: Tensor) -> Tensor:
    return torch.add(_MINUS_ONE, torch.sigmoid(twice_z), alpha=2)


def _tanh_(twice_z: Tensor) -> Tensor:
    torch.sigmoid(twice_z, out=twice_z)
    return torch.add(_MINUS_ONE, twice_z, alpha=2, out=twice_z)


def _tanh_backward_(d: Tensor, h: Tensor) -> Tensor:
    return torch.ops.aten.tanh_backward.grad_input(d, h, grad_input=d)


def _relu_backward_(d: Tensor, h: Tensor) -> Tensor:
    return torch.ops.aten.threshold_backward.grad_input(d, h, 0, grad_input=d)


def _leaky_relu(slope: float) -> Activation:
    def backward_(d: Tensor, h: Tensor) -> Tensor:
        return torch.ops.aten.leaky_relu_backward.grad_input(d, h, slope, True, grad_input=d)

    return Activation(1.0, lambda z: torch.nn.functional.leaky_relu_(z, slope), backward_,
                      lambda z: torch.nn.functional.leaky_relu(z, slope), slope)


ACTIVATIONS = {
    "tanh": Activation(2.0, _tanh_, _tanh_backward_, _tanh),
    "relu": Activation(1.0, torch.relu_, _relu_backward_, torch.relu),
    "leaky_relu": _leaky_relu(0.2),
}


def mlp(sizes: Sequence[int], activation: str = "tanh") -> Model:
    """A perceptron with `sizes` units a layer, input and output included.

    Parameters
    ----------
    sizes : sequence of int
    activation : {"tanh", "relu", "leaky_relu"}
        After every layer but the last; the slope of the leaky one is 0.2 below zero.

    Notes
    -----
    Leaves: ``W1, W2, ...`` (runs, in, out), ``b1, ...`` (runs, 1, out); the last layer's
    ``W`` is (runs, out, in) and its ``b`` (runs, out, 1). Drawn as torch.nn.Linear draws them.
    """
    act, depth = ACTIVATIONS[activation], len(sizes) - 1

    def init(sweep: Mapping[str, np.ndarray], dtype: torch.dtype = torch.float32) -> Params:
        return drawn(sweep, lambda generator: _leaves(draw(sizes, generator)), dtype)

    def apply(params: Params, inputs: Tensor) -> Tensor:
        h, factor = inputs, act.factor
        activation = act.of if torch.is_grad_enabled() else act.forward_    # in place where it may
        for k in range(1, depth):
            W, b = params[f"W{k}"], params[f"b{k}"]
            h = activation(torch.baddbmm(b, h, W, alpha=factor, beta=factor))
        return torch.baddbmm(params[f"b{depth}"], params[f"W{depth}"], h.mT).mT

    return Model(init, apply, lambda *args: _bind(depth, act, *args))


def _leaves(layers: Sequence[Tensor]) -> Params:
    """By name, laid out as `mlp` has them."""
    params, depth = {}, len(layers) // 2
    for k in range(1, depth + 1):
        W, b = layers[2 * k - 2 : 2 * k]
        last = k == depth
        params[f"W{k}"] = W if last else W.mT
        params[f"b{k}"] = b[:, None] if last else b[None]
    return params


def draw(sizes: Sequence[int], generator: torch.Generator) -> list[Tensor]:
    """Weight and bias of each layer in turn, as torch.nn.Linear would draw them."""
    leaves = []
    for fan_in, fan_out in zip(sizes, sizes[1:], strict=False):
        W, b = (torch.empty(shape, dtype=torch.float32) for shape in ((fan_out, fan_in), fan_out))
        torch.nn.init.kaiming_uniform_(W, a=math.sqrt(5), generator=generator)
        bound = 1 / math.sqrt(fan_in)
        leaves += [W, b.uniform_(-bound, bound, generator=generator)]
    return leaves


def _bind(
    depth: int, act: Activation, p: Params, g: Params, x: Tensor, delta_: Delta,
    cores: int = 1,                             # too small to be shared out
) -> Loopable:
    (runs, examples, _), factor = x.shape, act.factor
    h = [x] + [x.new_empty(runs, examples, p[f"W{k}"].shape[2]) for k in range(1, depth)]
    d = [x.new_empty(0)] + [torch.empty_like(a) for a in h[1:]]        # derivatives by z1, z2, ...
    W, b, gW, gb = ([leaves[f"{c}{k}"] for k in range(1, depth + 1)]
                    for leaves, c in ((p, "W"), (p, "b"), (g, "W"), (g, "b")))
    y = x.new_empty(runs, W[-1].shape[1], examples)
    h_T, W_T, y_T = [x.mT.contiguous()] + [a.mT for a in h[1:]], [a.mT for a in W], y.mT
    baddbmm, bmm, total = torch.baddbmm, torch.bmm, torch.sum

    def gradient() -> None:
        for k in range(1, depth):
            baddbmm(b[k - 1], h[k - 1], W[k - 1], alpha=factor, beta=factor, out=h[k])
            act.forward_(h[k])
        baddbmm(b[-1], W[-1], h_T[-1], out=y)
        delta_(y)
        bmm(y, h[-1], out=gW[-1])
        total(y, 2, keepdim=True, out=gb[-1])
        if depth > 1:
            bmm(y_T, W[-1], out=d[-1])
        for k in range(depth - 1, 0, -1):
            act.backward_(d[k], h[k])
            bmm(h_T[k - 1], d[k], out=gW[k - 1])
            total(d[k], 1, keepdim=True, out=gb[k - 1])
            if k > 1:
                bmm(d[k], W_T[k - 1], out=d[k - 1])

    return Loopable(gradient, delta_, dict(
        W=W, W_T=W_T, b=b, gW=gW, gb=gb, h=h, h_T=h_T, d=d, y=y, y_T=y_T, tanh=factor == 2,
        slope=act.slope, minus_one=_MINUS_ONE,
    ))
