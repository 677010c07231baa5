"""Training of both layers reduced to the first: the closed-form update of the embedding.

Source: Musat (2025), arXiv:2511.01938, Sec. 6, Eq. 20, for σ(X E) W = Y, with the output layer W
at its optimum for the current E. The form for λ > 0 is derived here. With A = (H Hᵀ + λ)⁻¹,
Y - H W = λ A Y, so the formula is exact with A in place of (H Hᵀ)⁻¹.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grokviz.arguments import instance, number
from grokviz.sentences import brief

if TYPE_CHECKING:
    from torch import Tensor


def update(
    E: Tensor, inputs: Tensor, targets: Tensor, activation: Any, ridge: float = 0.0
) -> Tensor:
    """dE/ds = Xᵀ[(A Y Yᵀ A H) ∘ σ'(X E)] - E, where decay has rate 1; A is never formed.

    Parameters
    ----------
    E : Tensor, shape (runs, features, hidden)
    inputs, targets : Tensor, shape (runs, examples, features), (runs, examples, outputs)
    activation
        With functions ``of`` and ``slope``: one of
        `models.least_squares.two_layer.ACTIVATIONS`.
    ridge : float
        λ of ‖Y - H W‖² + λ‖W‖² + λ‖E‖²; 0 is the limit of small λ.

    Returns
    -------
    Tensor, shape (runs, features, hidden)
        Minus half the gradient of `objective`.

    Raises
    ------
    ArithmeticError
        If H Hᵀ is singular: too few hidden units for the examples.
    """
    _check(E, inputs, targets, activation, ridge)
    z = inputs @ E
    B, W = _solved(activation.of(z), targets, ridge)
    return inputs.mT @ ((B @ W.mT).mul_(activation.slope(z))) - E


def output_layer(
    E: Tensor, inputs: Tensor, targets: Tensor, activation: Any, ridge: float = 0.0
) -> Tensor:
    """The optimal W = Hᵀ (H Hᵀ + λ)⁻¹ Y, shape (runs, hidden, outputs); arguments as `update`."""
    _check(E, inputs, targets, activation, ridge)
    return _solved(activation.of(inputs @ E), targets, ridge)[1]


def objective(
    E: Tensor, inputs: Tensor, targets: Tensor, activation: Any, ridge: float = 0.0
) -> Tensor:
    """‖E‖² + tr Yᵀ (H Hᵀ + λ)⁻¹ Y, (runs,): the least regularised loss divided by λ."""
    _check(E, inputs, targets, activation, ridge)
    B, _ = _solved(activation.of(inputs @ E), targets, ridge)
    return E.square().sum((1, 2)) + (targets * B).sum((1, 2))


def _check(E: Any, inputs: Any, targets: Any, activation: Any, ridge: Any) -> None:
    """TypeError or ValueError if the shapes or types do not fit together."""
    import torch

    named = {"E": E, "inputs": inputs, "targets": targets}
    for name, given in named.items():
        instance(name, given, torch.Tensor, "a tensor of real numbers with three axes, runs first")
        if given.ndim != 3 or not given.numel() or not given.dtype.is_floating_point:
            raise ValueError(f"{name} has shape {tuple(given.shape)} and {given.dtype}; give real "
                             "numbers with three axes, runs first")
    if (E.shape[0], inputs.shape[2]) != (inputs.shape[0], E.shape[1]) or (
            inputs.shape[:2] != targets.shape[:2]) or len({t.dtype for t in named.values()}) > 1:
        said = ", ".join(f"{name} {tuple(t.shape)} {t.dtype}" for name, t in named.items())
        raise ValueError(f"these do not fit together: {said}; see the shapes of theory.update")
    if not (hasattr(activation, "of") and hasattr(activation, "slope")):
        raise TypeError(f"activation is {brief(activation)}; give one of "
                        "models.least_squares.two_layer.ACTIVATIONS")
    number("ridge", ridge, 0, 1e12, 0.01)


def _solved(H: Tensor, Y: Tensor, ridge: float) -> tuple[Tensor, Tensor]:
    """(H Hᵀ + λ)⁻¹ Y, and Hᵀ times it."""
    import torch

    K = H @ H.mT
    K.diagonal(dim1=1, dim2=2).add_(ridge)
    L, failed = torch.linalg.cholesky_ex(K)
    if failed.any():
        _, n, hidden = H.shape
        raise ArithmeticError(
            f"{n} examples through {hidden} hidden units are linearly dependent, so the output "
            f"layer cannot fit them; give at least {round(1.3 * n)} units, or a ridge, e.g. 0.01"
        )
    B = torch.cholesky_solve(Y, L)
    return B, (B.mT @ H).mT             # B is stored by columns: H.mT @ B takes ten times as long
