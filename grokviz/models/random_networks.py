"""Random ReLU networks without biases, thousands at a time, to be drawn and not trained.

The weights of all networks of one architecture are a few tensors. Their first layers form one
matrix, so that the outputs of thousands of networks cost one product of matrices.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

NUMBERS = 2**17         # most weights, or activations, at a time: they fit into a cache of a core


class Weights(NamedTuple):
    """Of some networks: first (inputs, width, networks), hidden layers each (networks, width,
    width), last (width, networks). The networks come last, so that sums over units are fast."""

    first: Tensor
    hidden: tuple[Tensor, ...]
    last: Tensor

    def take(self, networks: Tensor) -> Weights:
        """Some of the networks, by their numbers."""
        return Weights(self.first[..., networks], tuple(w[networks] for w in self.hidden),
                       self.last[:, networks])


class RandomNetworks(NamedTuple):
    """One architecture, and the law of its weights.

    Attributes
    ----------
    inputs, width, depth : int
        Numbers of inputs, of units in a hidden layer, and of hidden layers.
    norm : float, optional
        Every layer is uniform on a sphere: the first of norm ``norm * sqrt(inputs * width)``, the
        others of ``norm * sqrt(2 * width)`` for a hidden one and ``norm * sqrt(2)`` for the last.
        None draws normal weights of variance 2 / (number of units before); without biases the
        sign of an output then has the same law as with each layer uniform on a sphere.
    """

    inputs: int
    width: int
    depth: int = 1
    norm: float | None = None

    def most(self, examples: int) -> int:
        """Networks to handle at a time; it depends on nothing else, so results repeat exactly."""
        each = max(self.weights, examples * self.width)
        return max(NUMBERS // each, 1)

    @property
    def weights(self) -> int:
        """The number of weights of one network."""
        return self.width * (self.inputs + (self.depth - 1) * self.width + 1)

    def draw(self, draws: np.random.Generator, networks: int) -> Weights:
        """Networks from this law."""
        h = self.width
        first = _normal(draws, self.inputs, h, networks)
        hidden = tuple(_normal(draws, networks, h, h) for _ in range(self.depth - 1))
        last = _normal(draws, h, networks)
        if self.norm is None:
            return Weights(first.mul_((2 / self.inputs) ** 0.5),
                           tuple(w.mul_((2 / h) ** 0.5) for w in hidden), last.mul_(h**-0.5))
        return Weights(
            _on_sphere(first, (0, 1), self.norm * (self.inputs * h) ** 0.5),
            tuple(_on_sphere(w, (1, 2), self.norm * (2 * h) ** 0.5) for w in hidden),
            _on_sphere(last, (0,), self.norm * 2**0.5))

    @staticmethod
    def outputs(weights: Weights, examples: Tensor) -> Tensor:
        """Outputs (examples, networks) for inputs (examples, inputs)."""
        d, h, networks = weights.first.shape
        units = (examples @ weights.first.reshape(d, h * networks)).relu_()
        units = units.view(len(examples), h, networks)
        if weights.hidden:
            units = units.permute(2, 0, 1)              # (networks, examples, width)
            for w in weights.hidden:
                units = (units @ w).relu_()
            units = units.permute(1, 2, 0)
        return (units * weights.last).sum(1)


def _normal(draws: np.random.Generator, *shape: int) -> Tensor:
    return torch.from_numpy(draws.standard_normal(shape, dtype=np.float32))


def _on_sphere(w: Tensor, axes: tuple[int, ...], radius: float) -> Tensor:
    return w.mul_(radius / w.square().sum(axes, keepdim=True).sqrt_())
