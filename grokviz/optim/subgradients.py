"""Penalties of networks: the term that they add to the gradient, in closed form.

Source: Notsawo, Dumas & Rabusseau (2025), arXiv:2506.05718, whose networks take sub-gradients
through Adam.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from grokviz.optim.flat import Flat
from grokviz.optim.penalties import by_form, which
from grokviz.optim.thresholds import polar


class Terms(NamedTuple):
    """Penalties of closed form, with the strengths of all runs, as `add` takes them."""

    signs: Tensor | None                        # strength of sign(w), one a parameter
    weights: Tensor | None                      # strength of w, one a parameter
    matrices: list[Tensor]
    slopes: list[Tensor]                        # their gradients
    polars: Tensor                              # strength of the polar factor, one a run in
    of_rank: Tensor                             # these runs


class Subgradients:
    """β ∂h of each run: `set` the strengths, then `add` to the gradient in the buffer.

    The penalties of the runs are a column of names, see `optim.which`. `parts` are the arguments of
    the function `add`, for a compiled loop; they change with `set`. They cover everything unless
    there are `further` penalties, which a compiled loop does not know.
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
        # Without a nuclear norm the lists are empty, and no decomposition is computed.
        W, slopes = self.leaves if polars.any() else ([], [])
        of_rank = torch.as_tensor(polars.nonzero()[0]).to(self.flat.params.device)
        self.parts = Terms(
            signs=self._spread(signs), weights=self._spread(weights), matrices=W, slopes=slopes,
            of_rank=of_rank,
            polars=torch.as_tensor(polars).to(self.flat.params)[of_rank].view(-1, 1, 1),
        )

    def add(self) -> None:
        """Add to the gradient."""
        add(self.flat.params, self.flat.gradient, self.parts)
        for penalty, strength in self.further:
            for w, g in zip(*(self.leaves if penalty.of_matrices else self.every), strict=True):
                g.addcmul_(penalty.subgradient(w), strength)

    def _spread(self, strength: np.ndarray) -> Tensor | None:
        return self.flat.spread(torch.as_tensor(strength)) if strength.any() else None


def add(w: Tensor, g: Tensor, terms: Terms) -> None:
    """Add the terms to the gradient g. TorchScript compiles this function."""
    signs, weights = terms.signs, terms.weights
    if signs is not None:
        g.addcmul_(torch.sign(w), signs)
    if weights is not None:
        g.addcmul_(w, weights)
    for i in range(len(terms.matrices)):
        moved = terms.polars * polar(terms.matrices[i][terms.of_rank])
        terms.slopes[i].index_add_(0, terms.of_rank, moved)


def matrices(leaves: Mapping[str, Tensor]) -> list[Tensor]:
    """The weight matrices among the leaves: those named ``W...``."""
    return [leaf for name, leaf in leaves.items() if name.startswith("W")]
