"""Models fitted by least squares: a residual r(w) of one weight vector for each run.

The zero-loss manifold is {r = 0}; its tangent space at w is the kernel of the Jacobian J(w).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor


class LeastSquares(NamedTuple):
    """A residual, with optional functions that make it fast.

    ``residual(w)`` maps (runs, weights) to (runs, outputs), each run separately.
    ``jacobian(w)`` is (runs, outputs, weights), written out.
    ``gradient(data)`` writes Jᵀr into a buffer and allocates nothing. TorchScript can compile it.
    ``bind(w, g)`` returns its `data`: views of the weights w and of the buffer g, both (runs,
    weights), and work space.
    """

    residual: Callable[[Tensor], Tensor]
    jacobian: Callable[[Tensor], Tensor] | None = None
    gradient: Callable[[list[Tensor]], None] | None = None
    bind: Callable[[Tensor, Tensor], list[Tensor]] | None = None


def jacobian(model: LeastSquares, w: Tensor) -> Tensor:
    """J(w), (runs, outputs, weights); by torch.func if the model does not write it out."""
    if model.jacobian is not None:
        return model.jacobian(w)
    residual, pull, *_ = torch.func.vjp(model.residual, w)
    runs, outputs = residual.shape
    # One pull-back for each output gives one row of J, for all runs at once.
    each = torch.eye(outputs, dtype=w.dtype, device=w.device)[:, None, :].expand(-1, runs, -1)
    return torch.func.vmap(lambda row: pull(row)[0])(each).movedim(0, 1)


def pull_back(model: LeastSquares, w: Tensor) -> Tensor:
    """Jᵀr by autograd, (runs, weights): slow, but for any model."""
    residual, pull, *_ = torch.func.vjp(model.residual, w)
    return pull(residual)[0]
