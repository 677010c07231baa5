"""Gradient descent on least squares plus a penalty with corners, in float64.

    w <- prox(w - lr ∇F(w), lr β)     or     w <- w - lr (∇F(w) + β ∂h(w))

Flow time t = lr · step fits the data; slow time s = β t, in which the penalty moves the weights
along the zero-loss set. Source: Notsawo, Dumas & Rabusseau (2025), arXiv:2506.05718.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from grokviz.engines.ensemble import Sweep
from grokviz.engines.flow import Block as Plain
from grokviz.engines.flow import Gradient
from grokviz.models.compiled import compiled
from grokviz.optim.penalties import polar, singular_value_threshold, soft_threshold, which
from grokviz.tasks.least_squares import Problem


class Penalised(NamedTuple):
    """Descent on a problem with `matrices`; a plan for `engines.flow.flow`.

    The columns ``penalty``, names that `optim.which` reads, and
    ``penalty_strength``, β, hot like the learning rate, may differ from run to run. Of several
    penalties the proximal steps are taken in turn, which is theirs together up to (lr β)².
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
        self.on = which(penalty)
        self.of_rank = torch.as_tensor(self.on["nuclear"].nonzero()[0]).to(self.w.device)
        self.matrices = self.w.view(len(self.w), *matrices)
        self.penalised = _steps(gradient, method == "proximal")

    def set(self, hot: Mapping[str, np.ndarray]) -> None:
        """New learning rates and strengths, (runs,)."""
        super().set({**hot, "weight_decay": np.zeros(len(self.w))})
        lr_beta = hot["learning_rate"] * hot["penalty_strength"]
        self.t = [torch.as_tensor(lr_beta * on).to(self.w).view(-1, 1, 1, 1)
                  for on in self.on.values()]

    def advance(self, steps: int) -> None:
        """Take `steps` steps."""
        l1, l2, nuclear = self.t
        self.penalised(steps, self.w, self.matrices, self.g, self.rate, l1, l2,
                       nuclear[self.of_rank], self.of_rank, bool(self.on["l1"].any()),
                       self.data)
        self.taken += steps


@functools.cache
def _steps(gradient: Gradient, proximal: bool) -> Callable[..., None]:
    """Many steps in one call that leaves Python's lock alone, as in `engines.loop`."""

    def by_proximal(
        n: int, w: Tensor, matrices: Tensor, g: Tensor, rate: Tensor, l1: Tensor, l2: Tensor,
        nuclear: Tensor, of_rank: Tensor, sparse: bool, data: list[Tensor],
    ) -> None:
        for _ in range(n):
            gradient(data)
            w.addcmul_(g, rate, value=-1)
            if sparse:
                matrices.copy_(soft_threshold(matrices, l1))
            if len(of_rank) > 0:
                matrices[of_rank] = singular_value_threshold(matrices[of_rank], nuclear)
            matrices.div_(1 + l2)

    def by_subgradient(
        n: int, w: Tensor, matrices: Tensor, g: Tensor, rate: Tensor, l1: Tensor, l2: Tensor,
        nuclear: Tensor, of_rank: Tensor, sparse: bool, data: list[Tensor],
    ) -> None:
        for _ in range(n):
            gradient(data)
            move = l1 * torch.sign(matrices) + l2 * matrices
            if len(of_rank) > 0:
                move[of_rank] += nuclear * polar(matrices[of_rank])
            w.addcmul_(g, rate, value=-1)
            matrices.sub_(move)

    return compiled(by_proximal if proximal else by_subgradient)
