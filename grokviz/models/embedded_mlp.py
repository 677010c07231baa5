"""A perceptron on two embedded symbols: logits = relu((E U)[a] + (E V)[b] + b1) W2 + b2.

Both symbols share the embedding E; [U V] is the first layer, computed once a symbol rather than
once a pair (exact). The gradient is written out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import torch
from torch import Tensor

from grokviz.models.base import Model, Params
from grokviz.models.lookup import CHUNK, Lookup
from grokviz.models.mlp import draw
from grokviz.models.script import compiled


def embedded_mlp(modulus: int, d_model: int, width: int) -> Model:
    """One hidden ReLU layer on the embeddings of a pair, end to end as one vector.

    Parameters
    ----------
    modulus : int
        Number of symbols, and of classes.
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

    def init(sweep: Mapping[str, np.ndarray]) -> Params:
        runs = []
        for seed, scale in zip(sweep["init_seed"], sweep["init_scale"], strict=True):
            generator = torch.Generator().manual_seed(int(seed))
            leaves = _draw(modulus, d_model, width, generator)
            runs.append({k: v * float(scale) for k, v in leaves.items()})
        return {k: torch.stack([run[k] for run in runs]) for k in runs[0]}

    return Model(init, _apply, _bind)


def _draw(modulus: int, d_model: int, width: int, generator: torch.Generator) -> Params:
    W_E = torch.randn(modulus, d_model, generator=generator, dtype=torch.float32) / d_model**0.5
    W1, b1, W2, b2 = draw((2 * d_model, width, modulus), generator)
    halves = W1.view(width, 2, d_model).permute(2, 1, 0).reshape(d_model, 2 * width)
    return {"W_E": W_E, "W1": halves, "b1": b1[None], "W2": W2, "b2": b2[:, None]}


def _lookup(inputs: Tensor, modulus: int) -> Lookup:
    """Rows of the table (p, 2, width): symbol a in the first place, b in the second."""
    places = torch.arange(2, device=inputs.device)
    return Lookup((2 * inputs + places).flatten(1), 2 * modulus)


def _apply(params: Params, inputs: Tensor) -> Tensor:
    (runs, p, _), width = params["W_E"].shape, params["b1"].shape[2]
    rows = params["W_E"] @ params["W1"]
    rows[:, :, :width] += params["b1"]
    rows, W2, b2 = rows.view(-1, width), params["W2"].mT, params["b2"].mT
    parts = []
    for pairs in inputs.split(CHUNK, 1):
        flat = _lookup(pairs, p).flat.view(-1, 2)
        z = torch.nn.functional.embedding_bag(flat, rows, mode="sum")
        parts.append(torch.baddbmm(b2, z.relu_().view(runs, -1, width), W2))
    return torch.cat(parts, 1)


def _bind(p: Params, g: Params, inputs: Tensor, delta_: Callable) -> Callable[[], None]:
    (runs, modulus, _), width, n = p["W_E"].shape, p["b1"].shape[2], inputs.shape[1]
    of = _lookup(inputs, modulus)
    new = p["W_E"].new_empty
    begins, pair = torch.arange(0, len(of.flat), 2, device=inputs.device), of.order // 2
    rows, y, d = new(runs, modulus, 2 * width), new(runs, modulus, n), new(runs, n, width)
    forward, backward = compiled(_forward), compiled(_backward)

    def gradient() -> None:
        h = forward(p, of.flat, begins, rows, y)
        delta_(y)
        backward(p, g, h, pair, of.offsets, y, d)

    return gradient


def _forward(p: dict[str, Tensor], flat: Tensor, begins: Tensor, rows: Tensor, y: Tensor) -> Tensor:
    """The logits into y, (runs, classes, pairs); the hidden layer, (runs, pairs, width)."""
    width = p["b1"].size(2)
    torch.bmm(p["W_E"], p["W1"], out=rows)
    rows[:, :, :width].add_(p["b1"])
    z = torch.embedding_bag(rows.view(-1, width), flat, begins)[0]
    h = torch.relu_(z).view(y.size(0), -1, width)
    torch.baddbmm(p["b2"], p["W2"], h.mT, out=y)
    return h


def _backward(
    p: dict[str, Tensor], g: dict[str, Tensor], h: Tensor, order: Tensor, offsets: Tensor,
    y: Tensor, d: Tensor,
):
    """From the loss's derivative by the logits in y to that by every leaf."""
    runs, width = y.size(0), p["b1"].size(2)
    torch.bmm(y, h, out=g["W2"])
    torch.sum(y, [2], True, out=g["b2"])
    torch.bmm(y.mT, p["W2"], out=d)
    torch.ops.aten.threshold_backward(d, h, 0, grad_input=d)
    rows = torch.embedding_bag(d.view(-1, width), order, offsets)[0].view(runs, -1, 2 * width)
    torch.sum(rows[:, :, :width], [1], True, out=g["b1"])
    torch.bmm(p["W_E"].mT, rows, out=g["W1"])
    torch.bmm(rows, p["W1"].mT, out=g["W_E"])
