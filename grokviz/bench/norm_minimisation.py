"""The speed of gradient flow beside the plain loop, and the time of the live experiments."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator

import numpy as np
import torch

from grokviz.bench.rows import Row, compared, counted, rates, seconds, single, trains
from grokviz.engines.riemannian import norm_flow
from grokviz.engines.streaming.threads import alone
from grokviz.models.least_squares.two_layer import ACTIVATIONS
from grokviz.recipes import first_layer
from grokviz.recipes import norm_flow as recipes
from grokviz.sweep import grid
from grokviz.tasks import interpolation
from grokviz.tasks.modular_sums import modular_sums, normal_embedding
from grokviz.theory import first_layer as theory

AREA = "norm_minimisation"
SEEDS = range(5)


def rows(quick: bool = False) -> Iterator[Row]:
    """Measure this area, row by row; if `quick`, descent once, and the shortest live experiment."""
    yield from _descent(rounds=1 if quick else 3)
    yield _slow_flow("slow flow, diagonal network", interpolation.diagonal_network)
    yield _slow_flow("slow flow, matrix", interpolation.matrix_completion)
    yield _closed_update()
    for name, experiment, floor in (
        ("live hyperbola", recipes.hyperbola(), 0.3),
        ("live diagonal network, 5 seeds", recipes.diagonal_network(init_seed=SEEDS), 5),
        ("live matrix completion", recipes.matrix_completion(), 1),
        ("live ReLU network", recipes.relu_network(), 5),
        ("live first layer, p = 23", first_layer.simulated(), 3),
    ):
        yield single(name, AREA, seconds(trains(experiment, 1)), "s", floor)
        if quick:
            return


def _descent(steps: int = 2000, rounds: int = 3) -> Iterator[Row]:
    works = [_ours(len(SEEDS), 10 * steps), _ours(1, 10 * steps),
             counted(lambda: alone(lambda: plain(steps)), steps)]
    five, one, slow = rates(works, rounds)
    for name, ours, floor in (("diagonal network, 5 runs", five, 8), ("1 run", one, None)):
        yield compared(name, AREA, ours, slow, "model-steps/s", floor)


def _ours(runs: int, steps: int) -> Callable[[], int]:
    return trains(recipes.diagonal_network(init_seed=range(runs), steps=steps), runs * steps)


def plain(steps: int) -> list[torch.Tensor]:
    """u and v after the plain loop: autograd and torch.optim.SGD, without evaluation."""
    problem = interpolation.diagonal_network(_one())
    X, y = problem.known["inputs"][0], problem.known["targets"][0]
    u, v = weights = [half.clone().requires_grad_() for half in problem.start[0].chunk(2)]
    optimizer = torch.optim.SGD(weights, lr=0.1, weight_decay=1e-3)
    for _ in range(steps):
        optimizer.zero_grad()
        ((X @ (u * v) - y).square().mean() / 2).backward()
        optimizer.step()
    return weights


def _slow_flow(name: str, task: Callable, steps: int = 50) -> Row:
    problem = task(_one())
    return _each(name, steps, lambda: deque(
        norm_flow(problem.model, problem.start, step=0.02, steps=steps), maxlen=0))


def _closed_update(times: int = 50) -> Row:
    x, y, *_ = modular_sums(_one(), modulus=23, train_fraction=0.7)
    E = normal_embedding(_one(), modulus=23, hidden=256)
    return _each("closed-form update, p = 23", times, lambda: [
        theory.update(E, x, y, ACTIVATIONS["relu"]) for _ in range(times)])


def _each(name: str, times: int, work: Callable[[], object]) -> Row:
    """Milliseconds of one of the steps that a work takes, on one thread."""
    return single(name, AREA, 1e3 * alone(lambda: seconds(work)) / times, "ms")


def _one() -> dict[str, np.ndarray]:
    return grid(data_seed=1, init_seed=1, init_scale=1.0)
