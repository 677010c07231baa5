"""A perceptron on the product of two embeddings: logits = relu((E[a] * E[b]) W1) W2.

Source: Notsawo, Dumas & Rabusseau (2025), arXiv:2506.05718. Theirs has two embeddings; here both
symbols share one. It has no biases. The gradient is written out.
"""

import functools
from collections.abc import Callable

import torch
from torch import Tensor

from grokviz.models.base import Delta, Model, Params
from grokviz.models.compiled import compiled, once
from grokviz.models.draws import initial
from grokviz.models.lookup import Lookup


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
    is drawn from N(0, 1/outputs), as in the authors' code.
    """

    def apply(params: Params, inputs: Tensor) -> Tensor:
        run = torch.arange(len(inputs), device=inputs.device)[:, None]
        a, b = (params["W_E"][run, inputs[:, :, place]] for place in (0, 1))
        return torch.relu((a * b) @ params["W1"]) @ params["W2"].mT

    return Model(initial(functools.partial(_draw, modulus, d_model, width)), apply, _bind)


def _draw(modulus: int, d_model: int, width: int, generator: torch.Generator) -> Params:
    def normal(rows: int, columns: int, outputs: int) -> Tensor:
        drawn_ = torch.randn(rows, columns, generator=generator, dtype=torch.float32)
        return drawn_ / float(outputs) ** 0.5

    return {"W_E": normal(modulus, d_model, d_model), "W1": normal(d_model, width, width),
            "W2": normal(modulus, width, modulus)}


def _bind(
    p: Params, g: Params, inputs: Tensor, delta_: Delta, cores: int = 1
) -> Callable[[], None]:
    runs, modulus, features = p["W_E"].shape
    n, width, new = inputs.shape[1], p["W1"].shape[2], p["W_E"].new_empty
    both = Lookup(inputs.flatten(1), modulus)           # the two symbols of a pair stand together
    a, b = both.flat.view(-1, 2).mT.contiguous()
    h, y = new(runs, n, width), new(runs, modulus, n)
    # The gradient of each pair by the rows of its two symbols, (runs * pairs, 2, features).
    back = new(runs * n, 2, features)
    program = _program(delta_.of)
    return lambda: program(p, g, a, b, both.order, both.offsets, h, y, back, delta_.targets,
                           delta_.weights)


@once
def _program(delta_: Callable[[Tensor, Tensor, Tensor], Tensor]) -> Callable[..., None]:
    """The gradient of a loss."""

    def gradient(
        p: dict[str, Tensor], g: dict[str, Tensor], a: Tensor, b: Tensor, order: Tensor,
        offsets: Tensor, h: Tensor, y: Tensor, back: Tensor, targets: Tensor, weights: Tensor,
    ):
        runs, n, features = h.size(0), h.size(1), back.size(2)
        E = p["W_E"].reshape(-1, features)
        first, second = E.index_select(0, a), E.index_select(0, b)
        x = (first * second).view(runs, n, features)
        torch.bmm(x, p["W1"], out=h)
        h.relu_()
        torch.bmm(p["W2"], h.mT, out=y)
        delta_(y, targets, weights)
        torch.bmm(y, h, out=g["W2"])
        d = torch.bmm(y.mT, p["W2"])
        torch.ops.aten.threshold_backward(d, h, 0, grad_input=d)
        torch.bmm(x.mT, d, out=g["W1"])
        d = torch.bmm(d, p["W1"].mT).view(-1, features)
        torch.mul(d, second, out=back[:, 0])
        torch.mul(d, first, out=back[:, 1])
        rows = torch.embedding_bag(back.view(-1, features), order, offsets)[0]
        g["W_E"].copy_(rows.view_as(g["W_E"]))

    return compiled(gradient)
