"""Norm minimisation on the zero-loss manifold: dw/ds = -P(w) w, P onto the kernel of J(w).

Source: Boursier, Pesme & Dragomir (2025), arXiv:2505.20172, Prop. 2; Musat (2025),
arXiv:2511.01938, Sec. 4. A midpoint step along the tangent, then Gauss-Newton steps back onto
{r = 0}; P is never formed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from grokviz.engines.flow import Block, Descent
from grokviz.engines.train import HEARTBEAT
from grokviz.models.least_squares import LeastSquares, jacobian
from grokviz.run import Experiment, Snapshot, Stream
from grokviz.tasks.least_squares import Problem

ON_IT = 1e-16           # training loss from which Gauss-Newton steps do the rest
PATIENCE = 200_000      # steps of descent to get there


def riemannian(
    plan: Descent, *, name: str, settings: Mapping[str, Any], sweep: Mapping[str, np.ndarray],
    until: float = 3.0, step: float = 0.02,
) -> Experiment:
    """The slow flow of each run, from where descent without decay ends.

    That end is reached with the run's own learning rate, since descent and flow end apart.

    Parameters
    ----------
    plan, name, settings, sweep
        As in `engines.flow.flow`.
    until, step : float
        Of slow time; the errors are of order step².

    Returns
    -------
    Experiment
        A snapshot a step. Values slow_time, weight_norm, each (runs,), what the problem
        measures, and for the run's own λ: train_loss, the floor (λ²/2) wᵀH⁺w; offset, the
        distance λ ‖H⁺w‖ of descent from this flow; eigenvalues (runs, outputs) of H = F'' on
        the normal space, increasing.
        Raises ArithmeticError where descent does not reach the manifold.
    """
    n = round(until / step)

    def start(hot: Mapping[str, Any]) -> Stream:
        problem = plan.problem(sweep)
        decay = torch.as_tensor(np.asarray(sweep["weight_decay"], float)).to(problem.start)
        w = yield from land(Block(problem), sweep)
        spoken = time.perf_counter()
        for k, (s, w) in enumerate(norm_flow(problem.model, w, step=step, steps=n)):
            values = _values(problem, w, s, decay)
            yield Snapshot(k, {name: value.cpu().numpy() for name, value in values.items()})
            if time.perf_counter() - spoken > HEARTBEAT:
                spoken = time.perf_counter()
                yield None

    return Experiment(name, {**settings, "steps": n, "slow_step": step}, sweep, start)


def norm_flow(
    model: LeastSquares, start: Tensor, *, step: float, steps: int, corrections: int = 2
) -> Iterator[tuple[float, Tensor]]:
    """(s, w) at s = 0, step, ..., with w of shape (runs, weights), from points of the manifold."""
    w = retract(model, start, corrections)
    yield 0.0, w
    for k in range(1, steps + 1):
        middle = w - step / 2 * tangent(jacobian(model, w), w)
        w = retract(model, w - step * tangent(jacobian(model, middle), middle), corrections)
        yield k * step, w


def tangent(J: Tensor, v: Tensor) -> Tensor:
    """P v = v - Jᵀ (J Jᵀ)⁺ J v: (runs, weights), J (runs, outputs, weights)."""
    return v - pull(J, solve(J, push(J, v)))


def retract(model: LeastSquares, w: Tensor, times: int) -> Tensor:
    """Back onto the manifold: each Gauss-Newton step squares the distance."""
    for _ in range(times):
        J = jacobian(model, w)
        w = w - pull(J, solve(J, model.residual(w)))
    return w


def solve(J: Tensor, b: Tensor) -> Tensor:
    """(J Jᵀ)⁺ b, (runs, outputs)."""
    K = J @ J.mT
    L, failed = torch.linalg.cholesky_ex(K)
    if failed.any():                                    # outputs that depend on each other
        return push(torch.linalg.pinv(K, hermitian=True), b)
    return torch.cholesky_solve(b[:, :, None], L)[:, :, 0]


def push(J: Tensor, v: Tensor) -> Tensor:
    return (J @ v[:, :, None])[:, :, 0]


def pull(J: Tensor, b: Tensor) -> Tensor:
    return (b[:, None, :] @ J)[:, 0]


def land(block: Block, sweep: Mapping[str, np.ndarray]) -> Iterator[None]:
    """Descend without decay until the loss is all but zero; the weights are what it returns."""
    rate = np.asarray(sweep["learning_rate"], float)
    block.set({"learning_rate": rate, "weight_decay": np.zeros_like(rate)})
    taken, chunk = 0, 50
    while not (block.measure()["train_loss"] < ON_IT).all():
        if taken >= PATIENCE:
            loss = block.measure()["train_loss"].max()
            raise ArithmeticError(
                f"after {taken:,} steps without decay the training loss is still {loss:.1e}, so "
                "the zero-loss manifold is not reached; give a larger learning_rate, or below "
                "2 over the largest eigenvalue if it oscillates"
            )
        block.advance(chunk)
        taken, chunk = taken + chunk, min(2 * chunk, 1000)
        yield None
    return block.w.clone()


def _values(problem: Problem, w: Tensor, s: float, decay: Tensor) -> dict[str, Tensor]:
    J = jacobian(problem.model, w)
    a = solve(J, push(J, w))                            # the row-space part of w is Jᵀ a
    floor = decay[:, None] / problem.scale * a          # the residual where decay balances F
    return problem.measure(w) | {
        "slow_time": torch.full_like(decay, s), "weight_norm": w.norm(dim=1),
        "train_loss": problem.loss(floor),
        "offset": decay / problem.scale * pull(J, solve(J, a)).norm(dim=1),
        "eigenvalues": problem.scale * torch.linalg.eigvalsh(J @ J.mT),
    }
