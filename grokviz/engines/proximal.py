"""Gradient descent on least squares plus a penalty with corners, in float64.

    w <- prox(w - lr ∇F(w), lr β)     or     w <- w - lr (∇F(w) + β ∂h(w))

In flow time t = lr · step, the data are fitted; in slow time s = β t, the penalty moves the
weights along the zero-loss set. Source: Notsawo, Dumas & Rabusseau (2025), arXiv:2506.05718.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from grokviz.engines.flow import Block as Plain
from grokviz.engines.flow import Gradient
from grokviz.engines.streaming.ensemble import Sweep
from grokviz.models.compiled import compiled, once
from grokviz.optim.penalties import PENALTIES, Penalty, by_form, which
from grokviz.optim.thresholds import polar, singular_value_threshold, soft_threshold
from grokviz.tasks.least_squares import Problem


class Penalised(NamedTuple):
    """Descent on a problem with `matrices`; a plan for `engines.flow.flow`.

    The columns ``penalty``, names that `optim.which` reads, and ``penalty_strength``, β, which is
    hot, may differ from run to run. The proximal steps of several penalties are taken one after
    another; that equals their joint step up to terms of order (lr β)².
    """

    problem: Callable[[Sweep], Problem]
    method: str = "proximal"               # or "subgradient"
    device: str = "cpu"
    hot: tuple[str, ...] = ("learning_rate", "penalty_strength")

    def grad_mode(self) -> AbstractContextManager[object]:
        return torch.no_grad()

    def block(self, sweep: Sweep) -> Block:
        return Block(self.problem(sweep), sweep["penalty"], self.method)


class Block(Plain):
    """Some runs of an ensemble on one thread; see `engines.block.Block`."""

    slow = "penalty_strength"

    def __init__(self, problem: Problem, penalty: np.ndarray, method: str):
        super().__init__(problem)
        gradient, matrices = problem.model.gradient, problem.matrices
        if gradient is None or matrices is None:
            raise ValueError("a penalty needs a problem with `matrices`, and a model with a "
                             "`gradient`; give one from tasks.recovery")
        self.on, self.proximal = which(penalty), method == "proximal"
        self.matrices = self.w.view(len(self.w), *matrices)
        self.penalised = _steps(gradient, self.proximal)

    def set(self, hot: Mapping[str, np.ndarray]) -> None:
        """New learning rates and strengths, (runs,)."""
        super().set({**hot, "weight_decay": np.zeros(len(self.w))})
        lr_beta = hot["learning_rate"] * hot["penalty_strength"]
        known, further = by_form({name: lr_beta * on for name, on in self.on.items()}, _form)
        # Which runs have a penalty, whatever its strength, which may be 0 for a while.
        (has_sparse, _, has_rank), _ = by_form({k: on * 1 for k, on in self.on.items()}, _form)
        sparse, small, low = map(self._column, known)
        of_rank = torch.as_tensor(has_rank.nonzero()[0]).to(self.w.device)
        self.t = sparse, small, low[of_rank], of_rank, bool(has_sparse.any())
        self.further = [(penalty, self._column(own)) for penalty, own in further]

    def advance(self, steps: int) -> None:
        """Take `steps` steps."""
        if self.further:
            for _ in range(steps):
                self._plain_step()
        else:
            self._known(steps)
        self.taken += steps

    def measure(self) -> dict[str, np.ndarray]:
        """The values of the problem, and all norms of the product that these leave out."""
        values = super().measure()
        if "product" in values:
            product = [torch.as_tensor(values["product"])]
            values |= {p.value: p.norm(product).numpy() for p in PENALTIES.values()
                       if p.value not in values}
        return values

    def _known(self, steps: int) -> None:
        self.penalised(steps, self.w, self.matrices, self.g, self.rate, *self.t, self.data)

    def _plain_step(self) -> None:
        """One compiled step, and a step of each penalty that is not compiled."""
        # Sub-gradients are taken at the weights before the step, proximal steps after it.
        moves = [] if self.proximal else [t * p.subgradient(self.matrices)
                                          for p, t in self.further]
        self._known(1)
        for move in moves:
            self.matrices.sub_(move)
        if self.proximal:
            for penalty, t in self.further:
                self.matrices.copy_(penalty.proximal(self.matrices, t))

    def _column(self, values: np.ndarray) -> Tensor:
        return torch.as_tensor(values).to(self.w).view(-1, 1, 1, 1)


def _form(penalty: Penalty) -> tuple[Any, Any]:
    return penalty.subgradient, penalty.proximal


@once
def _steps(gradient: Gradient, proximal: bool) -> Callable[..., None]:
    """Many steps in one compiled call, see `models.compiled`.

    `sparse`, `small` and `low` are the strengths of the l1, l2 and nuclear norm. The singular value
    decompositions are computed for the runs `of_rank` only, because they cost most.
    """

    def by_proximal(
        n: int, w: Tensor, matrices: Tensor, g: Tensor, rate: Tensor, sparse: Tensor,
        small: Tensor, low: Tensor, of_rank: Tensor, any_sparse: bool, data: list[Tensor],
    ) -> None:
        for _ in range(n):
            gradient(data)
            w.addcmul_(g, rate, value=-1)
            if any_sparse:
                matrices.copy_(soft_threshold(matrices, sparse))
            if len(of_rank) > 0:
                matrices[of_rank] = singular_value_threshold(matrices[of_rank], low)
            matrices.div_(1 + small)

    def by_subgradient(
        n: int, w: Tensor, matrices: Tensor, g: Tensor, rate: Tensor, sparse: Tensor,
        small: Tensor, low: Tensor, of_rank: Tensor, any_sparse: bool, data: list[Tensor],
    ) -> None:
        for _ in range(n):
            gradient(data)
            move = sparse * torch.sign(matrices) + small * matrices
            if len(of_rank) > 0:
                move[of_rank] += low * polar(matrices[of_rank])
            w.addcmul_(g, rate, value=-1)
            matrices.sub_(move)

    return compiled(by_proximal if proximal else by_subgradient)
