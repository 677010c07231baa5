"""Draws of an ensemble: each run from a generator of its own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor


def normal(g: torch.Generator, *shape: int) -> Tensor:
    """N(0, 1) in float64."""
    return torch.randn(*shape, generator=g, dtype=torch.float64)


def each(
    seeds: np.ndarray, make: Callable, device: str, *columns: np.ndarray
) -> tuple[Tensor, ...]:
    """What ``make(generator, *settings)`` draws for each run, stacked: (runs, ...).

    `columns`, each (runs,), hold the settings in which the draws of runs differ.
    """
    runs = [make(torch.Generator().manual_seed(int(seed)), *own)
            for seed, *own in zip(seeds, *columns, strict=True)]
    return tuple(torch.stack(part).to(device) for part in zip(*runs, strict=True))
