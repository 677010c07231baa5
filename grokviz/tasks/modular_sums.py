"""(a + b) mod p from unordered pairs, by two layers and squared loss.

Source: Musat (2025), arXiv:2511.01938, Sec. 6.1: all p(p+1)/2 pairs a <= b, inputs e_a + e_b (so
a = b gives a 2), targets one-hot, a random share for training.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from grokviz.models.least_squares.two_layer import ACTIVATIONS, held, layers, two_layer
from grokviz.tasks.circles import read_out
from grokviz.tasks.draws import each, scaled_normal
from grokviz.tasks.least_squares import Problem

Sweep = Mapping[str, np.ndarray]
TOUCHING = 1e-3         # an input nearer to 0 than this is on the kink of a ReLU


class Sums(NamedTuple):
    """Inputs (runs, examples, p) and targets (runs, examples, p) of both sets."""

    train_inputs: Tensor
    train_targets: Tensor
    test_inputs: Tensor
    test_targets: Tensor


def pairs(modulus: int) -> int:
    """The number of unordered pairs with repetition."""
    return modulus * (modulus + 1) // 2


def modular_sums(
    sweep: Sweep, *, modulus: int, train_fraction: float, device: str = "cpu"
) -> Sums:
    """The examples of each run, split by its ``data_seed``."""
    a, b = torch.triu_indices(modulus, modulus)
    one_hot = torch.eye(modulus, dtype=torch.float64)
    X, Y = one_hot[a] + one_hot[b], one_hot[(a + b) % modulus]
    n = round(train_fraction * len(a))
    (order,) = each(sweep["data_seed"], lambda g: (torch.randperm(len(a), generator=g),), "cpu")
    return Sums(*(part[rows].to(device) for rows in (order[:, :n], order[:, n:])
                  for part in (X, Y)))


def both_layers(
    sweep: Sweep, *, modulus: int, train_fraction: float, hidden: int, activation: str,
    output_rate: float = 1.0, weights: bool = False, device: str = "cpu",
) -> Problem:
    """Training of E and W: F is the mean square over examples and outputs.

    E is uniform in ±1/√p, W in ±1/√hidden, times init_scale, drawn from init_seed;
    `output_rate` is the output layer's learning rate over that of E. With `weights` the values
    include all weights, and kinks_held, the number of unit inputs within `TOUCHING` of 0.
    """
    data = modular_sums(sweep, modulus=modulus, train_fraction=train_fraction, device=device)
    leaf = modulus * hidden
    bounds = torch.ones(2 * leaf, dtype=torch.float64)
    bounds[:leaf], bounds[leaf:] = 1 / math.sqrt(modulus), 1 / math.sqrt(hidden)
    scale = torch.as_tensor(sweep["init_scale"], dtype=torch.float64)[:, None]
    (draw,) = each(sweep["init_seed"], lambda g: (
        2 * torch.rand(2 * leaf, generator=g, dtype=torch.float64) - 1,), "cpu")
    w = scale * bounds * draw
    rates = torch.ones(2 * leaf, dtype=torch.float64)
    rates[leaf:] = output_rate
    look = measure(data, activation)

    def values(w: Tensor) -> dict[str, Tensor]:
        found = look(*layers(w, modulus, hidden))
        if weights:
            touching = held(w, data.train_inputs, hidden, TOUCHING)
            found |= {"weights": w.clone(), "kinks_held": touching.sum((1, 2))}
        return found

    return Problem(
        two_layer(data.train_inputs, data.train_targets, hidden, activation), w.to(device),
        2 / data.train_targets[0].numel(), values, lambda r: r.square().mean(1), rates.to(device),
        known=data._asdict())


def normal_embedding(sweep: Sweep, *, modulus: int, hidden: int, device: str = "cpu") -> Tensor:
    """E from N(0, 1/p) times init_scale, drawn from init_seed: (runs, p, hidden)."""
    draw = scaled_normal(sweep, modulus * hidden, device).view(-1, modulus, hidden)
    return draw / math.sqrt(modulus)


def measure(data: Sums, activation: str) -> Callable[[Tensor, Tensor], dict[str, Tensor]]:
    """(E, W) -> losses, accuracies, norms, the balance of the layers, and the circles."""
    act = ACTIVATIONS[activation]

    def values(E: Tensor, W: Tensor) -> dict[str, Tensor]:
        found = {}
        for part, x, y in (("train", *data[:2]), ("test", *data[2:])):
            outputs = act.of(x @ E) @ W
            right = outputs.argmax(2) == y.argmax(2)
            found[f"{part}_loss"] = (outputs - y).square().mean((1, 2))
            found[f"{part}_accuracy"] = right.double().mean(1)
        squares = E.square().sum(1), W.square().sum(2)              # of each unit, (runs, hidden)
        norms = torch.stack([s.sum(1).sqrt() for s in squares], 1)
        found |= {"leaf_norms": norms, "weight_norm": norms.norm(dim=1)}
        if act.degree is not None:
            found["imbalance"] = squares[0] - act.degree * squares[1]
        return found | read_out(E)

    return values
