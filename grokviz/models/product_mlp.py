"""A perceptron on the product of two embeddings: logits = relu((E[a] * E[b]) W1) W2.

Source: Notsawo, Dumas & Rabusseau (2025), arXiv:2506.05718. Theirs has two embeddings; here both
symbols share one. It has no biases.
"""

import functools

import torch
from torch import Tensor

from grokviz.models.base import Model, Params
from grokviz.models.draws import initial


def product_mlp(modulus: int, d_model: int, width: int) -> Model:
    """One hidden ReLU layer on the entrywise product of the two embeddings of a pair.

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
    Leaves: ``W_E`` (runs, p, d_model); ``W1`` (runs, d_model, width); ``W2`` (runs, p, width). Each
    is drawn from N(0, 1/outputs), as in the authors' code. The gradient is that of autograd.
    """

    def apply(params: Params, inputs: Tensor) -> Tensor:
        run = torch.arange(len(inputs), device=inputs.device)[:, None]
        a, b = (params["W_E"][run, inputs[:, :, place]] for place in (0, 1))
        return torch.relu((a * b) @ params["W1"]) @ params["W2"].mT

    return Model(initial(functools.partial(_draw, modulus, d_model, width)), apply)


def _draw(modulus: int, d_model: int, width: int, generator: torch.Generator) -> Params:
    def normal(rows: int, columns: int, outputs: int) -> Tensor:
        drawn_ = torch.randn(rows, columns, generator=generator, dtype=torch.float32)
        return drawn_ / float(outputs) ** 0.5

    return {"W_E": normal(modulus, d_model, d_model), "W1": normal(d_model, width, width),
            "W2": normal(modulus, width, modulus)}
