"""A least-squares problem of an ensemble: model, starting weights, and what is to be measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from torch import Tensor

from grokviz.models.least_squares import LeastSquares


def half_mean_square(residual: Tensor) -> Tensor:
    """Half the mean square over a run's outputs, (runs,)."""
    return residual.square().mean(1) / 2


class Problem(NamedTuple):
    """What gradient flow descends: F(w) = scale/2 ‖r(w)‖², in each run by itself.

    `start` is (runs, weights). `scale` says what weight decay is compared with, and differs
    between papers. `measure(w)` gives what else is worth knowing, each (runs, ...), and
    `loss(residual)` the training loss as it is reported. `rates`, (weights,), are factors on the
    learning rate. `known` holds what a picture draws beside it: the teacher, the examples.
    `matrices`, (number, rows, columns), is how penalties read the weights of a run.
    """

    model: LeastSquares
    start: Tensor
    scale: float
    measure: Callable[[Tensor], dict[str, Tensor]]
    loss: Callable[[Tensor], Tensor] = half_mean_square
    rates: Tensor | None = None
    known: Mapping[str, Tensor] = {}
    matrices: tuple[int, int, int] | None = None
