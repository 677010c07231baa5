"""A decoder behind a learned representation: it reads sums of embeddings.

counts @ E @ W1 is a decoder on the counts with first matrix E W1. So the decoder's own gradient
is used, and the chain rule divides it between E and W1 in two small products.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import torch
from torch import Tensor

from grokviz.models.base import Delta, Model, Params


def embedded(
    start: Callable[[Mapping[str, np.ndarray], torch.dtype], Tensor], decoder: Model
) -> Model:
    """A model of counts, (runs, examples, symbols), with a leaf ``E``, (runs, symbols, size).

    Parameters
    ----------
    start : function
        Columns and dtype -> the initial representation, (runs, symbols, size).
    decoder : Model
        With a bound gradient, and ``W1`` (runs, size, hidden) as its first matrix.
    """

    bind_decoder = decoder.bind
    if bind_decoder is None:
        raise ValueError("the decoder has no bound gradient; give one that has, e.g. models.mlp")

    def init(sweep: Mapping[str, np.ndarray], dtype: torch.dtype = torch.float32) -> Params:
        return {"E": start(sweep, dtype), **decoder.init(sweep, dtype)}

    def apply(params: Params, counts: Tensor) -> Tensor:
        return decoder.apply(without_embedding(params), counts @ params["E"])

    def bind(
        params: Params, gradients: Params, counts: Tensor, delta_: Delta, cores: int = 1
    ) -> Callable[[], None]:
        E, W1, gE, gW1 = params["E"], params["W1"], gradients["E"], gradients["W1"]
        product, slope = torch.bmm(E, W1), torch.empty_like(torch.bmm(E, W1))
        inner = bind_decoder({**without_embedding(params), "W1": product},
                             {**without_embedding(gradients), "W1": slope}, counts, delta_, cores)

        def gradient() -> None:
            # The decoder sees the present product as its first matrix and writes its slope.
            torch.bmm(E, W1, out=product)
            inner()
            torch.bmm(slope, W1.mT, out=gE)
            torch.bmm(E.mT, slope, out=gW1)

        return gradient

    return Model(init, apply, bind)


def without_embedding(leaves: Params) -> Params:
    """The leaves of the decoder alone."""
    return {k: v for k, v in leaves.items() if k != "E"}
