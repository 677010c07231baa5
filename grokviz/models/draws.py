"""Initial weights: each run's from a generator of its own, in the precision of the run."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import torch
from torch import Tensor

from grokviz.models.base import Params


def drawn(
    sweep: Mapping[str, np.ndarray], draw: Callable[[torch.Generator], Params], dtype: torch.dtype
) -> Params:
    """Leaves (runs, ...): run i drawn with ``init_seed[i]``, everything times ``init_scale[i]``.

    ``draw`` draws in float32. A run in float64 begins from the same network with more digits, so
    that the two precisions of a run can be compared.
    """
    runs = []
    for seed, scale in zip(sweep["init_seed"], sweep["init_scale"], strict=True):
        generator = torch.Generator().manual_seed(int(seed))
        leaves = draw(generator)
        if dtype == torch.float64:
            leaves = {k: more_digits(v, generator) for k, v in leaves.items()}
        runs.append({k: v * float(scale) for k, v in leaves.items()})
    return {k: torch.stack([run[k] for run in runs]) for k in runs[0]}


def more_digits(w: Tensor, generator: torch.Generator) -> Tensor:
    """In float64, the digits drawn that float32 has no room for; float32 rounds it to w again.

    Zeros stay: they are not drawn. A generator gives other numbers in float64 than in float32, so
    to draw in float64 at once would be another network.
    """
    size = w.abs()
    gap = size.double() - torch.nextafter(size, torch.zeros_like(size)).double()
    return w.double() + gap * (
        torch.rand(w.shape, generator=generator, dtype=torch.float64) - 0.5)
