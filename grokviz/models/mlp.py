"""Multi-layer perceptrons, all runs in one tensor program, with the gradient written out.

Two choices make the gradient fast on a CPU; both were measured. torch's tanh takes as long as the
matrix product before it, while 2 sigmoid(2z) - 1 is the same function in a third of the time. The
inner factor 2 is applied within the product at no cost. And batched products are slow where the
last axis is narrow, so the last layer is stored as (outputs, hidden) and computes outputs as
(runs, outputs, examples).
"""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from grokviz.models.base import Delta, Loopable, Model, Params
from grokviz.models.compiled import compiled
from grokviz.models.draws import initial


class Activation(NamedTuple):
    """An activation function ``of(factor * z)``, also in place, and its slope below zero."""

    factor: float
    of: Callable[[Tensor], Tensor]
    in_place: Callable[[Tensor], Tensor]
    slope: float = 0.0


# A tensor, because the first argument of torch.add must be one.
_MINUS_ONE = torch.tensor(-1.0)


def _tanh(twice_z: Tensor) -> Tensor:
    return torch.add(_MINUS_ONE, torch.sigmoid(twice_z), alpha=2)


def _tanh_(twice_z: Tensor) -> Tensor:
    torch.sigmoid(twice_z, out=twice_z)
    return torch.add(_MINUS_ONE, twice_z, alpha=2, out=twice_z)


ACTIVATIONS = {
    "tanh": Activation(2.0, _tanh, _tanh_),
    "relu": Activation(1.0, torch.relu, torch.relu_),
    "leaky_relu": Activation(1.0, lambda z: torch.nn.functional.leaky_relu(z, 0.2),
                             lambda z: torch.nn.functional.leaky_relu_(z, 0.2), slope=0.2),
}


def mlp(sizes: Sequence[int], activation: str = "tanh", *, new_inputs: bool = False) -> Model:
    """A perceptron with `sizes` units in its layers, input and output included.

    Parameters
    ----------
    sizes : sequence of int
    activation : {"tanh", "relu", "leaky_relu"}
        After every layer but the last. The leaky one has slope 0.2 below zero.
    new_inputs : bool
        The inputs change from step to step, as they do with minibatches.

    Notes
    -----
    Leaves: ``W1, W2, ...`` (runs, in, out), ``b1, ...`` (runs, 1, out); the last layer's
    ``W`` is (runs, out, in) and its ``b`` (runs, out, 1). Drawn as torch.nn.Linear draws them.
    """
    act, depth = ACTIVATIONS[activation], len(sizes) - 1

    def apply(params: Params, inputs: Tensor) -> Tensor:
        h = inputs
        # Autograd needs the values before the activation; without it they may be overwritten.
        activation = act.of if torch.is_grad_enabled() else act.in_place
        for k in range(1, depth):
            W, b = params[f"W{k}"], params[f"b{k}"]
            h = activation(torch.baddbmm(b, h, W, alpha=act.factor, beta=act.factor))
        return torch.baddbmm(params[f"b{depth}"], params[f"W{depth}"], h.mT).mT

    return Model(initial(lambda generator: _leaves(draw(sizes, generator))), apply,
                 lambda *args: _bind(depth, act, new_inputs, *args))


def _leaves(layers: Sequence[Tensor]) -> Params:
    """Weights and biases by name, in the layout of `mlp`."""
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


class Buffers(NamedTuple):
    """Weights, gradients and work space of a perceptron, a list with one entry for each layer.

    The work space is allocated once, so a step allocates nothing. Names ending in ``_T`` are
    transposed views of the same memory.
    """

    W: list[Tensor]
    W_T: list[Tensor]
    b: list[Tensor]
    gW: list[Tensor]
    gb: list[Tensor]
    h: list[Tensor]                             # inputs of each layer, (runs, examples, units)
    h_T: list[Tensor]
    d: list[Tensor]                             # derivatives by the layers' z, shapes as h
    y: Tensor                                   # outputs, (runs, outputs, examples)
    y_T: Tensor
    tanh: bool
    slope: float
    minus_one: Tensor


def forward(at: Buffers) -> None:
    """Compute the outputs `y` from the inputs ``h[0]``. TorchScript compiles this function."""
    last = len(at.W) - 1
    factor = 2 if at.tanh else 1
    for k in range(last):
        h = at.h[k + 1]
        torch.baddbmm(at.b[k], at.h[k], at.W[k], alpha=factor, beta=factor, out=h)
        if at.tanh:
            torch.sigmoid(h, out=h)
            torch.add(at.minus_one, h, alpha=2, out=h)
        elif at.slope > 0.0:
            torch.ops.aten.leaky_relu_(h, at.slope)
        else:
            torch.relu_(h)
    torch.baddbmm(at.b[last], at.W[last], at.h_T[last], out=at.y)


def backward(at: Buffers) -> None:
    """Compute the gradients from the derivative by the outputs, which has replaced `y`."""
    last = len(at.W) - 1
    torch.bmm(at.y, at.h[last], out=at.gW[last])
    torch.sum(at.y, [2], True, out=at.gb[last])
    if last > 0:
        torch.bmm(at.y_T, at.W[last], out=at.d[last])
    for i in range(last):
        k = last - i
        d, h = at.d[k], at.h[k]
        if at.tanh:
            torch.ops.aten.tanh_backward(d, h, grad_input=d)
        elif at.slope > 0.0:
            torch.ops.aten.leaky_relu_backward(d, h, at.slope, True, grad_input=d)
        else:
            torch.ops.aten.threshold_backward(d, h, 0, grad_input=d)
        torch.bmm(at.h_T[k - 1], d, out=at.gW[k - 1])
        torch.sum(d, [1], True, out=at.gb[k - 1])
        if k > 1:
            torch.bmm(d, at.W_T[k - 1], out=at.d[k - 1])


def _bind(
    depth: int, act: Activation, new_inputs: bool, p: Params, g: Params, x: Tensor, delta_: Delta,
    cores: int = 1,                             # ignored: these networks are too small to share out
) -> Loopable:
    runs, examples, _ = x.shape
    h = [x] + [x.new_empty(runs, examples, p[f"W{k}"].shape[2]) for k in range(1, depth)]
    # There is no derivative by the inputs; the empty entry keeps the indices of h and d equal.
    d = [x.new_empty(0)] + [torch.empty_like(a) for a in h[1:]]
    W, b, gW, gb = ([leaves[f"{c}{k}"] for k in range(1, depth + 1)]
                    for leaves, c in ((p, "W"), (p, "b"), (g, "W"), (g, "b")))
    y = x.new_empty(runs, W[-1].shape[1], examples)
    # Inputs that never change are copied once, transposed, into the faster layout.
    h_T = [x.mT if new_inputs else x.mT.contiguous()] + [a.mT for a in h[1:]]
    at = Buffers(W, [a.mT for a in W], b, gW, gb, h, h_T, d, y, y.mT, act.factor == 2, act.slope,
                 _MINUS_ONE)
    to_outputs, to_gradients = compiled(forward), compiled(backward)

    def gradient() -> None:
        to_outputs(at)
        delta_(y)
        to_gradients(at)

    return Loopable(gradient, delta_, at)
