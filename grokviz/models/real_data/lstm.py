"""An LSTM that reads a list of words and answers yes or no.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Fig. 4; Hochreiter & Schmidhuber (1997).
Each word has an embedding, also the 0 of padding, which comes first. The answer is read off the
state after the last word. Runs follow each other, each through torch's own fused LSTM: on a CPU it
is faster than one program for all runs, whose products in a step are as small.
"""

from __future__ import annotations

import torch
from torch import Tensor

from grokviz.models.base import Model, Params
from grokviz.models.draws import initial

GATES = 4


def lstm(words: int, embedding: int, hidden: int, layers: int) -> Model:
    """Words (runs, examples, length), numbers from 0 to `words` - 1 -> one output.

    Leaves: ``W_E`` (words, embedding), from N(0, 1); for each layer ``W1 U1 b1 c1``, as torch's
    ``weight_ih weight_hh bias_ih bias_hh``; ``W_out``, ``b_out``. All but the first are drawn
    uniformly within 1/sqrt(hidden).
    """
    def draw(generator: torch.Generator) -> Params:
        def uniform(*shape: int) -> Tensor:
            return (2 * torch.rand(shape, generator=generator) - 1) * hidden**-0.5

        leaves = {"W_E": torch.randn(words, embedding, generator=generator)}
        for k in range(1, layers + 1):
            leaves |= {f"W{k}": uniform(GATES * hidden, embedding if k == 1 else hidden),
                       f"U{k}": uniform(GATES * hidden, hidden),
                       f"b{k}": uniform(1, GATES * hidden), f"c{k}": uniform(1, GATES * hidden)}
        return leaves | {"W_out": uniform(1, hidden), "b_out": uniform(1, 1)}

    def apply(params: Params, inputs: Tensor) -> Tensor:
        return torch.stack([states(params, x, run, layers)[:, -1] @ params["W_out"][run].mT
                            + params["b_out"][run] for run, x in enumerate(inputs)])

    return Model(initial(draw), apply)


def states(params: Params, words: Tensor, run: int, layers: int) -> Tensor:
    """The state of one run after each word, (examples, length, hidden)."""
    embedded = torch.embedding(params["W_E"][run], words)
    weights = [params[f"{name}{k}"][run] if name in "WU" else params[f"{name}{k}"][run, 0]
               for k in range(1, layers + 1) for name in "WUbc"]
    start = embedded.new_zeros(layers, len(words), params["W_out"].shape[2])
    found: Tensor = torch.lstm(embedded, (start, start), weights, True, layers, 0.0,
                               torch.is_grad_enabled(), False, True)[0]
    return found


def while_reading(params: Params, words: Tensor, layers: int) -> Tensor:
    """The output after each word, as if it were the last one; (runs, examples, length)."""
    return torch.stack([(states(params, x, run, layers) @ params["W_out"][run].mT
                         + params["b_out"][run])[..., 0] for run, x in enumerate(words)])
