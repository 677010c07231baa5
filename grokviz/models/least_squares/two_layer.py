"""A two-layer network without biases, σ(X E) W, as a least-squares model.

With sums of one-hot vectors as rows of X it is the network of Musat (2025), arXiv:2511.01938,
Sec. 6. With rows (x, 1) it is the ReLU network on the line of Boursier et al. (2025),
arXiv:2505.20172.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

from grokviz.models.least_squares.base import LeastSquares


class Activation(NamedTuple):
    """σ, its derivative, and the degree q with σ(c z) = c^q σ(z) for c > 0, or None."""

    of: Callable[[Tensor], Tensor]
    slope: Callable[[Tensor], Tensor]
    degree: int | None
    gradient: Callable[[list[Tensor]], None]


def two_layer(
    inputs: Tensor, targets: Tensor, hidden: int, activation: str = "relu"
) -> LeastSquares:
    """σ(X E) W = Y in w = (E, W), leaf by leaf.

    Parameters
    ----------
    inputs, targets : Tensor, (runs, examples, features) and (runs, examples, outputs)
    hidden : int
        Units; E is (features, hidden), W is (hidden, outputs).
    activation : {"relu", "square", "tanh"}

    Notes
    -----
    The residual is (runs, examples times outputs), the outputs of one example together.
    """
    act = ACTIVATIONS[activation]
    (runs, n, features), outputs = inputs.shape, targets.shape[2]

    def residual(w: Tensor) -> Tensor:
        E, W = layers(w, features, hidden)
        return (act.of(inputs @ E) @ W - targets).flatten(1)

    def jacobian(w: Tensor) -> Tensor:
        E, W = layers(w, features, hidden)
        z = inputs @ E
        # By E: input times slope times outgoing weight. By W: the hidden value, for its own output.
        first = torch.einsum("rna,rnh,rho->rnoah", inputs, act.slope(z), W)
        eye = torch.eye(outputs, dtype=w.dtype, device=w.device)
        second = torch.einsum("rnh,op->rnohp", act.of(z), eye)
        return torch.cat([part.reshape(runs, n * outputs, -1) for part in (first, second)], 2)

    def bind(w: Tensor, g: Tensor) -> list[Tensor]:
        (E, W), (g_E, g_W) = layers(w, features, hidden), layers(g, features, hidden)
        z = w.new_empty(runs, n, hidden)
        h, d = torch.empty_like(z), torch.empty_like(z)
        return [inputs, inputs.mT.contiguous(), -targets, torch.empty_like(targets), z, h, h.mT,
                d, E, W, W.mT, g_E, g_W]

    return LeastSquares(residual, jacobian, act.gradient, bind)


def layers(w: Tensor, features: int, hidden: int) -> tuple[Tensor, Tensor]:
    """Views of E, (runs, features, hidden), and W, (runs, hidden, outputs), of w = (E, W)."""
    first = features * hidden
    return (w[:, :first].view(-1, features, hidden),
            w[:, first:].view(len(w), hidden, -1))


def held(w: Tensor, inputs: Tensor, hidden: int, within: float) -> Tensor:
    """Units on the kink of their ReLU, |z| < within: (runs, examples, hidden), bool."""
    E, _ = layers(w, inputs.shape[2], hidden)
    return (inputs @ E).abs() < within


def along_kinks(touching: Tensor, inputs: Tensor) -> Callable[[Tensor], Tensor]:
    """A projection of vectors, (runs, rows, weights), that keeps touching units on their kinks.

    Each unit keeps the part of its column of E that is orthogonal to the inputs it touches.
    """
    _, _, features = inputs.shape
    gram = torch.einsum("rnh,rna,rnb->rhab", touching.to(inputs), inputs, inputs)
    size, axes = torch.linalg.eigh(gram)
    # Directions with eigenvalue 0 are orthogonal to all inputs that the unit touches.
    free = axes * (size < 1e-9)[:, :, None, :]
    keep = free @ free.mT                               # (runs, hidden, features, features)

    def project(v: Tensor) -> Tensor:
        first = features * keep.shape[1]
        E = v[..., :first].unflatten(-1, (features, -1))
        kept = torch.einsum("rhab,r...bh->r...ah", keep, E).flatten(-2)
        return torch.cat([kept, v[..., first:]], -1)

    return project


# TorchScript compiles the functions below; `data` is what `bind` gives.


def _relu_gradient(data: list[Tensor]):
    x, x_T, minus_y, r, z, h, h_T, d, E, W, W_T, g_E, g_W = data
    torch.bmm(x, E, out=h)
    torch.relu_(h)
    _output_layer(minus_y, r, h, h_T, d, W, W_T, g_W)
    torch.ops.aten.threshold_backward(d, h, 0, grad_input=d)
    torch.bmm(x_T, d, out=g_E)


def _square_gradient(data: list[Tensor]):
    x, x_T, minus_y, r, z, h, h_T, d, E, W, W_T, g_E, g_W = data
    torch.bmm(x, E, out=z)
    torch.mul(z, z, out=h)
    _output_layer(minus_y, r, h, h_T, d, W, W_T, g_W)
    d.mul_(z).mul_(2)
    torch.bmm(x_T, d, out=g_E)


def _tanh_gradient(data: list[Tensor]):
    x, x_T, minus_y, r, z, h, h_T, d, E, W, W_T, g_E, g_W = data
    torch.bmm(x, E, out=h)
    torch.tanh_(h)
    _output_layer(minus_y, r, h, h_T, d, W, W_T, g_W)
    torch.ops.aten.tanh_backward(d, h, grad_input=d)
    torch.bmm(x_T, d, out=g_E)


def _output_layer(
    minus_y: Tensor, r: Tensor, h: Tensor, h_T: Tensor, d: Tensor, W: Tensor, W_T: Tensor,
    g_W: Tensor,
):
    """The residual r, the gradient by W, and the derivative d by the hidden layer."""
    torch.baddbmm(minus_y, h, W, out=r)
    torch.bmm(h_T, r, out=g_W)
    torch.bmm(r, W_T, out=d)


ACTIVATIONS = {
    "relu": Activation(torch.relu, lambda z: (z > 0).to(z), 1, _relu_gradient),
    "square": Activation(torch.square, lambda z: 2 * z, 2, _square_gradient),
    "tanh": Activation(torch.tanh, lambda z: 1 - z.tanh() ** 2, None, _tanh_gradient),
}
