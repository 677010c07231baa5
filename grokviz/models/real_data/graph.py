"""A graph network on molecules: two convolutions, a sum over the atoms, and two linear layers.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Fig. 5. Their convolutions read the kind
of each bond through small networks; here an atom adds up its neighbours (Morris et al. 2019,
arXiv:1810.02244). All molecules are padded to the same number of atoms, so that all runs and all
molecules are one product of matrices. The first convolution reads sums that training never
changes; they are computed once, with the examples.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

from grokviz.models.base import Delta, Model, Params
from grokviz.models.draws import initial
from grokviz.models.real_data.graph_gradient import bind


class Layout(NamedTuple):
    """Where the numbers of a molecule are, in a row of features.

    First `read` numbers for each of `atoms` atoms, then the adjacency matrix, then 1 for each atom
    that is there and 0 for padding.
    """

    atoms: int
    read: int

    @property
    def features(self) -> int:
        return self.atoms * (self.read + self.atoms + 1)

    def parts(self, inputs: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(..., atoms, read), (..., atoms, atoms), (..., atoms, 1)."""
        n, sizes = self.atoms, [self.atoms * self.read, self.atoms**2, self.atoms]
        x, bonds, there = inputs.split(sizes, -1)
        return (x.unflatten(-1, (n, self.read)), bonds.unflatten(-1, (n, n)),
                there.unsqueeze(-1))


def graph_network(layout: Layout, width: int) -> Model:
    """Molecules -> one number; `width` units in each of the three hidden layers.

    Leaves: ``W1 b1`` of the first convolution; ``W2``, ``R2``, ``b2`` of the second, which
    multiply the sum over the neighbours and the atom itself; ``W3 b3 W4 b4``. All are drawn
    uniformly within 1/sqrt(inputs of the unit).
    """
    def apply(params: Params, inputs: Tensor) -> Tensor:
        return read_out(params, atoms(params, inputs, layout)[1].sum(2))

    def draw(generator: torch.Generator) -> Params:
        def uniform(fan_in: int, *shape: int) -> Tensor:
            return (2 * torch.rand(shape, generator=generator) - 1) * fan_in**-0.5

        # 7 of the 14 numbers of an atom are its own; the paper's layers count those alone.
        first, w = layout.read // 2, width
        return {"W1": uniform(first, 2 * first, w), "b1": uniform(first, 1, w),
                "W2": uniform(w, w, w), "R2": uniform(w, w, w), "b2": uniform(w, 1, w),
                "W3": uniform(w, w, w), "b3": uniform(w, 1, w),
                "W4": uniform(w, w, 1), "b4": uniform(w, 1, 1)}

    def bound(
        params: Params, gradients: Params, inputs: Tensor, delta_: Delta, cores: int
    ) -> Callable[[], None]:
        return bind(layout.atoms, layout.read, params, gradients, inputs, delta_)

    return Model(initial(draw), apply, bound)


def atoms(params: Params, inputs: Tensor, layout: Layout) -> tuple[Tensor, Tensor]:
    """What each atom knows after either convolution, (runs, molecules, atoms, width) twice."""
    x, bonds, there = layout.parts(inputs)
    runs, n = inputs.shape[:2]
    flat = (runs, n * layout.atoms, -1)
    first = torch.baddbmm(params["b1"], x.reshape(flat), params["W1"]).relu()
    # One product for both matrices of the second convolution.
    both = torch.bmm(first, torch.cat([params["W2"], params["R2"]], 2))
    around, own = both.view(runs, n, layout.atoms, -1).chunk(2, -1)
    second = (torch.matmul(bonds, around) + own + params["b2"].unsqueeze(1)).relu() * there
    return first.view(runs, n, layout.atoms, -1), second


def read_out(params: Params, summed: Tensor) -> Tensor:
    """From the sum over the atoms, (runs, molecules, width), to one number each."""
    hidden = torch.baddbmm(params["b3"], summed, params["W3"]).relu()
    return torch.baddbmm(params["b4"], hidden, params["W4"])
