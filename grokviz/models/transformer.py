"""A transformer block that answers [a, b, =], computed exactly at a fraction of the usual cost.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Fig. 7, after Nanda et al. (2023),
arXiv:2301.05217: one block, no layer norm, learned positions, ReLU, untied unembedding.

Only the output at the last position is used, and its query is the same for every pair. Two
things follow. The score of a head depends on one symbol and its place alone. So does the row that
a head adds, per unit of attention, to the hidden layer and directly to the logits. These rows are
computed once in small tables, see `models.transformer_tables`. A pair then mixes eight rows (4
heads, 2 places), weighted by attention. Attention to "=" needs no row, because the weights sum
to one. W_out W_U is one matrix. Only two products over all pairs are left: one with that matrix,
and one for the gradient of attention.
"""

import functools
from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from grokviz.models.base import Delta, Model, Params, Part
from grokviz.models.compiled import LITTLE, compiled, forks_are_alone, once
from grokviz.models.draws import initial
from grokviz.models.lookup import Lookup
from grokviz.models.tiles import joined
from grokviz.models.transformer_tables import Half, into_leaves, into_rows, logits, mix, tables

CHUNK = 512                     # pairs evaluated at once; their rows fit into the cache


def transformer(modulus: int, d_model: int, n_heads: int, d_mlp: int) -> Model:
    """A one-layer transformer on pairs of symbols; the p symbols and "=" are its classes.

    Parameters
    ----------
    modulus : int
        p, the number of symbols.
    d_model : int
        Size of the residual stream; a multiple of `n_heads`.
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
        If `d_model` is not a multiple of `n_heads`.
    """
    if d_model % n_heads:
        raise ValueError(
            f"d_model is {d_model} and n_heads {n_heads}, which does not divide it; give d_model "
            f"{d_model // n_heads * n_heads or n_heads}"
        )

    def parts(params: Params, inputs: Tensor) -> Iterator[Part]:
        t = tables(params, n_heads)
        for begin in range(0, inputs.shape[1], CHUNK):
            pairs = slice(begin, begin + CHUNK)
            of, rows = _lookups(inputs[:, pairs], modulus, n_heads)
            z, _ = mix(t, of.flat, rows.flat, d_mlp)
            yield slice(None), pairs, logits(t, z).mT

    def apply(params: Params, inputs: Tensor) -> Tensor:
        return joined(parts(params, inputs), inputs)

    return Model(initial(functools.partial(_draw, modulus, d_model, d_mlp)), apply,
                 lambda *args: _bind(n_heads, *args), parts)


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
    """Rows by symbol and place, (pairs, 2) of 2p; and by head too, (pairs, 2, heads)."""
    places = torch.arange(2, device=inputs.device)
    heads = torch.arange(n_heads, device=inputs.device)
    of = inputs + modulus * places
    rows = of[..., None] + 2 * modulus * heads
    return Lookup(of.flatten(1), 2 * modulus), Lookup(rows.flatten(1), 2 * modulus * n_heads)


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

    # Small networks are not forked: waking the second core takes longer than it saves.
    forked = cores > 1 and n * d_mlp * modulus > LITTLE and forks_are_alone()
    # Always two halves, also on one core: the order of additions must not depend on the cores.
    program, halves = _program(delta_.of), (half(slice(0, n // 2)), half(slice(n // 2, n)))
    return lambda: program(p, g, n_heads, *halves, forked)


@once
def _program(delta_: Callable[[Tensor, Tensor, Tensor], Tensor]) -> Callable[..., None]:
    """The gradient of a loss, one half of the pairs after the other.

    The halves run side by side where `forked`. They are added in the same order either way, so the
    number of cores does not change a bit of the result.
    """

    def half(t: dict[str, Tensor], at: Half) -> dict[str, Tensor]:
        z, attention = mix(t, at.of, at.rows, t["W_out_U"].size(1))
        y = logits(t, z)
        delta_(y, at.targets, at.weights)
        return into_rows(t, z, attention, y, at)

    one_half = compiled(half)

    def gradient(
        p: dict[str, Tensor], g: dict[str, Tensor], n_heads: int, a: Half, b: Half, forked: bool
    ):
        t = tables(p, n_heads)
        if forked:
            fork = torch.jit.fork(one_half, t, a)
            by, rest = one_half(t, b), torch.jit.wait(fork)
        else:
            by, rest = one_half(t, b), one_half(t, a)
        for name, part in rest.items():
            by[name] = by[name] + part
        into_leaves(p, g, t, by)

    return compiled(gradient)
