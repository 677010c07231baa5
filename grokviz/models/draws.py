"""Initial weights: each run has a separate generator and keeps its precision."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import torch
from torch import Tensor

from grokviz.models.base import Init, Params

Draw = Callable[[torch.Generator], Params]      # the leaves of one run, in float32


def initial(draw: Draw) -> Init:
    """The `init` of a model whose runs are drawn one by one, see `drawn`."""
    def init(sweep: Mapping[str, np.ndarray], dtype: torch.dtype = torch.float32) -> Params:
        return drawn(sweep, draw, dtype)

    return init


def drawn(sweep: Mapping[str, np.ndarray], draw: Draw, dtype: torch.dtype) -> Params:
    """Leaves, (runs, ...): run i is drawn with ``init_seed[i]`` and scaled by ``init_scale[i]``.

    ``draw`` draws in float32. A run in float64 starts from the same network with more digits, so
    the two precisions of a run can be compared.
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
    """w in float64, with random digits beyond float32; rounded to float32 it is w again.

    Zeros stay zero, because they were not drawn. Drawing in float64 in the first place would give
    another network: a generator gives other numbers in float64 than in float32.
    """
    size = w.abs()
    # Less than half the distance to the next float32 towards 0, so it rounds back to w.
    gap = size.double() - torch.nextafter(size, torch.zeros_like(size)).double()
    return w.double() + gap * (
        torch.rand(w.shape, generator=generator, dtype=torch.float64) - 0.5)
