"""Pictures and sounds as functions of a place: a few samples are shown, all others are the test.

Source of the encoding: Tancik et al. (2020), arXiv:2006.10739. A place p becomes sin(2 pi B p),
cos(2 pi B p); the entries of B are N(0, sigma^2) and fixed. Larger bandwidths sigma let the network
memorise samples without a smooth curve between them. With sigma 0 it sees p itself.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from grokviz.tasks import Task
from grokviz.tasks.losses import mean_squared_error

OWN_STREAM = 1_000_003      # added to a seed, so that B differs from the weights of the same seed


def samples(
    sweep: Mapping[str, np.ndarray], places: Tensor, values: Tensor, *, features: int,
    threshold: float,
) -> Task:
    """The samples of each run.

    Parameters
    ----------
    sweep : mapping of arrays, shape (runs,)
        ``n_train``, ``bandwidth``, ``data_seed`` and ``init_seed``, which draws B.
    places : tensor, shape (samples, axes)
        In [0, 1).
    values : tensor, shape (samples,)
    features : int
        Entries of the encoding: half of them are frequencies.
    threshold : float
        Squared error below which a sample counts as right.

    Notes
    -----
    All samples are in the test tensors, in an order that the data seed draws. The first N are the
    training set, so the training sets of one data seed are nested.
    """
    orders = torch.stack([order(len(places), int(seed)) for seed in sweep["data_seed"]])
    inputs = torch.stack([
        encoded(places, float(sigma), int(seed), features)[order]
        for sigma, seed, order in zip(sweep["bandwidth"], sweep["init_seed"], orders, strict=True)])
    targets = values[orders][..., None]                         # (runs, samples, 1)
    n = torch.as_tensor(sweep["n_train"])[:, None]
    shown = torch.arange(len(places)) < n                       # (runs, samples)
    most = int(n.max())
    return Task(
        inputs[:, :most], targets[:, :most], (shown / n.double())[:, :most], inputs, targets,
        loss=mean_squared_error,
        correct=lambda outputs, wanted: (outputs - wanted).square().mean(-1) < threshold,
        test_weights=~shown / (len(places) - n).double())


@lru_cache(maxsize=64)
def order(count: int, seed: int) -> Tensor:
    """A random order of so many samples, (count,)."""
    return torch.randperm(count, generator=torch.Generator().manual_seed(seed))


def encoded(places: Tensor, bandwidth: float, seed: int, features: int) -> Tensor:
    """The encoding (samples, features) of places (samples, axes); at bandwidth 0 padded with 0."""
    if not bandwidth:
        return torch.nn.functional.pad(places, (0, features - places.shape[1]))
    angles = 2 * math.pi * places @ frequencies(places.shape[1], bandwidth, seed, features)
    return torch.cat([angles.sin(), angles.cos()], 1)


def frequencies(axes: int, bandwidth: float, seed: int, features: int) -> Tensor:
    """B, (axes, features / 2)."""
    generator = torch.Generator().manual_seed(seed + OWN_STREAM)
    drawn = torch.randn(axes, features // 2, generator=generator, dtype=torch.float32)
    return bandwidth * drawn


def grid(rows: int, columns: int) -> Tensor:
    """The places of the pixels of a picture, (rows columns, 2): u down, v to the right."""
    u, v = (torch.arange(n, dtype=torch.float32) / n for n in (rows, columns))
    return torch.cartesian_prod(u, v)


def line(count: int) -> Tensor:
    """The places of the samples of a sound, (count, 1)."""
    return (torch.arange(count, dtype=torch.float32) / count)[:, None]
