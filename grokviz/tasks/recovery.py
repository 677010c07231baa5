"""Sparse vectors and low-rank matrices from fewer linear measurements than unknowns.

Source: Notsawo, Dumas & Rabusseau (2025), arXiv:2506.05718. Many solutions fit. A penalty
chooses one, or depth and a small start do. Each run draws its data from one generator, its weights
from another. F is half the sum of squares.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
import torch
from torch import Tensor

from grokviz.arguments import Bound
from grokviz.models import norms, singular_values
from grokviz.models.least_squares import deep
from grokviz.tasks.draws import each, normal, scaled_normal
from grokviz.tasks.least_squares import Problem

Sweep = Mapping[str, np.ndarray]
SPARSE = 5              # entries of a sparse matrix that are not 0


def sparse_recovery(
    sweep: Sweep, *, dimension: int = 100, sparsity: int = 5, n_train: int = 30, depth: int = 1,
    device: str = "cpu",
) -> Problem:
    """A unit vector with few entries other than 0, from Gaussian measurements of variance 1/N.

    A share ``coherence`` of the measurements reads one coordinate each instead. One factor starts
    at N(0, 1/dimension) times init_scale. Of several factors the first starts at 0 and the others
    at init_scale, so that the product starts at 0 and can take either sign.
    """
    _at_most("sparsity", sparsity, dimension)
    _identifiable(n_train, 2 * sparsity, "n_train",
                  f"two vectors with {sparsity} entries can else agree on all measurements")

    def data(g: torch.Generator, coherence: float) -> tuple[Tensor, Tensor]:
        X = normal(g, n_train, dimension) / math.sqrt(n_train)
        truth = torch.zeros(dimension, dtype=torch.float64)
        where = torch.randperm(dimension, generator=g)[:sparsity]
        size = 0.5 + torch.rand(sparsity, generator=g, dtype=torch.float64)
        truth[where] = size * normal(g, sparsity).sign()
        single = torch.randperm(dimension, generator=g)[:round(coherence * n_train)]
        X[:len(single)] = torch.eye(dimension, dtype=torch.float64)[single]     # reads one entry
        return X, truth / truth.norm()

    X, truth = each(sweep["data_seed"], data, device, sweep["coherence"])
    shape = (depth, dimension, 1)

    def start(g: torch.Generator, scale: float) -> tuple[Tensor]:
        if depth == 1:
            return (scale * normal(g, dimension) / math.sqrt(dimension),)
        return (torch.cat([torch.zeros(dimension), torch.full(((depth - 1) * dimension,), scale)])
                .double(),)

    (w,) = each(sweep["init_seed"], start, device, sweep["init_scale"])
    return _measured(X, truth[:, :, None], w, shape)


def matrix_sensing(
    sweep: Sweep, *, rows: int = 10, rank: int = 1, n_train: int = 60, depth: int = 1,
    spectrum: str = "equal", structure: str = "low_rank", device: str = "cpu",
) -> Problem:
    """A square matrix from Gaussian measurements ⟨X_i, A⟩ of variance 1/N; ‖A‖_F = rows.

    The `structure` is ``low_rank``; ``sparse``, with `SPARSE` entries that are not 0; or
    ``least_norm``, the fit of least l2 norm. A share ``coherence`` of the measurements reads one
    entry each instead, the entries of largest leverage first.
    """
    if structure == "low_rank":
        _low_rank(n_train, rows, rank)

    def data(g: torch.Generator, coherence: float) -> tuple[Tensor, Tensor]:
        truth = _matrix(g, rows, rank, spectrum)
        X = normal(g, n_train, rows * rows) / math.sqrt(n_train)
        if structure == "sparse":
            truth = _sparse(g, rows)
        single = _by_leverage(truth, rank)[:round(coherence * n_train)]
        X[:len(single)] = torch.eye(rows * rows, dtype=torch.float64)[single]
        if structure == "least_norm":
            truth = (X.T @ normal(g, n_train)).view(rows, rows)
        return X, truth * (rows / truth.norm())

    X, truth = each(sweep["data_seed"], data, device, sweep["coherence"])
    return _measured(X, truth, _gaussian(sweep, depth, rows, device), (depth, rows, rows))


def matrix_completion(
    sweep: Sweep, *, rows: int = 20, rank: int = 2, n_train: int = 240, depth: int = 1,
    spectrum: str = "equal", device: str = "cpu",
) -> Problem:
    """A square matrix of low rank, ‖A‖_F = rows, from some of its entries.

    A share ``coherence`` of the observed entries have the largest leverage; the others are random.
    Factors start at N(0, 1/rows) times init_scale. The test error is over the other entries.
    """
    _low_rank(n_train, rows, rank)
    if n_train >= rows * rows:
        raise Bound(f"n_train is {n_train}; of {rows * rows} entries leave some to be tested, "
                    f"give at most {rows * rows - 1}", "n_train", n_train, high=rows * rows - 1)

    def data(g: torch.Generator, coherence: float) -> tuple[Tensor, Tensor]:
        truth = _matrix(g, rows, rank, spectrum)
        chosen = _by_leverage(truth, rank)[:round(coherence * n_train)]
        seen = torch.zeros(rows * rows, dtype=torch.bool)
        seen[chosen] = True
        order = torch.randperm(rows * rows, generator=g)
        seen[order[~seen[order]][:n_train - len(chosen)]] = True
        return truth, seen.view(rows, rows)

    truth, seen = each(sweep["data_seed"], data, device, sweep["coherence"])
    shape = (depth, rows, rows)
    model = deep.masked(truth, seen, shape)
    size = (truth * seen).flatten(1).norm(dim=1)
    return Problem(
        model, _gaussian(sweep, depth, rows, device), 1.0,
        _measure(model, truth, size, shape, ~seen), matrices=shape,
        known={"matrix": truth, "observed": seen, "correlation": truth * seen})


def _measured(X: Tensor, truth: Tensor, w: Tensor, shape: deep.Shape) -> Problem:
    y = (X @ truth.flatten(1)[:, :, None])[:, :, 0]
    model = deep.measured(X, y, shape)
    back = (X.mT @ y[:, :, None]).view_as(truth)
    return Problem(
        model, w, 1.0, _measure(model, truth, y.norm(dim=1), shape), matrices=shape,
        known={"matrix": truth, "inputs": X, "targets": y, "correlation": back})


def _measure(
    model, truth: Tensor, size: Tensor, shape: deep.Shape, unseen: Tensor | None = None
) -> Callable[[Tensor], dict[str, Tensor]]:
    """Relative errors, norms of the product, and the product itself."""
    test = torch.ones_like(truth) if unseen is None else unseen.to(truth)

    def norm(x: Tensor) -> Tensor:
        return x.flatten(1).norm(dim=1)

    def measure(w: Tensor) -> dict[str, Tensor]:
        P = deep.product(w, shape)
        S, gap = singular_values(P), (P - truth) * test
        return {
            "train_error": model.residual(w).norm(dim=1) / size,
            "test_error": norm(gap) / norm(truth * test), "error": norm(P - truth) / norm(truth),
            "test_loss": gap.square().sum((1, 2)) / test.sum((1, 2)) / 2,
            **norms(P.flatten(1), S), "l2_norm": norm(P), "singular_values": S, "product": P,
        }

    return measure


def _matrix(g: torch.Generator, rows: int, rank: int, spectrum: str) -> Tensor:
    """A matrix of some rank and norm `rows`, with equal singular values or Gaussian factors."""
    if spectrum not in ("equal", "gaussian"):
        raise ValueError(f"spectrum is {spectrum!r}; give 'equal' or 'gaussian'")
    U, V = normal(g, rows, rank), normal(g, rows, rank)
    if spectrum == "equal":
        U, V = (torch.linalg.qr(x).Q for x in (U, V))
    A = U @ V.T
    return A * (rows / A.norm())


def _sparse(g: torch.Generator, rows: int) -> Tensor:
    """A matrix with `SPARSE` entries of random sign at random places."""
    A = torch.zeros(rows * rows, dtype=torch.float64)
    where = torch.randperm(rows * rows, generator=g)[:SPARSE]
    A[where] = (0.5 + torch.rand(SPARSE, generator=g, dtype=torch.float64)) * normal(
        g, SPARSE).sign()
    return A.view(rows, rows)


def _by_leverage(truth: Tensor, rank: int) -> Tensor:
    """Entries in the order of falling leverage: that of their row plus that of their column."""
    # An entry of large leverage lies in rows and columns that carry much of the singular vectors.
    # Such entries tell most about a low-rank matrix.
    U, _, Vh = torch.linalg.svd(truth)
    mu, nu = U[:, :rank].square().sum(1), Vh[:rank].square().sum(0)
    return (mu[:, None] + nu).flatten().argsort(descending=True)


def _gaussian(sweep: Sweep, depth: int, rows: int, device: str) -> Tensor:
    return scaled_normal(sweep, depth * rows * rows, device) / math.sqrt(rows)


def _low_rank(n_train: int, rows: int, rank: int) -> None:
    _at_most("rank", rank, rows)
    _identifiable(n_train, rank * (2 * rows - rank), "n_train",
                  f"a {rows} x {rows} matrix of rank {rank} has as many degrees of freedom")


def _at_most(name: str, value: int, size: int) -> None:
    if value > size:
        raise Bound(f"{name} is {value}, more than the dimension; give at most {size}", name, value,
                    high=size)


def _identifiable(value: int, least: int, name: str, why: str) -> None:
    if value < least:
        raise Bound(f"{name} is {value}, too few to tell solutions apart; give at least "
                    f"{least}: {why}", name, value, low=least)
