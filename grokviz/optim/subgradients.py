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
from grokviz.optim.penalties import polar, which


class Terms(TypedDict):
    """What `add` takes besides the parameters and the gradient."""

    l1: Tensor | None
    l2: Tensor | None
    matrices: list[Tensor]
    slopes: list[Tensor]
    nuclear: Tensor
    of_rank: Tensor


class Subgradients:
    """β ∂h, each run's own: `set` the strengths, then `add` to the gradient in the buffer.

    The runs' penalties are a column of names, see `optim.which`. l1 and l2 are over all
    parameters, the nuclear norm over the weight matrices. `parts` is what `add` takes, for a loop
    that is compiled as a whole; it changes with `set`.
    """

    def __init__(self, flat: Flat, penalty: np.ndarray):
        self.flat, self.on = flat, which(penalty)
        self.of_rank = torch.as_tensor(self.on["nuclear"].nonzero()[0]).to(flat.params.device)
        self.leaves = [matrices(flat.views(b)) for b in (flat.params, flat.gradient)]
        self.set(np.zeros(len(penalty)))

    def set(self, strength: np.ndarray) -> None:
        """New strengths, (runs,)."""
        l1, l2, nuclear = (np.asarray(strength) * on for on in self.on.values())
        W, slopes = self.leaves if nuclear.any() else ([], [])
        self.parts = Terms(
            l1=self._spread(l1), l2=self._spread(l2), matrices=W, slopes=slopes,
            of_rank=self.of_rank,
            nuclear=torch.as_tensor(nuclear).to(self.flat.params)[self.of_rank].view(-1, 1, 1),
        )

    def add(self) -> None:
        """Add to the gradient."""
        add(self.flat.params, self.flat.gradient, **self.parts)

    def _spread(self, strength: np.ndarray) -> Tensor | None:
        return self.flat.spread(torch.as_tensor(strength)) if strength.any() else None


def add(
    w: Tensor, g: Tensor, l1: Tensor | None, l2: Tensor | None, matrices: list[Tensor],
    slopes: list[Tensor], nuclear: Tensor, of_rank: Tensor,
) -> None:
    """Add to the gradient g; l1 and l2 one a parameter, the nuclear norm's one a run `of_rank`."""
    if l1 is not None:
        g.addcmul_(torch.sign(w), l1)
    if l2 is not None:
        g.addcmul_(w, l2)
    for i in range(len(matrices)):
        slopes[i].index_add_(0, of_rank, nuclear * polar(matrices[i][of_rank]))


def matrices(leaves: Mapping[str, Tensor]) -> list[Tensor]:
    """The weight matrices among the leaves: those named ``W...``."""
    return [leaf for name, leaf in leaves.items() if name.startswith("W")]
