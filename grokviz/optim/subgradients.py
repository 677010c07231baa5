"""Penalties in the loss of networks: what they add to the gradient, in closed form.

Source: Notsawo, Dumas & Rabusseau (2025), arXiv:2506.05718, whose networks take sub-gradients
through Adam.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

import numpy as np
import torch
from torch import Tensor

from grokviz.optim.flat import Flat
from grokviz.optim.penalties import by_form, which
from grokviz.optim.thresholds import polar


class Terms(TypedDict):
    """What `add` takes besides the parameters and the gradient."""

    signs: Tensor | None
    weights: Tensor | None
    matrices: list[Tensor]
    slopes: list[Tensor]
    polars: Tensor
    of_rank: Tensor


class Subgradients:
    """β ∂h, each run's own: `set` the strengths, then `add` to the gradient in the buffer.

    The runs' penalties are a column of names, see `optim.which`. `parts` is what the function
    `add` takes, for a loop that is compiled as a whole; it changes with `set`. Such a loop has all
    there is, unless there are `further` penalties, whose steps it does not know.
    """

    def __init__(self, flat: Flat, penalty: np.ndarray):
        self.flat, self.on = flat, which(penalty)
        params, gradients = (flat.views(b) for b in (flat.params, flat.gradient))
        self.every = list(params.values()), list(gradients.values())
        self.leaves = matrices(params), matrices(gradients)
        self.set(np.zeros(len(penalty)))

    def set(self, strength: np.ndarray) -> None:
        """New strengths, (runs,)."""
        (signs, weights, polars), further = by_form(
            {name: np.asarray(strength) * on for name, on in self.on.items()},
            lambda penalty: (penalty.subgradient, penalty.of_matrices))
        self.further = [(penalty, torch.as_tensor(own).to(self.flat.params).view(-1, 1, 1))
                        for penalty, own in further]
        W, slopes = self.leaves if polars.any() else ([], [])
        of_rank = torch.as_tensor(polars.nonzero()[0]).to(self.flat.params.device)
        self.parts = Terms(
            signs=self._spread(signs), weights=self._spread(weights), matrices=W, slopes=slopes,
            of_rank=of_rank,
            polars=torch.as_tensor(polars).to(self.flat.params)[of_rank].view(-1, 1, 1),
        )

    def add(self) -> None:
        """Add to the gradient."""
        add(self.flat.params, self.flat.gradient, **self.parts)
        for penalty, strength in self.further:
            for w, g in zip(*(self.leaves if penalty.of_matrices else self.every), strict=True):
                g.addcmul_(penalty.subgradient(w), strength)

    def _spread(self, strength: np.ndarray) -> Tensor | None:
        return self.flat.spread(torch.as_tensor(strength)) if strength.any() else None


def add(
    w: Tensor, g: Tensor, signs: Tensor | None, weights: Tensor | None, matrices: list[Tensor],
    slopes: list[Tensor], polars: Tensor, of_rank: Tensor,
) -> None:
    """Add to the gradient g: `signs` times sign(w), `weights` times w, one number a parameter;
    `polars` times the polar factor of each matrix, one number a run `of_rank`."""
    if signs is not None:
        g.addcmul_(torch.sign(w), signs)
    if weights is not None:
        g.addcmul_(w, weights)
    for i in range(len(matrices)):
        slopes[i].index_add_(0, of_rank, polars * polar(matrices[i][of_rank]))


def matrices(leaves: Mapping[str, Tensor]) -> list[Tensor]:
    """The weight matrices among the leaves: those named ``W...``."""
    return [leaf for name, leaf in leaves.items() if name.startswith("W")]
