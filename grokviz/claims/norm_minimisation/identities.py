"""Formulas of the two papers on norm minimisation, each beside a slow way to the same numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from grokviz.engines.riemannian import Normal, norm_flow
from grokviz.engines.streaming.threads import alone
from grokviz.metrics import Array
from grokviz.models.least_squares.base import LeastSquares, jacobian, pull_back
from grokviz.models.least_squares.two_layer import ACTIVATIONS, Activation
from grokviz.recipes import norm_flow as recipes
from grokviz.recipes import norm_flow_forecast
from grokviz.recording import record
from grokviz.run import Record
from grokviz.tasks import interpolation
from grokviz.tasks.modular_sums import modular_sums, normal_embedding
from grokviz.theory import first_layer
from grokviz.theory import norm_flow as theory

STRIDE = 7              # each seventh entry of E is compared: 64 of 448, to save time


def closed_update(ridge: float) -> dict[str, tuple[Array, Array]]:
    """Eq. 20 and central differences of -R/2, at 64 entries of E, for each activation."""
    seed = {"data_seed": np.zeros(1), "init_seed": np.zeros(1), "init_scale": np.ones(1)}
    x, y, *_ = modular_sums(seed, modulus=7, train_fraction=0.8)
    E = normal_embedding(seed, modulus=7, hidden=64)

    def both(activation: Activation) -> tuple[Array, Array]:
        fixed = x, y, activation, ridge
        exact = first_layer.update(E, *fixed).flatten()[::STRIDE]
        slow = _differences(lambda E: -first_layer.objective(E, *fixed) / 2, E)
        return exact.numpy(), slow.numpy()

    return alone(lambda: {name: both(activation) for name, activation in ACTIVATIONS.items()})


def _differences(f: Callable[[Tensor], Tensor], E: Tensor, h: float = 1e-5) -> Tensor:
    out = []
    for i in range(0, E.numel(), STRIDE):
        moved = torch.zeros_like(E).flatten()
        moved[i] = h
        moved = moved.view_as(E)
        out.append((f(E + moved) - f(E - moved)) / (2 * h))
    return torch.cat(out)


def shrunk_start() -> tuple[Array, Array]:
    """The slow flow of a diagonal network by Riemannian steps, and Φ(e^(-s) w0), to s = 3.

    Φ(w) is the point at which gradient flow without decay from w ends.
    """
    one = {"data_seed": np.ones(1), "init_seed": np.ones(1), "init_scale": np.ones(1)}
    problem, times = interpolation.diagonal_network(one), np.arange(301) * 0.01
    X, y = (problem.known[k][0].numpy() for k in ("inputs", "targets"))
    closed = theory.diagonal(X, y, problem.start[0].numpy(), times)

    def walk() -> Array:
        start = torch.as_tensor(closed[:1])
        steps = norm_flow(problem.model, start, step=0.01, steps=300)
        return np.concatenate([w.numpy() for w, _ in steps])

    return alone(walk), closed


def shrunk_matrix() -> tuple[Array, Array]:
    """The test loss of a factored matrix at Φ(e^(-s) w0), and that of the slow flow."""
    times = np.array([0.25, 0.5, 1.0, 1.5, 2.0])
    ends = record(norm_flow_forecast.slow_flow(
        recipes.matrix_completion(np.exp(-times)), until=0.05, step=0.05), progress=False)
    slow = record(norm_flow_forecast.slow_flow(
        recipes.matrix_completion(), until=2.0, step=0.05), progress=False)
    return ends.values["test_loss"][0], slow.values["test_loss"][(times * 20).astype(int), 0]


def orthogonality() -> Array:
    """|cos| of gradient and tangent at a distance 0.0125 from y = x², over 4|x|/(1+4x²)^1.5."""
    parabola = LeastSquares(lambda w: w[:, 1:] - w[:, :1] ** 2)
    x, distance = torch.tensor([0.5, 1.0, 2.0], dtype=torch.float64), 0.0125
    foot = torch.stack([x, x**2], 1)
    normal = jacobian(parabola, foot)[:, 0]
    pull = pull_back(parabola, foot + distance * normal / normal.norm(dim=1, keepdim=True))
    along = Normal(normal[:, None]).tangent(pull).norm(dim=1) / pull.norm(dim=1)
    return (along / distance * (1 + 4 * x**2) ** 1.5 / (4 * x)).numpy()


def converged(found: Record) -> Array:
    """Distance at the end from the least-norm solution, over the first distance, (runs,)."""
    data = norm_flow_forecast.known(found)
    least = np.stack([np.linalg.pinv(X) @ y
                      for X, y in zip(data["inputs"], data["targets"], strict=True)])
    path = found.values["coefficients"]
    return np.linalg.norm(path[-1] - least, axis=1) / np.linalg.norm(path[0] - least, axis=1)
