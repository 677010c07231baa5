"""A network with its first and second derivative along x, and the gradient of a loss on all three.

Physics-informed networks minimise a differential equation's residual, so their loss contains
derivatives by the input (Raissi et al. 2019). Here value, first and second derivative are pushed
forward through the layers together. A linear layer maps all three alike, and tanh maps them by

    a = f(z),   a' = f'(z) z',   a'' = f'(z) z'' + f''(z) z'^2,   f' = 1 - f^2,   f'' = -2 f f'.

So the gradient by the weights is one ordinary backward pass. Autograd would need two nested ones,
which cannot be batched over runs and take about ten times as long.

In training the three are stacked along the examples: one matrix product a layer serves all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from grokviz.models.base import Delta, Model, Params, Part
from grokviz.models.compiled import compiled
from grokviz.models.coordinates.network import coordinate_mlp
from grokviz.models.tiles import tiles

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
        lambda *args: _bind(depth, *args), lambda params, inputs: _parts(depth, params, inputs))


def stacked(inputs: Tensor) -> Tensor:
    """(runs, points, 3 features) -> (runs, 3 points, features)."""
    runs, points, wide = inputs.shape
    parts = inputs.view(runs, points, ORDERS, wide // ORDERS).transpose(1, 2)
    return parts.reshape(runs, ORDERS * points, wide // ORDERS)


def _parts(depth: int, params: Params, inputs: Tensor) -> Iterator[Part]:
    widest = max(params[f"W{k}"].shape[2] for k in range(1, depth + 1))
    runs, examples = tiles(inputs, ORDERS * widest)
    for run in runs:
        own = {name: leaf[run] for name, leaf in params.items()}
        for part in examples:
            yield run, part, _apply(depth, own, inputs[run, part])


def _apply(depth: int, params: Params, inputs: Tensor) -> Tensor:
    value, first, second = inputs.chunk(ORDERS, -1)
    # Autograd needs the values before the activation; without it they may be overwritten.
    activation = _pushed if torch.is_grad_enabled() else _pushed_
    for k in range(1, depth):
        W, b = params[f"W{k}"], params[f"b{k}"]
        value, first, second = activation(
            torch.baddbmm(b, value, W), torch.bmm(first, W), torch.bmm(second, W))
    W, b = params[f"W{depth}"], params[f"b{depth}"]
    return torch.cat([torch.baddbmm(b, W, value.mT), torch.bmm(W, first.mT),
                      torch.bmm(W, second.mT)], 1).mT


def _pushed(z: Tensor, first: Tensor, second: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The activation of a value z, and the two derivatives after it."""
    f = torch.tanh(z)
    slope = 1 - f * f
    return f, slope * first, slope * (second - 2 * f * first * first)


def _pushed_(z: Tensor, first: Tensor, second: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The same in place; the sigmoid is the faster tanh, see `models.mlp`."""
    f = torch.sigmoid(z.mul_(2), out=z).mul_(2).sub_(1)
    slope = torch.addcmul(f.new_ones(()), f, f, value=-1)
    second.addcmul_(first * first, f, value=-2).mul_(slope)
    return f, first.mul_(slope), second


class Buffers(NamedTuple):
    """Weights, gradients and work space, a list with one entry for each layer but the last."""

    points: int
    W: list[Tensor]
    b: list[Tensor]
    gW: list[Tensor]
    gb: list[Tensor]
    z: list[Tensor]         # before the activation, (runs, 3, points, units)
    h: list[Tensor]         # inputs of each layer and of the last, (runs, 3 points, units)
    h_T: list[Tensor]       # the same, transposed
    f: list[Tensor]         # tanh, the first part of h, (runs, points, units)
    slope: list[Tensor]     # of tanh
    d: list[Tensor]         # derivatives by h, overwritten by those by z; shapes as h
    pushed: list[Tensor]    # work space, (runs, points, units)
    bent: list[Tensor]
    y: Tensor               # outputs, (runs, 3, points)
    y_column: Tensor        # the same memory, (runs, 3 points, 1)
    one: Tensor
    minus_one: Tensor


def forward(at: Buffers) -> None:
    """Compute the outputs `y` from the inputs ``h[0]``. TorchScript compiles this function."""
    n, last = at.points, len(at.z)
    for k in range(last):
        z, h, f, slope = at.z[k], at.h[k + 1], at.f[k], at.slope[k]
        torch.bmm(at.h[k], at.W[k], out=z.flatten(1, 2))
        torch.add(z[:, 0], at.b[k], out=f)
        torch.sigmoid(f.mul_(2.0), out=f)
        torch.add(at.minus_one, f, alpha=2, out=f)
        torch.addcmul(at.one, f, f, value=-1, out=slope)
        torch.mul(slope, z[:, 1], out=h[:, n : 2 * n])
        bent = at.bent[k]
        torch.mul(z[:, 1], z[:, 1], out=bent)
        torch.addcmul(z[:, 2], bent, f, value=-2, out=h[:, 2 * n :])
        h[:, 2 * n :].mul_(slope)
    torch.bmm(at.h[last], at.W[last].mT, out=at.y_column)
    at.y[:, :1].add_(at.b[last])


def backward(at: Buffers) -> None:
    """Compute the gradients from the derivative by the outputs, which has replaced `y`.

    With s = f'(z), derivatives d, d', d'' by the activation and its derivatives become

        s d - 2 z' (f s d' + (1 - 3 f^2) z' s d'') - 2 f z'' s d'',   s d' - 4 f z' s d'',   s d''.
    """
    n, last = at.points, len(at.z)
    torch.bmm(at.y_column.mT, at.h[last], out=at.gW[last])
    torch.sum(at.y[:, :1], [2], True, out=at.gb[last])
    torch.bmm(at.y_column, at.W[last], out=at.d[last - 1])
    for i in range(last):
        k = last - 1 - i
        d, f, z, pushed, bent = at.d[k], at.f[k], at.z[k], at.pushed[k], at.bent[k]
        d.view_as(z).mul_(at.slope[k].unsqueeze(1))
        d0, d1, d2 = d[:, :n], d[:, n : 2 * n], d[:, 2 * n :]
        torch.mul(z[:, 1], d2, out=pushed)
        torch.addcmul(at.one, f, f, value=-3, out=bent)
        bent.mul_(pushed).addcmul_(f, d1).mul_(z[:, 1])
        d0.add_(bent, alpha=-2.0)
        torch.mul(f, z[:, 2], out=bent)
        d0.addcmul_(bent, d2, value=-2.0)
        d1.addcmul_(f, pushed, value=-4.0)
        torch.bmm(at.h_T[k], d, out=at.gW[k])
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
    z = [x.new_empty(runs, ORDERS, points, w) for w in wide]
    d, later = ([x.new_empty(runs, ORDERS * points, w) for w in wide] for _ in range(2))
    slope, pushed, bent = ([x.new_empty(runs, points, w) for w in wide] for _ in range(3))
    h = [stacked(x), *later]
    y = x.new_empty(runs, ORDERS, points)
    at = Buffers(points, [p[f"W{k}"] for k in names], [p[f"b{k}"] for k in names],
                 [g[f"W{k}"] for k in names], [g[f"b{k}"] for k in names], z, h,
                 [h[0].mT.contiguous(), *(a.mT for a in later)], [a[:, :points] for a in later],
                 slope, d, pushed, bent, y, y.view(runs, ORDERS * points, 1),
                 x.new_ones(()), -x.new_ones(()))
    to_outputs, to_gradients = compiled(forward), compiled(backward)

    def gradient() -> None:
        to_outputs(at)
        delta_(y)
        to_gradients(at)

    return gradient
