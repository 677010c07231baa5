"""The gradient of the graph network, written out, on the atoms that are there.

`graph.graph_network` pads every molecule to the largest one, and two atoms of five are padding. In
a step the atoms of a batch are put end to end instead, run after run, so each product of matrices
is as long as it must be. A sum over neighbours reads its rows through a list of bonds; bonds have
no direction, so its derivative is the same sum. The arithmetic of a step is two thirds of that on
padded molecules, and autograd keeps nothing. Both functions are compiled by TorchScript, see
`models.compiled`.
"""

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

from grokviz.models.base import Delta, Params
from grokviz.models.compiled import compiled


class Kept(NamedTuple):
    """What the way back needs of the way there; T atoms of all runs, end to end."""

    x: Tensor                   # (T, read)
    first: Tensor               # (T, width), after either convolution
    second: Tensor
    both: Tensor                # W2 beside R2, (runs, width, 2 width)
    summed: Tensor              # (runs, molecules, width)
    hidden: Tensor
    neighbours: Tensor          # (bonds * 2,), rows of the atoms, for one atom after the other
    starts: Tensor              # (T,), where those of each atom begin
    owner: Tensor               # (T,), the molecule of each atom
    counts: list[int]           # atoms of each run


def bind(
    atoms: int, read: int, params: Params, gradients: Params, inputs: Tensor, delta_: Delta,
) -> Callable[[], None]:
    """See `models.base.Model`."""
    forward, backward = compiled(_forward), compiled(_backward)
    p, g = [*params.values()], [*gradients.values()]

    def write() -> None:
        outputs, kept = forward(p, inputs, atoms, read)
        backward(p, g, kept, delta_(outputs.mT).mT)

    return write


def _forward(
    p: list[Tensor], inputs: Tensor, atoms: int, read: int
) -> tuple[Tensor, Kept]:
    """Outputs (runs, molecules, 1)."""
    runs, n, width = inputs.shape[0], inputs.shape[1], p[0].shape[2]
    rows = inputs.view(runs * n, inputs.shape[2])
    there = rows[:, atoms * (read + atoms):]
    sizes = there.sum(1).to(torch.long)                         # of the molecules
    place = there.reshape(-1).cumsum(0).to(torch.long) - 1      # of an atom, padding not counted
    keep = there.reshape(-1).nonzero()[:, 0]
    x = rows[:, :atoms * read].reshape(-1, read).index_select(0, keep)
    pairs = rows[:, atoms * read:atoms * (read + atoms)].reshape(-1, atoms).nonzero()
    atom, other = pairs[:, 0], pairs[:, 1]
    neighbours = place.index_select(0, atom - atom.remainder(atoms) + other)
    degree = torch.bincount(place.index_select(0, atom), minlength=len(keep))
    starts = degree.cumsum(0) - degree
    owner = keep.div(atoms, rounding_mode="floor")
    counts: list[int] = sizes.view(runs, n).sum(1).tolist()

    both = torch.cat([p[2], p[3]], 2)
    first, mixed = x.new_empty(len(x), width), x.new_empty(len(x), 2 * width)
    at = 0
    for run in range(runs):
        here = first[at:at + counts[run]]
        torch.addmm(p[1][run], x[at:at + counts[run]], p[0][run], out=here)
        here.relu_()
        torch.mm(here, both[run], out=mixed[at:at + counts[run]])
        at += counts[run]
    second = _summed(mixed[:, :width].contiguous(), neighbours, starts)
    second.add_(mixed[:, width:])
    at = 0
    for run in range(runs):
        second[at:at + counts[run]].add_(p[4][run])
        at += counts[run]
    second.relu_()
    each = torch.arange(len(x), device=x.device)
    summed = _summed(second, each, sizes.cumsum(0) - sizes).view(runs, n, width)
    hidden = torch.baddbmm(p[6], summed, p[5]).relu_()
    outputs = torch.baddbmm(p[8], hidden, p[7])
    return outputs, Kept(x, first, second, both, summed, hidden, neighbours, starts, owner, counts)


def _backward(p: list[Tensor], g: list[Tensor], kept: Kept, delta: Tensor) -> None:
    """Write the gradient; `delta` is that by the outputs. It overwrites what was kept."""
    width = kept.first.shape[1]
    torch.bmm(kept.hidden.mT, delta, out=g[7])
    torch.sum(delta, 1, True, out=g[8])
    back = torch.bmm(delta, p[7].mT).mul_(kept.hidden.sign_())
    torch.bmm(kept.summed.mT, back, out=g[5])
    torch.sum(back, 1, True, out=g[6])
    of_molecules = torch.bmm(back, p[5].mT).view(-1, width)
    # After a ReLU the sign is its derivative.
    of_atoms = of_molecules.index_select(0, kept.owner).mul_(kept.second.sign_())
    around = _summed(of_atoms, kept.neighbours, kept.starts)
    mixed = torch.cat([around, of_atoms], 1)
    of_first = torch.empty_like(kept.first)
    at = 0
    for run in range(len(kept.counts)):
        end = at + kept.counts[run]
        torch.sum(of_atoms[at:end], 0, True, out=g[4][run])
        weights = torch.mm(kept.first[at:end].mT, mixed[at:end])
        g[2][run].copy_(weights[:, :width])
        g[3][run].copy_(weights[:, width:])
        torch.mm(mixed[at:end], kept.both[run].mT, out=of_first[at:end])
        at = end
    of_first.mul_(kept.first.sign_())
    at = 0
    for run in range(len(kept.counts)):
        end = at + kept.counts[run]
        torch.mm(kept.x[at:end].mT, of_first[at:end], out=g[0][run])
        torch.sum(of_first[at:end], 0, True, out=g[1][run])
        at = end


def _summed(rows: Tensor, places: Tensor, starts: Tensor) -> Tensor:
    """The sums of rows: those at `places`, from each start up to the next."""
    return torch.embedding_bag(rows, places, starts, False, 0, False, None, False)[0]
