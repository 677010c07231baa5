"""A least-squares problem of an ensemble: model, starting weights, measurements."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from torch import Tensor

from grokviz.models.least_squares.base import LeastSquares


def half_mean_square(residual: Tensor) -> Tensor:
    """Half the mean square over a run's outputs, (runs,)."""
    return residual.square().mean(1) / 2


class Problem(NamedTuple):
    """The problem of gradient flow: descend F(w) = scale/2 ‖r(w)‖² in each run.

    `start` is (runs, weights). Papers differ in `scale`, the factor of the loss beside weight
    decay. `measure(w)` gives further values, each (runs, ...), and `loss(residual)` the training
    loss as it is reported. `rates`, (weights,), are factors on the learning rate. `known` holds the
    teacher and the examples, for pictures. `matrices`, (number, rows, columns), is the shape in
    which penalties read the weights of a run.
    """

    model: LeastSquares
    start: Tensor
    scale: float
    measure: Callable[[Tensor], dict[str, Tensor]]
    loss: Callable[[Tensor], Tensor] = half_mean_square
    rates: Tensor | None = None
    known: Mapping[str, Tensor] = {}
    matrices: tuple[int, int, int] | None = None
