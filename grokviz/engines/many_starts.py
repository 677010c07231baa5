"""Train one small network from many starts at once, without biases, on signs.

All starts of a run are one batch: weights first (starts, inputs, width) and second (starts, width),
logistic loss, Adam, gradients by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import torch
from torch import Tensor

BETAS, TINY = (0.9, 0.999), 1e-8


class Minima(NamedTuple):
    """Networks of one hidden layer: first (starts, inputs, width), second (starts, width)."""

    first: Tensor
    second: Tensor

    def outputs(self, inputs: Tensor) -> Tensor:
        """(starts, examples) for inputs (examples, inputs)."""
        return ((inputs @ self.first).relu() @ self.second[..., None])[..., 0]

    def normalised(self) -> Minima:
        """Each layer with norm 1, which changes no sign."""
        return Minima(self.first / self.first.square().sum((1, 2), keepdim=True).sqrt(),
                      self.second / self.second.square().sum(1, keepdim=True).sqrt())

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


def descend(
    at: Minima, inputs: Tensor, labels: Tensor, learning_rate: float
) -> Iterator[Minima]:
    """The networks after each step of Adam on the mean of ln(1 + exp(-label * output))."""
    means = [torch.zeros_like(w) for w in at]
    squares = [torch.zeros_like(w) for w in at]
    step = 0
    while True:
        step += 1
        kept = [1 - beta**step for beta in BETAS]
        moved = []
        for w, grad, mean, square in zip(at, gradient(at, inputs, labels), means, squares,
                                         strict=True):
            mean.mul_(BETAS[0]).add_(grad, alpha=1 - BETAS[0])
            square.mul_(BETAS[1]).addcmul_(grad, grad, value=1 - BETAS[1])
            moved.append(w - learning_rate * (mean / kept[0]) / ((square / kept[1]).sqrt() + TINY))
        at = Minima(*moved)
        yield at


def gradient(at: Minima, inputs: Tensor, labels: Tensor) -> Minima:
    """The gradient of each start's own loss."""
    before = inputs @ at.first                                          # (starts, examples, width)
    units = before.relu()
    outputs = (units @ at.second[..., None])[..., 0]
    push = -labels * torch.sigmoid(-labels * outputs) / len(labels)     # dL / d output
    back = push[..., None] * at.second[:, None] * (before > 0)
    return Minima(inputs.T @ back, (push[..., None] * units).sum(1))


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
