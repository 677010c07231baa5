"""Norm minimisation on the zero-loss manifold: dw/ds = -P(w) w, P onto the kernel of J(w).

Source: Boursier, Pesme & Dragomir (2025), arXiv:2505.20172, Prop. 2; Musat (2025),
arXiv:2511.01938, Sec. 4. Each step is a midpoint step along the tangent; Gauss-Newton steps then
return to {r = 0}. The matrix P is never formed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from grokviz.engines.flow import Block, Descent
from grokviz.engines.streaming.stream import HEARTBEAT
from grokviz.engines.streaming.threads import alone, aside
from grokviz.models.least_squares.base import LeastSquares, jacobian
from grokviz.run import Experiment, Snapshot, Stream
from grokviz.tasks.least_squares import Problem

ON_IT = 1e-16           # training loss below which Gauss-Newton steps do the rest
PATIENCE = 200_000      # most steps of descent


def riemannian(
    plan: Descent, *, name: str, settings: Mapping[str, Any], sweep: Mapping[str, np.ndarray],
    until: float = 3.0, step: float = 0.02,
    closed: Callable[[Problem, Tensor, np.ndarray], Tensor] | None = None,
) -> Experiment:
    """The slow flow of each run, from the point where descent without decay ends.

    Descent is run with the learning rate of the run, because the end of descent depends on it.

    Parameters
    ----------
    plan, name, settings, sweep
        As in `engines.flow.flow`.
    until, step : float
        In slow time. Errors are of order step².
    closed : function, optional
        Problem, weights on the manifold and slow times (times,) -> weights (times, runs,
        weights), for problems with a closed form.

    Returns
    -------
    Experiment
        One snapshot a step. Values slow_time, weight_norm, each (runs,), and all that the problem
        measures. Four values are for the run's own λ, where H is the Hessian of F on the normal
        space. train_loss is the floor (λ²/2) wᵀH⁺w. offset is the distance λ ‖H⁺w‖ of descent
        from this flow. least_curvature and sharpness are the smallest and largest eigenvalue of H.
        Raises ArithmeticError if descent does not reach the manifold.
    """
    n = round(until / step)

    def path(problem: Problem, w: Tensor) -> Iterable[tuple[Tensor, Normal]]:
        if closed is None:
            return norm_flow(problem.model, w, step=step, steps=n)
        points = closed(problem, w, step * np.arange(n + 1))
        return ((w, Normal(jacobian(problem.model, w))) for w in points)

    def walk() -> Stream:
        problem = plan.problem(sweep)
        decay = torch.as_tensor(np.asarray(sweep["weight_decay"], float)).to(problem.start)
        landed = yield from land(Block(problem), sweep)
        spoken = time.perf_counter()
        for k, (w, at) in enumerate(path(problem, landed)):
            values = _values(problem, w, at, decay)
            values["slow_time"] = torch.full_like(decay, k * step)
            yield Snapshot(k, {name: value.cpu().numpy() for name, value in values.items()})
            if time.perf_counter() - spoken > HEARTBEAT:
                spoken = time.perf_counter()
                yield None

    return Experiment(
        name, {**settings, "steps": n, "slow_step": step}, sweep, lambda hot: aside(walk())
    )


def norm_flow(
    model: LeastSquares, start: Tensor, *, step: float, steps: int
) -> Iterator[tuple[Tensor, Normal]]:
    """Weights, (runs, weights), on the manifold and its normal space, at s = 0, step, ..."""
    w = retract(model, start)
    at = Normal(jacobian(model, w))
    yield w, at
    for _ in range(steps):
        middle = w - step / 2 * at.tangent(w)
        # The midpoint rule: the slope at half a step makes the error of a step of order step³.
        w = retract(model, w - step * Normal(jacobian(model, middle)).tangent(middle))
        at = Normal(jacobian(model, w))
        yield w, at


def retract(model: LeastSquares, w: Tensor, corrections: int = 3) -> Tensor:
    """Return to the manifold by Gauss-Newton steps that reuse the Jacobian of the first."""
    at = Normal(jacobian(model, w))
    for _ in range(corrections):
        w = w - at.pull(at.solve(model.residual(w)))
    return w


class Normal:
    """The space normal to the manifold, spanned by the rows of J, (runs, outputs, weights)."""

    def __init__(self, J: Tensor):
        self.J, self.K = J, J @ J.mT
        self.L, failed = torch.linalg.cholesky_ex(self.K)
        self.regular = not failed.any()                 # otherwise some rows of J are dependent

    def push(self, v: Tensor) -> Tensor:
        """J v, (runs, outputs)."""
        return (self.J @ v[:, :, None])[:, :, 0]

    def pull(self, b: Tensor) -> Tensor:
        """Jᵀ b, (runs, weights)."""
        return (b[:, None, :] @ self.J)[:, 0]

    def solve(self, b: Tensor) -> Tensor:
        """(J Jᵀ)⁺ b, (runs, outputs)."""
        if self.regular:
            return torch.cholesky_solve(b[:, :, None], self.L)[:, :, 0]
        # With dependent rows there is no inverse, but the pseudo-inverse serves as well.
        inverse: Tensor = torch.linalg.pinv(self.K, hermitian=True)
        return (inverse @ b[:, :, None])[:, :, 0]

    def tangent(self, v: Tensor) -> Tensor:
        """P v = v - Jᵀ (J Jᵀ)⁺ J v, (runs, weights)."""
        return v - self.pull(self.solve(self.push(v)))


def land(
    block: Block, sweep: Mapping[str, np.ndarray], patience: int = PATIENCE
) -> Generator[None, None, Tensor]:
    """Descend without decay until the loss is almost zero; return the weights, (runs, weights)."""
    rate = np.asarray(sweep["learning_rate"], float)
    block.set({"learning_rate": rate, "weight_decay": np.zeros_like(rate)})
    taken, chunk, loss = 0, 50, np.inf
    while not loss < ON_IT:                             # for nan it goes on, up to `patience`
        if taken >= patience:
            raise Stranded(taken, loss, block.w)
        block.advance(chunk)
        # Chunks grow, because measuring the loss costs as much as many steps.
        taken, chunk = taken + chunk, min(2 * chunk, 1000)
        loss = block.measure()["train_loss"].max()
        yield None
    return block.w.clone()


def least_curvature(
    problem: Problem, sweep: Mapping[str, np.ndarray], patience: int
) -> np.ndarray:
    """Smallest eigenvalue of F's Hessian normal to the manifold, (runs,).

    It is taken where descent ends, also where that is short of the manifold.
    """

    def work() -> np.ndarray:
        landing = land(Block(problem), sweep, patience)
        try:
            while True:
                next(landing)
        except StopIteration as landed:
            w = landed.value
        except Stranded as near:
            w = near.weights
        K = Normal(jacobian(problem.model, w)).K
        smallest: np.ndarray = torch.linalg.eigvalsh(K)[:, 0].cpu().numpy()
        return problem.scale * smallest

    return alone(work)


class Stranded(ArithmeticError):
    """Descent did not reach the zero-loss manifold; `weights` are the last ones."""

    def __init__(self, steps: int, loss: float, weights: Tensor):
        self.weights = weights
        super().__init__(
            f"after {steps:,} steps without decay the training loss is still {loss:.1e}, so the "
            "zero-loss manifold is not reached; give a larger learning_rate, or, if the loss "
            "oscillates, one below 2 over the largest eigenvalue"
        )


def _values(problem: Problem, w: Tensor, at: Normal, decay: Tensor) -> dict[str, Tensor]:
    a = at.solve(at.push(w))                            # Jᵀ a is the normal part of w
    floor = decay[:, None] / problem.scale * a          # residual at which decay balances F
    curvature = problem.scale * torch.linalg.eigvalsh(at.K)
    return problem.measure(w) | {
        "weight_norm": w.norm(dim=1), "train_loss": problem.loss(floor),
        "offset": decay / problem.scale * at.pull(at.solve(a)).norm(dim=1),
        "least_curvature": curvature[:, 0], "sharpness": curvature[:, -1],
    }
