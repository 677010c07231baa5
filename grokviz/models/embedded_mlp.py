"""A perceptron on two embedded symbols: logits = relu((E U)[a] + (E V)[b] + b1) W2 + b2.

Both symbols share the embedding E; [U V] is the first layer. E U and E V depend on one symbol
alone, so they are computed for p symbols and not for p² pairs, which changes no result. The
gradient is written out.
"""

import functools
from collections.abc import Callable, Iterator
from itertools import product
from typing import NamedTuple

import torch
from torch import Tensor

from grokviz.models.base import Delta, Model, Params, Part
from grokviz.models.compiled import LITTLE, compiled, forks_are_alone, once
from grokviz.models.draws import initial
from grokviz.models.lookup import Lookup
from grokviz.models.mlp import draw
from grokviz.models.tiles import joined, tiles


def embedded_mlp(modulus: int, d_model: int, width: int) -> Model:
    """One hidden ReLU layer on the two embeddings of a pair, concatenated.

    Parameters
    ----------
    modulus : int
        p, the number of symbols and of classes.
    d_model : int
        Features of an embedding.
    width : int
        Hidden units.

    Notes
    -----
    Leaves: ``W_E`` (runs, p, d_model), drawn from N(0, 1/d_model); ``W1`` (runs, d_model,
    2 width), the first symbol's half before the second's; ``b1`` (runs, 1, width); ``W2`` (runs,
    p, width), ``b2`` (runs, p, 1). The layers are drawn as torch.nn.Linear draws them.
    """

    def apply(params: Params, inputs: Tensor) -> Tensor:
        return joined(_parts(params, inputs), inputs)

    return Model(initial(functools.partial(_draw, modulus, d_model, width)), apply, _bind, _parts)


def _draw(modulus: int, d_model: int, width: int, generator: torch.Generator) -> Params:
    W_E = torch.randn(modulus, d_model, generator=generator, dtype=torch.float32) / d_model**0.5
    W1, b1, W2, b2 = draw((2 * d_model, width, modulus), generator)
    # torch.nn.Linear draws (width, 2 d_model); here the halves stand side by side, transposed.
    halves = W1.view(width, 2, d_model).permute(2, 1, 0).reshape(d_model, 2 * width)
    return {"W_E": W_E, "W1": halves, "b1": b1[None], "W2": W2, "b2": b2[:, None]}


def _lookup(inputs: Tensor, modulus: int) -> Lookup:
    """Rows of the table (p, 2, width) for symbol a at the first place and b at the second."""
    places = torch.arange(2, device=inputs.device)
    return Lookup((2 * inputs + places).flatten(1), 2 * modulus)


def _pairs(inputs: Tensor, modulus: int) -> Tensor:
    """Both rows of each pair, (runs, pairs, 2), in the tables of all runs laid end to end."""
    return _lookup(inputs, modulus).flat.view(inputs.shape)


def _parts(params: Params, inputs: Tensor) -> Iterator[Part]:
    (_, p, _), width = params["W_E"].shape, params["b1"].shape[2]
    rows = params["W_E"] @ params["W1"]
    # The bias joins the first symbol's half: each pair reads that half exactly once.
    rows[:, :, :width] += params["b1"]
    rows, flat, W2, b2 = rows.view(-1, width), _pairs(inputs, p), params["W2"], params["b2"]
    for run, part in product(*tiles(inputs, width)):
        # embedding_bag adds the two rows of a pair while it reads them, in one pass.
        z = torch.nn.functional.embedding_bag(flat[run, part].flatten(0, 1), rows, mode="sum")
        h = z.relu_().view(len(W2[run]), -1, width)
        yield run, part, torch.baddbmm(b2[run], W2[run], h.mT).mT


class Tile(NamedTuple):
    """Some pairs: the rows they read, their targets, and work space for two derivatives."""

    flat: Tensor
    begins: Tensor
    targets: Tensor
    weights: Tensor
    y: Tensor                                   # (runs, p, pairs)
    d: Tensor                                   # (runs, pairs, width), by the hidden layer


class Group(NamedTuple):
    """Half the pairs of some runs: leaves, gradients, tiles, and the way back to the rows."""

    W2: Tensor
    b2: Tensor
    gW2: Tensor
    gb2: Tensor
    by_rows: Tensor
    d: Tensor                                   # (runs, pairs, width), work space that groups share
    tiles: list[Tile]
    order: Tensor
    offsets: Tensor


def _bind(
    p: Params, g: Params, inputs: Tensor, delta_: Delta, cores: int = 1
) -> Callable[[], None]:
    (runs, modulus, _), width, n = p["W_E"].shape, p["b1"].shape[2], inputs.shape[1]
    flat, new = _pairs(inputs, modulus), p["W_E"].new_empty
    rows = new(runs, modulus, 2 * width)
    W2, b2, by_rows = ([torch.empty_like(like) for _ in range(2)]
                       for like in (p["W2"], p["b2"], rows))
    program = _program(delta_.of)

    def half(which: int, within: slice) -> list[Group]:
        """A tile reads the tables of all runs laid end to end, and writes back to its own run."""
        together, parts = tiles(inputs[:, within], width)
        d = new(len(rows[together[0]]), within.stop - within.start, width)

        def tile(run: slice, part: slice) -> Tile:
            looked_up, at = flat[run, within][:, part].flatten(), d[:, part]
            targets, weights = (x[run, :, within][:, :, part].contiguous()
                                for x in (delta_.targets, delta_.weights))
            return Tile(
                looked_up, torch.arange(0, len(looked_up), 2, device=inputs.device),
                targets, weights, new(len(at), modulus, at.shape[1]), at,
            )

        def group(run: slice) -> Group:
            of = _lookup(inputs[run, within], modulus)
            return Group(
                p["W2"][run], p["b2"][run], W2[which][run], b2[which][run], by_rows[which][run], d,
                [tile(run, part) for part in parts], of.order // 2, of.offsets,
            )

        return [group(run) for run in together]

    # Always two halves, also on one core: the order of additions must not depend on the cores.
    halves = [half(0, slice(0, n // 2)), half(1, slice(n // 2, n))]
    # Small networks are not forked: waking the second core takes longer than it saves.
    forked = cores > 1 and n * width * modulus > LITTLE and forks_are_alone()
    return lambda: program(p, g, rows, halves, W2, b2, by_rows, forked)


@once
def _program(delta_: Callable[[Tensor, Tensor, Tensor], Tensor]) -> Callable[..., None]:
    """The gradient of a loss, one half of the pairs after the other.

    The halves run side by side where `forked`. They are added in the same order either way, so the
    number of cores does not change a bit of the result.
    """

    def half(groups: list[Group], rows: Tensor) -> Tensor:
        for of in groups:
            of.gW2.zero_()
            of.gb2.zero_()
            for at in of.tiles:
                z = torch.embedding_bag(rows.view(-1, of.d.size(2)), at.flat, at.begins)[0]
                h = torch.relu_(z).view(at.d.size())
                torch.baddbmm(of.b2, of.W2, h.mT, out=at.y)
                delta_(at.y, at.targets, at.weights)
                torch.baddbmm(of.gW2, at.y, h, out=of.gW2)
                of.gb2.add_(at.y.sum([2], True))
                torch.bmm(at.y.mT, of.W2, out=at.d)
                torch.ops.aten.threshold_backward(at.d, h, 0, grad_input=at.d)
            d = of.d.view(-1, of.d.size(2))
            of.by_rows.copy_(torch.embedding_bag(d, of.order, of.offsets)[0].view_as(of.by_rows))
        return rows

    one_half = compiled(half)

    def gradient(
        p: dict[str, Tensor], g: dict[str, Tensor], rows: Tensor, halves: list[list[Group]],
        W2: list[Tensor], b2: list[Tensor], by_rows: list[Tensor], forked: bool,
    ):
        width = p["b1"].size(2)
        torch.bmm(p["W_E"], p["W1"], out=rows)
        rows[:, :, :width].add_(p["b1"])
        if forked:
            first = torch.jit.fork(one_half, halves[0], rows)
            one_half(halves[1], rows)
            torch.jit.wait(first)
        else:
            one_half(halves[0], rows)
            one_half(halves[1], rows)
        torch.add(W2[0], W2[1], out=g["W2"])
        torch.add(b2[0], b2[1], out=g["b2"])
        back = by_rows[0].add_(by_rows[1])
        torch.sum(back[:, :, :width], [1], True, out=g["b1"])
        # The chain rule through rows = E W1 and the bias.
        torch.bmm(p["W_E"].mT, back, out=g["W1"])
        torch.bmm(back, p["W1"].mT, out=g["W_E"])

    return compiled(gradient)
