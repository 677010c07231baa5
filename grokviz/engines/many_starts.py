"""Train one small network from many starts at once, without biases, on signs or on a curve.

All starts of a run are one batch: weights first (starts, inputs, width) and second (starts, width),
Adam, gradients by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import torch
from torch import Tensor

BETAS, TINY = (0.9, 0.999), 1e-8
Push = Callable[[Tensor, Tensor], Tensor]       # (outputs, labels) -> derivative by the outputs
Schedule = Callable[[int], float]


class Minima(NamedTuple):
    """Networks of one hidden layer: first (starts, inputs, width), second (starts, width)."""

    first: Tensor
    second: Tensor

    def outputs(self, inputs: Tensor) -> Tensor:
        """(starts, examples) for inputs (examples, inputs)."""
        return ((inputs @ self.first).relu() @ self.second[..., None])[..., 0]

    def norms(self) -> Minima:
        """The norm of each layer, (starts, 1, 1) and (starts, 1)."""
        return Minima(self.first.square().sum((1, 2), keepdim=True).sqrt(),
                      self.second.square().sum(1, keepdim=True).sqrt())

    def normalised(self) -> Minima:
        """Each layer with norm 1, which changes no sign."""
        return Minima(*(w / norm for w, norm in zip(self, self.norms(), strict=True)))

    def moved(self, towards: Minima, angle: float) -> Minima:
        """Both layers along great circles by this angle [degrees]; `towards` is at a right angle
        to these layers, and has norm 1 as they have."""
        turn = torch.deg2rad(torch.tensor(angle))
        return Minima(*(turn.cos() * here + turn.sin() * there
                        for here, there in zip(self, towards, strict=True)))


def start(starts: int, inputs: int, width: int, seed: int) -> Minima:
    """Random starts, with variance 2 / (number of units before) and 1 / width."""
    draws = torch.Generator().manual_seed(seed)
    first = torch.randn(starts, inputs, width, generator=draws) * (2 / inputs) ** 0.5
    return Minima(first, torch.randn(starts, width, generator=draws) * width**-0.5)


def logistic(outputs: Tensor, labels: Tensor) -> Tensor:
    """The derivative by the outputs of the mean of ln(1 + exp(-label * output))."""
    return -labels * torch.sigmoid(-labels * outputs) / len(labels)


def squared(outputs: Tensor, labels: Tensor) -> Tensor:
    """The derivative by the outputs of the mean of (output - label)^2."""
    return (outputs - labels) * (2 / len(labels))


def descend(
    at: Minima, inputs: Tensor, labels: Tensor, learning_rate: float, push: Push = logistic,
    *, held: bool = False, schedule: Schedule | None = None,
) -> Iterator[Minima]:
    """The networks after each step of Adam.

    Parameters
    ----------
    push : {logistic, squared}
        The derivative of the loss by the outputs.
    held : bool
        Each layer of each start keeps its norm.
    schedule : function, optional
        Factor on the learning rate at a step.
    """
    norms = at.norms()
    means = [torch.zeros_like(w) for w in at]
    squares = [torch.zeros_like(w) for w in at]
    step = 0
    while True:
        step += 1
        kept = [1 - beta**step for beta in BETAS]
        rate = learning_rate * (1 if schedule is None else schedule(step))
        moved = []
        gradients = gradient(at, inputs, labels, push)
        for w, grad, mean, square in zip(at, gradients, means, squares, strict=True):
            mean.mul_(BETAS[0]).add_(grad, alpha=1 - BETAS[0])
            square.mul_(BETAS[1]).addcmul_(grad, grad, value=1 - BETAS[1])
            moved.append(w - rate * (mean / kept[0]) / ((square / kept[1]).sqrt() + TINY))
        at = Minima(*moved)
        if held:
            at = Minima(*(w * (then / now) for w, then, now in zip(
                at, norms, at.norms(), strict=True)))
        yield at


def gradient(at: Minima, inputs: Tensor, labels: Tensor, push: Push = logistic) -> Minima:
    """The gradient of each start's own loss."""
    before = inputs @ at.first                                          # (starts, examples, width)
    units = before.relu()
    outputs = (units @ at.second[..., None])[..., 0]
    by_output = push(outputs, labels)[..., None]
    back = by_output * at.second[:, None] * (before > 0)
    return Minima(inputs.T @ back, (by_output * units).sum(1))


def directions(at: Minima, seed: int) -> Minima:
    """A random direction for each start, at a right angle to each layer, with norm 1."""
    draws = torch.Generator().manual_seed(seed)
    found = []
    for here in at:
        axes = tuple(range(1, here.ndim))
        there = torch.randn(here.shape, generator=draws)
        there = there - (there * here).sum(axes, keepdim=True) * here
        found.append(there / there.square().sum(axes, keepdim=True).sqrt())
    return Minima(*found)
