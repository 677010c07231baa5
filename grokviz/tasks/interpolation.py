"""Problems with more weights than examples: of the many solutions, decay finds a small one.

Source: Boursier, Pesme & Dragomir (2025), arXiv:2505.20172, Sec. 5 and appendices. The paper
leaves some sizes open; those are ours. Each run draws its data from one generator, its weights
from another.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor

from grokviz.models import singular_values
from grokviz.models.least_squares import products
from grokviz.models.least_squares.two_layer import layers, two_layer
from grokviz.tasks.draws import each, normal, scaled_normal
from grokviz.tasks.least_squares import Problem, half_mean_square

Sweep = Mapping[str, np.ndarray]

FEATURES, STRONG, WEAK_SCALE, N_REGRESSION = 40, 10, 0.3, 20
GRID, N_FOURIER, N_TEACHER = 41, 24, 3
ROWS, RANK, OBSERVED = 20, 2, 0.6
N_LINE, NEURONS, REACH = 10, 100, 2.0
BINS = torch.linspace(-REACH, REACH, 201, dtype=torch.float64)


def hyperbola(sweep: Sweep, *, target: float = 1.0, device: str = "cpu") -> Problem:
    """F = (u v - target)²/2 from (u, v) of the sweep; at target 0 a cross, singular at 0."""
    start = np.stack([sweep["u"], sweep["v"]], 1)
    w = torch.as_tensor(start, dtype=torch.float64).to(device)
    return Problem(
        products.product(torch.full_like(w[:, :1], target)), w, 1.0,
        lambda w: {"weights": w.clone(), "imbalance": w[:, :1] ** 2 - w[:, 1:] ** 2})


def linear_regression(sweep: Sweep, *, device: str = "cpu") -> Problem:
    """20 examples of 40 features, 10 strong and 30 weak; the teacher uses the strong ones.

    F is half the mean square. The test loss is the expected squared error on fresh inputs.
    """
    scales = torch.where(torch.arange(FEATURES) < STRONG, 1.0, WEAK_SCALE).double()

    def data(g: torch.Generator) -> tuple[Tensor, Tensor]:
        X = normal(g, N_REGRESSION, FEATURES) * scales
        return X, normal(g, FEATURES) * (scales == 1)

    X, truth = each(sweep["data_seed"], data, device)
    w = 2 * scaled_normal(sweep, FEATURES, device)
    scales = scales.to(device)
    y = torch.einsum("rnd,rd->rn", X, truth)
    inside = torch.linalg.pinv(X) @ X               # projects onto the span of the examples

    def measure(w: Tensor) -> dict[str, Tensor]:
        null = w - torch.einsum("rij,rj->ri", inside, w)
        return {"test_loss": ((w - truth) * scales).square().sum(1), "coefficients": w.clone(),
                "null_norm": null.norm(dim=1)}

    return Problem(products.linear(X, y), w, 1 / N_REGRESSION, measure,
                   known={"inputs": X, "targets": y, "coefficients": truth})


def diagonal_network(sweep: Sweep, *, device: str = "cpu") -> Problem:
    """Three of 40 Fourier coefficients, seen at 24 of 41 grid points, as u v in each coordinate.

    Weights are N(0, 1/2) times init_scale. The test loss is ‖u v - teacher‖².
    """
    features = _fourier(torch.arange(GRID).double() / GRID)

    def data(g: torch.Generator) -> tuple[Tensor, Tensor]:
        X = features[torch.randperm(GRID, generator=g)[:N_FOURIER]]
        truth = torch.zeros(FEATURES, dtype=torch.float64)
        where = torch.randperm(FEATURES, generator=g)[:N_TEACHER]
        size = 0.6 + 0.6 * torch.rand(N_TEACHER, generator=g, dtype=torch.float64)
        truth[where] = size * normal(g, N_TEACHER).sign()
        return X, truth

    X, truth = each(sweep["data_seed"], data, device)
    y = torch.einsum("rnd,rd->rn", X, truth)
    w = math.sqrt(0.5) * scaled_normal(sweep, 2 * FEATURES, device)

    def measure(w: Tensor) -> dict[str, Tensor]:
        u, v = w.view(len(w), 2, -1).unbind(1)
        beta = u * v
        return {"test_loss": (beta - truth).square().sum(1), "coefficients": beta,
                "l1_norm": beta.abs().sum(1), "imbalance": u**2 - v**2, "weights": w.clone()}

    return Problem(products.diagonal(X, y), w, 1 / N_FOURIER, measure,
                   known={"inputs": X, "targets": y, "coefficients": truth})


def matrix_completion(
    sweep: Sweep, *, inner: int = ROWS, rank: int = RANK, observed: float = OBSERVED,
    device: str = "cpu",
) -> Problem:
    """A 20 x 20 matrix of low rank, some entries observed, as U Vᵀ with `inner` columns.

    F is half the *sum* of squares over the observed entries. Both losses are half mean squares,
    the test loss over the other entries.
    """
    entries = round(observed * ROWS * ROWS)

    def data(g: torch.Generator) -> tuple[Tensor, Tensor]:
        A, B = normal(g, ROWS, rank), normal(g, ROWS, rank)
        seen = torch.zeros(ROWS * ROWS, dtype=torch.bool)
        seen[torch.randperm(ROWS * ROWS, generator=g)[:entries]] = True
        return A @ B.T / math.sqrt(rank), seen.view(ROWS, ROWS)

    truth, seen = each(sweep["data_seed"], data, device)
    w = scaled_normal(sweep, 2 * ROWS * inner, device)

    def measure(w: Tensor) -> dict[str, Tensor]:
        U, V = products.factors(w, inner)
        UV = U @ V.mT
        hidden = ((UV - truth).square() * ~seen).sum((1, 2)) / (ROWS * ROWS - entries)
        balance = torch.linalg.matrix_norm(U.mT @ U - V.mT @ V)
        return {"test_loss": hidden / 2, "singular_values": singular_values(UV),
                "imbalance": balance}

    values = torch.linalg.svdvals(truth)
    return Problem(products.factored(truth, seen, inner), w, 1.0, measure,
                   known={"matrix": truth, "observed": seen, "singular_values": values})


def relu_network(
    sweep: Sweep, *, spread: str = "even", hidden: int = NEURONS, device: str = "cpu"
) -> Problem:
    """Ten points of a function with three kinks, as Σ u relu(v x + b) with 100 neurons.

    With `spread` "even" there is one input in the middle half of each tenth of [-2, 2], else they
    are uniform. Weights are N(0, 4) times init_scale. F is half the mean square, the test loss the
    same over 201 points.
    """
    if spread not in ("even", "uniform"):
        raise ValueError(f"spread is {spread!r}; give 'even' or 'uniform'")

    def data(g: torch.Generator) -> tuple[Tensor]:
        inside = torch.rand(N_LINE, generator=g, dtype=torch.float64)
        cell = torch.arange(N_LINE) + 0.25 + inside / 2
        return ((cell if spread == "even" else N_LINE * inside) * 2 * REACH / N_LINE - REACH,)

    (x,) = each(sweep["data_seed"], data, device)
    bins = BINS.to(device)
    everywhere, truth = _with_one(bins)[None], _three_kinks(bins)
    y = _three_kinks(x)
    w = 2 * scaled_normal(sweep, 3 * hidden, device)

    def measure(w: Tensor) -> dict[str, Tensor]:
        E, W = layers(w, 2, hidden)
        outputs = (torch.relu(everywhere @ E) @ W)[:, :, 0]
        balance = W[:, :, 0] ** 2 - E.square().sum(1)
        return {"test_loss": half_mean_square(outputs - truth), "outputs": outputs[:, ::2],
                "imbalance": balance}

    return Problem(two_layer(_with_one(x), y[:, :, None], hidden, "relu"), w, 1 / N_LINE, measure,
                   known={"inputs": x, "targets": y, "grid": bins[::2], "outputs": truth[::2]})


def _three_kinks(x: Tensor) -> Tensor:
    return torch.relu(x) - 2 * torch.relu(x - 0.5) + 1.5 * torch.relu(-x - 0.8)


def _with_one(x: Tensor) -> Tensor:
    return torch.stack([x, torch.ones_like(x)], -1)


def _fourier(x: Tensor) -> Tensor:
    angle = 2 * math.pi * x[:, None] * torch.arange(1, FEATURES // 2 + 1)
    return math.sqrt(2) * torch.cat([angle.cos(), angle.sin()], 1)
