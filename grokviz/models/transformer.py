"""One transformer block that answers [a, b, =], computed exactly for a fraction of the work.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Fig. 7, after Nanda et al. (2023),
arXiv:2301.05217: one block, no layer norm, learned positions, ReLU, untied unembedding.

Only the last position is read, and its query is the same for every pair. So a head's score is
one number a symbol and place, and what it would add to the hidden layer, and straight to the
logits, is one row a symbol and place. A pair mixes eight such rows (4 heads, 2 places), by
attention; the share of "=" itself rides along, as attention sums to one. W_out W_U is one
matrix. The only products over all pairs are then those of that matrix, and one for the gradient
of attention.
"""

import functools
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from grokviz.models.base import Delta, Model, Params, Part
from grokviz.models.compiled import LITTLE, compiled, forks_are_alone
from grokviz.models.draws import drawn
from grokviz.models.lookup import Lookup
from grokviz.models.tiles import joined

CHUNK = 512                     # pairs evaluated at once, so that their rows stay in the cache


def transformer(modulus: int, d_model: int, n_heads: int, d_mlp: int) -> Model:
    """A one-layer transformer on pairs of symbols; p symbols and "=", all of them classes too.

    Parameters
    ----------
    modulus : int
        p, the number of symbols.
    d_model : int
        Of the residual stream; a multiple of `n_heads`.
    n_heads, d_mlp : int

    Notes
    -----
    Leaves, each with the run axis first: ``W_E`` (p + 1, d_model), "=" last; ``W_pos`` (3,
    d_model); ``W_Q W_K W_V`` (d_model, d_model), head by head; ``W_O`` (d_model, d_model);
    ``W_in`` (d_model, d_mlp), ``b_in``; ``W_out`` (d_mlp, d_model), ``b_out``; ``W_U`` (d_model,
    p + 1). Drawn from N(0, 1/d_model), ``W_U`` from N(0, 1/(p + 1)); the two biases are zero.

    Raises
    ------
    ValueError
        If the heads do not divide the stream.
    """
    if d_model % n_heads:
        raise ValueError(
            f"d_model is {d_model} and n_heads {n_heads}, which does not divide it; give d_model "
            f"{d_model // n_heads * n_heads or n_heads}"
        )

    def init(sweep: Mapping[str, np.ndarray], dtype: torch.dtype = torch.float32) -> Params:
        return drawn(sweep, functools.partial(_draw, modulus, d_model, d_mlp), dtype)

    def parts(params: Params, inputs: Tensor) -> Iterator[Part]:
        tables = _tables(params, n_heads)
        for begin in range(0, inputs.shape[1], CHUNK):
            pairs = slice(begin, begin + CHUNK)
            of, rows = _lookups(inputs[:, pairs], modulus, n_heads)
            mixed, _ = _mix(tables, of.flat, rows.flat, d_mlp)
            yield slice(None), pairs, _logits(tables, mixed).mT

    def apply(params: Params, inputs: Tensor) -> Tensor:
        return joined(parts(params, inputs), inputs)

    return Model(init, apply, lambda *args: _bind(n_heads, *args), parts)


def _draw(modulus: int, d_model: int, d_mlp: int, generator: torch.Generator) -> Params:
    def normal(*shape: int, std: float = d_model**-0.5) -> Tensor:
        return std * torch.randn(shape, generator=generator, dtype=torch.float32)

    square = (d_model, d_model)
    return {
        "W_E": normal(modulus + 1, d_model), "W_pos": normal(3, d_model),
        "W_Q": normal(*square), "W_K": normal(*square), "W_V": normal(*square),
        "W_O": normal(*square),
        "W_in": normal(d_model, d_mlp), "b_in": torch.zeros(1, d_mlp),
        "W_out": normal(d_mlp, d_model), "b_out": torch.zeros(1, d_model),
        "W_U": normal(d_model, modulus + 1, std=(modulus + 1) ** -0.5),
    }


def _lookups(inputs: Tensor, modulus: int, n_heads: int) -> tuple[Lookup, Lookup]:
    """Of symbol and place, (pairs, 2) in 2p rows; and of head too, (pairs, 2, heads)."""
    places = torch.arange(2, device=inputs.device)
    heads = torch.arange(n_heads, device=inputs.device)
    of = inputs + modulus * places
    rows = of[..., None] + 2 * modulus * heads
    return Lookup(of.flatten(1), 2 * modulus), Lookup(rows.flatten(1), 2 * modulus * n_heads)


class Half(NamedTuple):
    """Half the pairs: the rows they look up and those that look up a row, what is asked, room."""

    of: Tensor
    order: Tensor
    offsets: Tensor
    rows: Tensor
    row_order: Tensor
    row_offsets: Tensor
    targets: Tensor
    weights: Tensor
    d: Tensor                                   # (runs, pairs, d_mlp + classes)


def _bind(
    n_heads: int, p: Params, g: Params, inputs: Tensor, delta_: Delta, cores: int = 1
) -> Callable[[], None]:
    (runs, n), modulus, d_mlp = inputs.shape[:2], p["W_E"].shape[1] - 1, p["W_in"].shape[2]

    def half(within: slice) -> Half:
        of, rows = _lookups(inputs[:, within], modulus, n_heads)
        targets, weights = (x[..., within].contiguous() for x in (delta_.targets, delta_.weights))
        d = p["W_E"].new_empty(runs, within.stop - within.start, d_mlp + modulus + 1)
        return Half(of.flat, of.order, of.offsets, rows.flat, rows.order, rows.offsets,
                    targets, weights, d)

    forked = cores > 1 and n * d_mlp * modulus > LITTLE and forks_are_alone()
    program, halves = _program(delta_.of), (half(slice(0, n // 2)), half(slice(n // 2, n)))
    return lambda: program(p, g, n_heads, *halves, forked)


@functools.cache
def _program(delta_: Callable[[Tensor, Tensor, Tensor], Tensor]) -> Callable[..., None]:
    """The gradient of a loss, by halves of the pairs, at the same time where `forked`."""

    def half(t: dict[str, Tensor], at: Half) -> dict[str, Tensor]:
        z, attention = _mix(t, at.of, at.rows, t["W_out_U"].size(1))
        y = _logits(t, z)
        delta_(y, at.targets, at.weights)
        return _into_rows(t, z, attention, y, at)

    one_half = compiled(half)

    def gradient(
        p: dict[str, Tensor], g: dict[str, Tensor], n_heads: int, a: Half, b: Half, forked: bool
    ):
        t = _tables(p, n_heads)
        if forked:
            fork = torch.jit.fork(one_half, t, a)
            by, rest = one_half(t, b), torch.jit.wait(fork)
        else:
            by, rest = one_half(t, b), one_half(t, a)
        for name, part in rest.items():
            by[name] = by[name] + part
        _into_leaves(p, g, t, by)

    return compiled(gradient)


def _tables(p: dict[str, Tensor], n_heads: int) -> dict[str, Tensor]:
    """All that depends on a symbol and its place, or on neither."""
    runs, d_model, n = p["W_E"].size(0), p["W_E"].size(2), p["W_E"].size(1) - 1
    size = d_model // n_heads
    W_E, W_pos = p["W_E"][:, :n], p["W_pos"]
    equals = p["W_E"][:, n:] + W_pos[:, 2:]
    x = torch.cat([W_E + W_pos[:, :1], W_E + W_pos[:, 1:2], equals], 1)
    q, k, v = torch.bmm(equals, p["W_Q"]), torch.bmm(x, p["W_K"]), torch.bmm(x, p["W_V"])
    values = v[:, : 2 * n] - v[:, 2 * n :]              # what attending to it adds over "="
    residual = equals + torch.bmm(v[:, 2 * n :], p["W_O"])
    ends = torch.cat([p["W_in"], p["W_U"]], 2)          # into the hidden layer, into the logits
    through = torch.bmm(p["W_O"], ends)
    by_head = values.view(runs, 2 * n, n_heads, size).transpose(1, 2).reshape(-1, 2 * n, size)
    biases = torch.cat([p["b_in"], torch.bmm(p["b_out"], p["W_U"])], 2)
    return {
        "x": x, "q": q, "k": k, "v": v, "values": values, "residual": residual, "ends": ends,
        "scores": (k * q).view(runs, -1, n_heads, size).sum(-1) * size**-0.5,
        "through": through, "by_head": by_head,
        "rows": torch.bmm(by_head, through.view(runs * n_heads, size, -1)),
        "same": torch.baddbmm(biases, residual, ends),  # of every pair
        "W_out_U": torch.bmm(p["W_out"], p["W_U"]),
    }


def _mix(
    t: dict[str, Tensor], of: Tensor, rows: Tensor, d_mlp: int
) -> tuple[Tensor, Tensor]:
    """Hidden layer and direct logits, (runs, pairs, d_mlp + classes); attention (.., 3, heads)."""
    scores = t["scores"]
    runs, last, n_heads = scores.size(0), scores.size(1) - 1, scores.size(2)
    found = scores[:, :last].reshape(-1, n_heads)[of].view(runs, -1, 2, n_heads)
    equals = scores[:, None, last:].expand(runs, found.size(1), 1, n_heads)
    attention = torch.softmax(torch.cat([found, equals], 2), 2)
    weights = attention[:, :, :2].reshape(-1)
    begins = torch.arange(0, rows.size(0), 2 * n_heads, device=rows.device)
    z = torch.embedding_bag(
        t["rows"].view(-1, t["rows"].size(2)), rows, begins, False, 0, False, weights
    )[0].view(runs, found.size(1), -1)
    z = z + t["same"]
    z[:, :, :d_mlp].relu_()
    return z, attention


def _logits(t: dict[str, Tensor], z: Tensor) -> Tensor:
    """(runs, classes, pairs)."""
    d_mlp = t["W_out_U"].size(1)
    return torch.baddbmm(z[:, :, d_mlp:].mT, t["W_out_U"].mT, z[:, :, :d_mlp].mT)


def _into_rows(
    t: dict[str, Tensor], z: Tensor, attention: Tensor, y: Tensor, at: Half
) -> dict[str, Tensor]:
    """From the derivative by the logits, in y, to that by the tables."""
    W_out_U, values, d = t["W_out_U"], t["values"], at.d
    runs, n, d_mlp, n_heads = d.size(0), d.size(1), W_out_U.size(1), attention.size(3)
    hidden = z[:, :, :d_mlp]
    by_W_out_U = torch.bmm(y, hidden)                   # (runs, classes, d_mlp)
    by_hidden = d[:, :, :d_mlp]
    torch.bmm(y.mT, W_out_U.mT, out=by_hidden)
    torch.ops.aten.threshold_backward(by_hidden, hidden, 0, grad_input=by_hidden)
    d[:, :, d_mlp:].copy_(y.mT)
    weights = attention[:, :, :2].reshape(-1)[at.row_order]
    pair, flat = at.row_order // (2 * n_heads), d.view(runs * n, -1)
    rows = torch.embedding_bag(flat, pair, at.row_offsets, False, 0, False, weights)[0]
    mixed = torch.bmm(d, t["through"].mT).view(runs, n, 1, n_heads, -1)
    found = values.view(-1, values.size(2))[at.of].view(runs, n, 2, n_heads, -1)
    by_attention = (found * mixed).sum(-1)              # that of "=" is zero
    mean = (attention[:, :, :2] * by_attention).sum(2, keepdim=True)
    by_found = (attention[:, :, :2] * (by_attention - mean)).view(-1, n_heads)
    by_scores = torch.embedding_bag(by_found, at.order, at.offsets)[0].view(runs, -1, n_heads)
    by_equals = -(attention[:, :, 2:] * mean).sum(1)
    return {
        "W_out_U": by_W_out_U, "rows": rows.view(t["rows"].size()), "same": d.sum(1, keepdim=True),
        "scores": torch.cat([by_scores, by_equals], 1),
    }


def _into_leaves(
    p: dict[str, Tensor], g: dict[str, Tensor], t: dict[str, Tensor], by: dict[str, Tensor]
):
    """From the derivatives by the tables to those by every leaf."""
    runs, d_mlp, x, v = p["W_E"].size(0), p["W_in"].size(2), t["x"], t["v"]
    n, n_heads, d_model = p["W_E"].size(1) - 1, by["scores"].size(2), p["W_E"].size(2)
    size = d_model // n_heads
    through = torch.bmm(t["by_head"].mT, by["rows"]).view(runs, d_model, -1)
    by_head = torch.bmm(by["rows"], t["through"].view(runs * n_heads, size, -1).mT)
    values = by_head.view(runs, n_heads, 2 * n, size).transpose(1, 2).reshape(runs, 2 * n, d_model)
    residual = torch.bmm(by["same"], t["ends"].mT)
    ends = torch.baddbmm(torch.bmm(p["W_O"].mT, through), t["residual"].mT, by["same"])
    by_logits = by["same"][:, :, d_mlp:]
    g["W_in"].copy_(ends[:, :, :d_mlp])
    g["b_in"].copy_(by["same"][:, :, :d_mlp])
    torch.bmm(by_logits, p["W_U"].mT, out=g["b_out"])
    torch.bmm(by["W_out_U"].mT, p["W_U"].mT, out=g["W_out"])
    unembed = torch.baddbmm(ends[:, :, d_mlp:], p["W_out"].mT, by["W_out_U"].mT)
    torch.baddbmm(unembed, p["b_out"].mT, by_logits, out=g["W_U"])

    scores = by["scores"].unsqueeze(3) * size**-0.5
    k, q = t["k"].view(runs, -1, n_heads, size), t["q"].view(runs, 1, n_heads, size)
    by_k = (scores * q).view(runs, -1, d_model)
    by_q = (scores * k).sum(1).view(runs, 1, d_model)
    equals = torch.bmm(residual, p["W_O"].mT) - values.sum(1, keepdim=True)
    by_v = torch.cat([values, equals], 1)
    by_O = torch.bmm(through, t["ends"].mT)
    torch.baddbmm(by_O, v[:, 2 * n :].mT, residual, out=g["W_O"])
    torch.bmm(x[:, 2 * n :].mT, by_q, out=g["W_Q"])
    torch.bmm(x.mT, by_k, out=g["W_K"])
    torch.bmm(x.mT, by_v, out=g["W_V"])
    by_x = torch.baddbmm(torch.bmm(by_k, p["W_K"].mT), by_v, p["W_V"].mT)
    last = by_x[:, 2 * n :] + residual + torch.bmm(by_q, p["W_Q"].mT)
    g["W_E"].copy_(torch.cat([by_x[:, :n] + by_x[:, n : 2 * n], last], 1))
    by_places = by_x[:, : 2 * n].view(runs, 2, n, d_model).sum(2)
    g["W_pos"].copy_(torch.cat([by_places, last], 1))
