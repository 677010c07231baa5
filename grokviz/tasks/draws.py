"""Random draws of an ensemble: each run has its own generator, so it equals the same run alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import torch
from torch import Tensor


def normal(g: torch.Generator, *shape: int) -> Tensor:
    """N(0, 1) in float64."""
    return torch.randn(*shape, generator=g, dtype=torch.float64)


def each(
    seeds: np.ndarray, make: Callable, device: str, *columns: np.ndarray
) -> tuple[Tensor, ...]:
    """The draws ``make(generator, *settings)`` of all runs, stacked: (runs, ...).

    `columns`, each (runs,), hold the settings of each run.
    """
    runs = [make(torch.Generator().manual_seed(int(seed)), *own)
            for seed, *own in zip(seeds, *columns, strict=True)]
    return tuple(torch.stack(part).to(device) for part in zip(*runs, strict=True))


def scaled_normal(sweep: Mapping[str, np.ndarray], numbers: int, device: str) -> Tensor:
    """Starting weights N(0, 1) times init_scale, drawn from init_seed: (runs, numbers)."""
    (w,) = each(sweep["init_seed"], lambda g: (normal(g, numbers),), device)
    return w * torch.as_tensor(sweep["init_scale"], dtype=w.dtype).to(device)[:, None]
