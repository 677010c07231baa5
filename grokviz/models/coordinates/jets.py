"""A network with its first and second derivative along x, and the gradient of a loss on all three.

Physics-informed networks minimise a differential equation's residual, so their loss contains
derivatives by the input (Raissi et al. 2019). Here value, first and second derivative are pushed
forward through the layers together. A linear layer maps all three alike, and tanh maps them by

    a = f(z),   a' = f'(z) z',   a'' = f'(z) z'' + f''(z) z'^2,   f' = 1 - f^2,   f'' = -2 f f'.

So the gradient by the weights is one ordinary backward pass. Autograd would need two nested ones,
which cannot be batched over runs and take about ten times as long.

The three are stacked along the examples: one matrix product a layer serves all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from grokviz.models.base import Delta, Model, Params
from grokviz.models.compiled import compiled
from grokviz.models.coordinates.network import coordinate_mlp

ORDERS = 3              # value, first and second derivative


def jet_mlp(sizes: Sequence[int]) -> Model:
    """A tanh perceptron of one place x: outputs (runs, points, 3) are u, u' and u''.

    Parameters
    ----------
    sizes : sequence of int
        Units in each layer; the first is the number of features, the last is 1.

    Notes
    -----
    Inputs are (runs, points, 3 features): the features of x, then their first and their second
    derivative by x. Leaves and first weights as in `models.coordinates.network.coordinate_mlp`.
    """
    depth = len(sizes) - 1
    return Model(
        coordinate_mlp(sizes, 1, "tanh").init, lambda params, inputs: _apply(depth, params, inputs),
        lambda *args: _bind(depth, *args))


def stacked(inputs: Tensor) -> Tensor:
    """(runs, points, 3 features) -> (runs, 3 points, features)."""
    runs, points, wide = inputs.shape
    parts = inputs.view(runs, points, ORDERS, wide // ORDERS).transpose(1, 2)
    return parts.reshape(runs, ORDERS * points, wide // ORDERS)


def _apply(depth: int, params: Params, inputs: Tensor) -> Tensor:
    h, points = stacked(inputs), inputs.shape[1]
    for k in range(1, depth):
        z = torch.bmm(h, params[f"W{k}"])
        value = z[:, :points] + params[f"b{k}"]
        first, second = z[:, points : 2 * points], z[:, 2 * points :]
        f = torch.tanh(value)
        slope = 1 - f * f
        h = torch.cat([f, slope * first, slope * (second - 2 * f * first * first)], 1)
    u = torch.bmm(h, params[f"W{depth}"].mT).view(h.shape[0], ORDERS, points)
    bias = torch.cat([params[f"b{depth}"], torch.zeros_like(params[f"b{depth}"]).expand(-1, 2, -1)],
                     1)
    return (u + bias).mT


class Buffers(NamedTuple):
    """Weights, gradients and work space, a list with one entry for each layer but the last."""

    points: int
    W: list[Tensor]
    b: list[Tensor]
    gW: list[Tensor]
    gb: list[Tensor]
    z: list[Tensor]         # before the activation, (runs, 3 points, units)
    h: list[Tensor]         # inputs of each layer and of the last, (runs, 3 points, units)
    d: list[Tensor]         # derivatives by h, overwritten by those by z; shapes as z
    f: list[Tensor]         # tanh and its slope, (runs, points, units)
    slope: list[Tensor]
    y: Tensor               # outputs, (runs, 3, points)
    y_column: Tensor        # the same memory, (runs, 3 points, 1)


def forward(at: Buffers) -> None:
    """Compute the outputs `y` from the inputs ``h[0]``. TorchScript compiles this function."""
    n, last = at.points, len(at.z)
    for k in range(last):
        z, h, f, slope = at.z[k], at.h[k + 1], at.f[k], at.slope[k]
        torch.bmm(at.h[k], at.W[k], out=z)
        z[:, :n].add_(at.b[k])
        first = z[:, n : 2 * n]
        torch.tanh(z[:, :n], out=f)
        torch.mul(f, f, out=slope)
        slope.neg_().add_(1.0)
        h[:, :n].copy_(f)
        second = h[:, 2 * n :]
        torch.mul(first, first, out=second)
        second.mul_(f).mul_(-2.0).add_(z[:, 2 * n :]).mul_(slope)
        torch.mul(slope, first, out=h[:, n : 2 * n])
    torch.bmm(at.h[last], at.W[last].mT, out=at.y_column)
    at.y[:, :1].add_(at.b[last])


def backward(at: Buffers) -> None:
    """Compute the gradients from the derivative by the outputs, which has replaced `y`."""
    n, last = at.points, len(at.z)
    torch.bmm(at.y_column.mT, at.h[last], out=at.gW[last])
    torch.sum(at.y[:, :1], [2], True, out=at.gb[last])
    torch.bmm(at.y_column, at.W[last], out=at.d[last - 1])
    for i in range(last):
        k = last - 1 - i
        d, f, slope = at.d[k], at.f[k], at.slope[k]
        first, second = at.z[k][:, n : 2 * n], at.z[k][:, 2 * n :]
        d0, d1, d2 = d[:, :n], d[:, n : 2 * n], d[:, 2 * n :]
        # By z'': s d2.  By z': s (d1 - 4 f z' d2).
        # By z: s (d0 - 2 f (z' d1 + z'' d2) - 2 (1 - 3 f^2) z'^2 d2), where 1 - 3 f^2 = 3 s - 2.
        pushed = first * d2
        twice = torch.addcmul(first * d1, second, d2).mul_(f)
        twice.addcmul_(slope.mul(3.0).sub_(2.0).mul_(first), pushed)
        d0.add_(twice, alpha=-2.0).mul_(slope)
        d1.addcmul_(f, pushed, value=-4.0).mul_(slope)
        d2.mul_(slope)
        torch.bmm(at.h[k].mT, d, out=at.gW[k])
        torch.sum(d0, [1], True, out=at.gb[k])
        if k > 0:
            torch.bmm(d, at.W[k].mT, out=at.d[k - 1])


def _bind(
    depth: int, p: Params, g: Params, x: Tensor, delta_: Delta,
    cores: int = 1,                             # ignored: these networks are too small to share out
) -> Callable[[], None]:
    runs, points, _ = x.shape
    names = range(1, depth + 1)
    wide = [p[f"W{k}"].shape[2] for k in range(1, depth)]
    z, d, h = ([x.new_empty(runs, ORDERS * points, w) for w in wide] for _ in range(3))
    f, slope = ([x.new_empty(runs, points, w) for w in wide] for _ in range(2))
    y = x.new_empty(runs, ORDERS, points)
    at = Buffers(points, [p[f"W{k}"] for k in names], [p[f"b{k}"] for k in names],
                 [g[f"W{k}"] for k in names], [g[f"b{k}"] for k in names], z, [stacked(x), *h], d,
                 f, slope, y, y.view(runs, ORDERS * points, 1))
    to_outputs, to_gradients = compiled(forward), compiled(backward)

    def gradient() -> None:
        to_outputs(at)
        delta_(y)
        to_gradients(at)

    return gradient
