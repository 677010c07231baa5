"""Addition with a fixed representation: the decoder gets E_i + E_j and has to answer i + j.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Section 5.1 and Fig. 6. The p symbols
are embedded by two numbers each, R = (1 - m) R_linear + m R_random. The messiness m is 0 for a
number line and 1 for random points. The input of a pair is the sum of its two embeddings. Its
target is one of 2p - 1 random vectors, the one of the sum i + j.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import count
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from grokviz.tasks import Task
from grokviz.tasks.losses import mean_squared_error

MODULUS = 10                                    # symbols
PAIRS = MODULUS * (MODULUS + 1) // 2            # i <= j
EMBEDDING, TARGET = 2, 30                       # numbers a symbol, numbers a target


class Draws(NamedTuple):
    """The draws of a data seed.

    ``linear`` and ``messy`` representations, (symbols, 2); ``pairs`` in the order in which they
    enter the training set, (pairs, 2); ``targets``, (sums, 30). ``noise`` is what the paper's code
    adds to the line beside its direction, times an amplitude, (symbols,).
    """

    linear: Tensor
    messy: Tensor
    pairs: Tensor
    targets: Tensor
    noise: Tensor


def toy_addition(sweep: Mapping[str, np.ndarray]) -> Task:
    """The examples of each run, with a fixed representation.

    Parameters
    ----------
    sweep : mapping of arrays, shape (runs,)
        ``messiness`` in [0, 1], ``n_train`` (below 55), ``data_seed``; ``line_noise``, the
        amplitude of the noise on R_linear, is 0 where it is missing.

    Notes
    -----
    Inputs are (runs, pairs, 2). The training sets of one data seed are nested. All other pairs are
    the test set, so the runs of one call share their N. An example is correct where its own target
    is the nearest of all.
    """
    noise = iter(sweep.get("line_noise", np.zeros(len(sweep["messiness"]))))
    return _task(sweep, lambda draws, m: representation(
        noisy(draws, float(next(noise))), m)[draws.pairs].sum(1))


def symbol_counts(sweep: Mapping[str, np.ndarray]) -> Task:
    """The same examples for a learnt representation: the input counts each symbol.

    As `toy_addition`, but the inputs are (runs, pairs, symbols), 1 at i and at j, 2 where i = j,
    so that a pair's sum of embeddings is its counts times the embedding matrix.
    """
    return _task(sweep, lambda draws, _: torch.eye(MODULUS)[draws.pairs].sum(1))


def noisy(draws: Draws, amplitude: float) -> Draws:
    """The draws with noise on the second coordinate of R_linear; the paper's code has 0.3."""
    beside = torch.stack([torch.zeros_like(draws.noise), amplitude * draws.noise], 1)
    return draws._replace(linear=draws.linear + beside)


def representation(
    draws: Draws, messiness: float, dtype: torch.dtype = torch.float32
) -> Tensor:
    """(1 - m) R_linear + m R_random, (symbols, 2)."""
    return (1 - messiness) * draws.linear.to(dtype) + messiness * draws.messy.to(dtype)


def messiness_of(E: Tensor, draws: Draws) -> tuple[Tensor, Tensor]:
    """The messiness of a free representation, and its distance from the plane.

    Any line of evenly spaced points is as clean as R_linear, since E_i + E_j then depends on i + j
    alone. So m is the norm of E without its best line, over the same norm of R_random. It is exact
    on (1 - m) R_linear + m R_random, and can exceed 1.

    Parameters
    ----------
    E : Tensor, shape (runs, symbols, 2)
    draws : Draws

    Returns
    -------
    m : Tensor, shape (runs,)
    residual : Tensor, shape (runs,)
        Distance of E from the span of R_linear and R_random, over the norm of E: in [0, 1], and 0
        on the plane.
    """
    linear, messy = (r.to(E).flatten() for r in (draws.linear, draws.messy))
    whole = _beside_a_line(messy.view(1, -1, EMBEDDING)).norm()
    m = _beside_a_line(E).flatten(1).norm(dim=1) / whole
    basis = torch.linalg.qr(torch.stack([linear, messy], 1)).Q
    flat = E.flatten(1)
    residual = (flat - flat @ basis @ basis.mT).norm(dim=1) / flat.norm(dim=1)
    return m, residual


def _beside_a_line(E: Tensor) -> Tensor:
    """E without its least-squares line a + b i, (runs, symbols, 2)."""
    symbol = torch.arange(E.shape[1]).to(E)
    line = torch.linalg.qr(torch.stack([torch.ones_like(symbol), symbol], 1)).Q
    return E - line @ (line.mT @ E)


@lru_cache(maxsize=64)
@torch.inference_mode(False)                    # cached tensors must also serve autograd
def draws(data_seed: int) -> Draws:
    """Draw R_random in [-1, 1]², targets N(0, 1), the order of the pairs and the noise.

    One generator draws all of them, in this order.
    """
    generator = torch.Generator().manual_seed(data_seed)
    line = torch.linspace(-1, 1, MODULUS, dtype=torch.float32)
    real = torch.float32                        # also under another default dtype
    messy = 2 * torch.rand(MODULUS, EMBEDDING, generator=generator, dtype=real) - 1
    targets = torch.randn(2 * MODULUS - 1, TARGET, generator=generator, dtype=real)
    pairs = torch.combinations(torch.arange(MODULUS), with_replacement=True)
    order = torch.randperm(len(pairs), generator=generator)
    noise = 2 * torch.rand(MODULUS, generator=generator, dtype=real) - 1
    return Draws(torch.stack([line, torch.zeros_like(line)], 1), messy, pairs[order], targets,
                 noise)


def seeds_with_all_sums(n_train: int) -> Iterator[int]:
    """Data seeds, from 0 on, with which `n_train` pairs hold all 19 sums.

    No decoder can answer a sum that no training pair has.
    """
    return (seed for seed in count()
            if len(set(draws(seed).pairs[:n_train].sum(1).tolist())) == 2 * MODULUS - 1)


def _task(sweep, inputs_of) -> Task:
    n = _same_n(sweep["n_train"])
    seeds = [int(s) for s in sweep["data_seed"]]
    known = [draws(s) for s in seeds]
    x = torch.stack([
        inputs_of(d, float(m)) for d, m in zip(known, sweep["messiness"], strict=True)
    ])
    sums = torch.stack([d.pairs.sum(1) for d in known])
    table = torch.stack([d.targets for d in known])             # (runs, sums, 30)
    y = torch.take_along_dim(table, sums[:, :, None], 1)
    return Task(
        x[:, :n], y[:, :n], torch.full((len(known), n), 1 / n, dtype=torch.float64),
        x[:, n:], y[:, n:], loss=mean_squared_error,
        correct=lambda outputs, targets: _nearest_is_own(outputs, targets, table))


def _same_n(n_train: np.ndarray) -> int:
    found = np.unique(n_train)
    if len(found) > 1 or not 0 < found[0] < PAIRS:
        raise ValueError(
            f"n_train is {found.tolist()}; give one size for all runs, from 1 to {PAIRS - 1} of "
            f"the {PAIRS} pairs, so that one is left to test on")
    return int(found[0])


def _nearest_is_own(outputs: Tensor, targets: Tensor, table: Tensor) -> Tensor:
    table = table.to(outputs)
    own = (outputs - targets).square().sum(-1)
    return own <= torch.cdist(outputs, table).square().min(-1).values * (1 + 1e-5)
