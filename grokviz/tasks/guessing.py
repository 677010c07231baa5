"""Small problems that a random network may fit by chance.

Inputs of the classifiers lie on the unit circle, with a constant 1 as third input; the answers are
signs. The curve is a regression on [-1, 1], also with a constant 1. Source: ours, after Chiang et
al. (2023), "Loss landscapes are all you need", who call the method guess and check.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from grokviz.models.random_networks import RandomNetworks

N_TEST = 400            # test examples, evenly on the circle
BALANCED = 0.35         # least share of either answer on the circle
TEACHER = 2             # hidden units of the teacher
FIT, RMS = 0.4, 0.35    # largest training error of the curve; root of its mean square error
FINE = 1e-4             # a score's unit of error


class Problem(NamedTuple):
    """Examples, and what counts as fitting them and as being right elsewhere.

    Inputs are (examples, inputs), labels (examples,). `fits` takes outputs (examples, networks) on
    the training set and tells which networks fit. `score` takes those on the test set and gives a
    whole number for each network, so that sums are exact: times `unit` it is the test accuracy, or
    for the curve the test error. `good` tells of scores which are good.
    """

    inputs: Tensor
    labels: Tensor
    test_inputs: Tensor
    test_labels: Tensor
    fits: Callable[[Tensor], Tensor]
    score: Callable[[Tensor], Tensor]
    good: Callable[[Tensor], Tensor]
    unit: float


def on_the_circle(task: str, n_train: int, seed: int, good: float = 0.9) -> Problem:
    """A classification of the circle.

    Parameters
    ----------
    task : {"teacher", "xor", "linear", "random"}
        The labels: the sign of a random ReLU network with two units, that of x₁ x₂, that of a
        random line through the disc, or coin tosses for each example alone.
    n_train : int
        Training examples, uniform on the circle. Those of one seed are nested.
    seed : int
    good : float
        Test accuracy from which a network counts as good.
    """
    inputs, answer = _circle(task, seed)
    train, test = (torch.as_tensor(x, dtype=torch.float32) for x in (inputs[:n_train], evenly()))
    labels = torch.as_tensor(answer[:n_train], dtype=torch.float32)
    truth = torch.as_tensor(answer[len(inputs):], dtype=torch.float32)
    enough = int(np.ceil(good * N_TEST - 1e-9))
    return Problem(
        train, labels, test, truth,
        fits=lambda outputs: (outputs * labels[:, None] > 0).all(0),
        score=lambda outputs: (outputs * truth[:, None] > 0).sum(0),
        good=lambda score: score >= enough, unit=1 / N_TEST)


def with_wrong_labels(
    problem: Problem, wrong: int, task: str, seed: int
) -> tuple[Tensor, Tensor]:
    """The training set and `wrong` further examples of its seed, each with the other label."""
    inputs, answer = _circle(task, seed)
    more = slice(len(problem.inputs), len(problem.inputs) + wrong)
    further, labels = (torch.as_tensor(part[more], dtype=torch.float32)
                       for part in (inputs, answer))
    return torch.cat([problem.inputs, further]), torch.cat([problem.labels, -labels])


def curve(n_train: int = 4) -> Problem:
    """The regression 1.5 |x - 0.2| - 0.6 on [-1, 1], from points spread over [-0.9, 0.9].

    A network fits if every training error is below 0.4. It is good if the root of its mean squared
    error on 101 points is below 0.35.
    """
    def target(x: Tensor) -> Tensor:
        return 1.5 * (x - 0.2).abs() - 0.6

    x, grid = torch.linspace(-0.9, 0.9, n_train), torch.linspace(-1, 1, 101)
    labels, truth = target(x), target(grid)
    train, test = (torch.stack([x, torch.ones_like(x)], 1) for x in (x, grid))
    return Problem(
        train, labels, test, truth,
        fits=lambda outputs: ((outputs - labels[:, None]).abs() < FIT).all(0),
        score=lambda outputs: ((outputs - truth[:, None]).square().mean(0).sqrt() / FINE).long(),
        good=lambda score: score < RMS / FINE, unit=FINE)


def evenly() -> np.ndarray:
    """The test inputs, (400, 3)."""
    return _with_one(2 * np.pi * (np.arange(N_TEST) + 0.5) / N_TEST)


MOST = 64               # training examples drawn for each seed


@lru_cache(maxsize=64)
def _circle(task: str, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Training inputs (64, 3), and the answers to them and to the test inputs."""
    draws = np.random.default_rng([seed, 0])
    inputs = _with_one(2 * np.pi * draws.random(MOST))
    whole = np.concatenate([inputs, evenly()])
    if task == "xor":
        return inputs, _sign(whole[:, 0] * whole[:, 1])
    if task == "random":
        return inputs, draws.choice([-1.0, 1.0], len(whole))
    while True:
        answer = _sign(_drawn(task, draws, whole))
        share = (answer[MOST:] > 0).mean()
        if BALANCED <= share <= 1 - BALANCED:
            return inputs, answer


def _drawn(task: str, draws: np.random.Generator, inputs: np.ndarray) -> np.ndarray:
    if task == "linear":
        return inputs @ draws.standard_normal(3)
    teacher = RandomNetworks(3, TEACHER).draw(draws, 1)
    return RandomNetworks.outputs(teacher, torch.as_tensor(inputs, dtype=torch.float32))[
        :, 0].numpy()


def _with_one(angle: np.ndarray) -> np.ndarray:
    return np.stack([np.cos(angle), np.sin(angle), np.ones_like(angle)], 1)


def _sign(values: np.ndarray) -> np.ndarray:
    return np.where(values > 0, 1.0, -1.0)
