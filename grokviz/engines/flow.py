"""Gradient flow with weight decay, by plain gradient descent in float64.

    w <- (1 - lr λ) w - lr ∇F(w)

There are two time scales. In flow time t = lr · step, the loss is fitted; in slow time s = λ t,
decay moves the weights along the zero-loss manifold. Source: Boursier, Pesme & Dragomir (2025),
arXiv:2505.20172, Sec. 3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from grokviz.divergence import Diverged, Lost
from grokviz.engines.streaming.clock import Clock
from grokviz.engines.streaming.due import due_steps
from grokviz.engines.streaming.ensemble import Sweep
from grokviz.engines.streaming.stream import stream
from grokviz.engines.streaming.threads import alone
from grokviz.models.compiled import compiled, once
from grokviz.models.least_squares.base import LeastSquares, jacobian, pull_back
from grokviz.run import Experiment, State, Stream
from grokviz.sweep import check_runs
from grokviz.tasks.least_squares import Problem

Gradient = Callable[[list[Tensor]], None]
# (steps, weights, gradient, shrink, rate, the model's data)
Steps = Callable[[int, Tensor, Tensor, Tensor, Tensor, list[Tensor]], None]


class Descent(NamedTuple):
    """Gradient descent on a problem; `problem(sweep)` builds any part of the ensemble."""

    problem: Callable[[Sweep], Problem]
    device: str = "cpu"

    def grad_mode(self) -> AbstractContextManager[object]:
        return torch.no_grad()

    def block(self, sweep: Sweep) -> Block:
        return Block(self.problem(sweep))


def flow(
    plan: Descent, *, name: str, settings: Mapping[str, Any], sweep: Sweep, steps: int,
    records: Iterable[int] | None = None, blocks: int | None = None,
) -> Experiment:
    """Gradient flow of an ensemble, as a stream.

    Parameters
    ----------
    plan : Descent
    name, settings
        For the Record.
    sweep : mapping of arrays, shape (runs,)
        With ``learning_rate`` and ``weight_decay``, both hot, as in `engines.train`.
    steps : int
    records : iterable of int, optional
        Steps to record at; by default those of `flow_steps`.
    blocks : int, optional
        Number of blocks worked on at once; by default one a core.

    Returns
    -------
    Experiment
        Values train_loss, weight_norm, flow_time, slow_time, each (runs,), and all that the problem
        measures. Runs are lost as in `engines.train`. The error for a lost run names its stability
        limit: 2 over the largest eigenvalue of the Hessian at the start.
    """
    due = due_steps(records, steps, flow_steps)

    def bounded(lost: Sequence[Lost]) -> tuple[Lost, ...]:
        runs = [each.run for each in lost]
        # Computed for the lost runs only, and only now: eigenvalues are slow.
        bounds = stable_rate(plan.problem({k: v[runs] for k, v in sweep.items()})).tolist()
        return tuple(replace(each, bound=bound) for each, bound in zip(lost, bounds, strict=True))

    def start(hot: Mapping[str, Any], state: State | None = None) -> Stream:
        check_runs(len(next(iter(sweep.values()))))
        return going(hot, state)

    def going(hot: Mapping[str, Any], state: State | None) -> Stream:
        with closing(stream(plan, sweep, due, hot, blocks, state)) as snapshots:
            try:
                for snapshot in snapshots:
                    if snapshot is not None and snapshot.diverged:
                        snapshot = replace(snapshot, diverged=bounded(snapshot.diverged))
                    yield snapshot
            except Diverged as error:
                raise Diverged.of(bounded(error.lost)) from None

    def make(columns: Sweep) -> Experiment:
        return flow(plan, name=name, settings=settings, sweep=columns, steps=steps, records=due,
                    blocks=blocks)

    return Experiment(name, {**settings, "steps": steps}, sweep, start, make, tuple(due))


def flow_steps(steps: int, points: int = 200) -> np.ndarray:
    """0, `points` log-spaced steps, and as many evenly spaced, up to `steps`."""
    both = np.concatenate([[0], np.geomspace(1, steps, points), np.linspace(0, steps, points + 1)])
    return np.unique(both.round().astype(int))


def stable_rate(problem: Problem) -> Tensor:
    """2 over the largest eigenvalue of the Gauss-Newton Hessian at the start, (runs,)."""

    def work() -> Tensor:
        J = jacobian(problem.model, problem.start)
        if problem.rates is not None:
            # In the metric of the rates: the step matrix is similar to this symmetric one.
            J = J * problem.rates.sqrt()
        largest: Tensor = torch.linalg.eigvalsh(J @ J.mT)[:, -1]
        return 2 / (problem.scale * largest)

    return alone(work)


class Block:
    """Some runs of an ensemble on one thread; see `engines.block.Block`."""

    slow = "weight_decay"           # the setting that drives slow time

    def __init__(self, problem: Problem):
        self.problem, self.w = problem, problem.start.clone().contiguous()
        self.taken = 0
        self.clocks = {k: Clock(len(self.w)) for k in ("flow_time", "slow_time")}
        model = problem.model
        self.steps: Steps = _steps_by_autograd(model)
        self.data: list[Tensor] = []
        if model.gradient is not None and model.bind is not None:
            self.g = torch.zeros_like(self.w)
            self.steps, self.data = _steps(model.gradient), model.bind(self.w, self.g)

    def set(self, hot: Mapping[str, np.ndarray]) -> None:
        """New learning rates and weight decays, (runs,)."""
        self.clocks["flow_time"].set(hot["learning_rate"], self.taken)
        self.clocks["slow_time"].set(hot["learning_rate"] * hot[self.slow], self.taken)
        rate, decay = (torch.as_tensor(hot[k]).to(self.w)[:, None]
                       for k in ("learning_rate", "weight_decay"))
        if self.problem.rates is not None:
            rate = rate * self.problem.rates
        # The buffer holds Jᵀr; F's scale turns it into the gradient, and decay is without it.
        self.rate, self.shrink = rate * self.problem.scale, 1 - rate * decay

    def advance(self, steps: int) -> None:
        """Take `steps` steps."""
        g = self.g if self.data else self.w
        self.steps(steps, self.w, g, self.shrink, self.rate, self.data)
        self.taken += steps

    def measure(self) -> dict[str, np.ndarray]:
        problem, w = self.problem, self.w
        values = {"train_loss": problem.loss(problem.model.residual(w)), **problem.measure(w),
                  "weight_norm": w.norm(dim=1)}
        values = {k: v.cpu().numpy() for k, v in values.items()}
        return values | {k: clock.at(self.taken) for k, clock in self.clocks.items()}

    def state(self) -> dict[str, np.ndarray]:
        """All that is needed to go on from here."""
        return {"step": np.array(self.taken), "weights": self.w.cpu().numpy().copy(),
                **{k: clock.state() for k, clock in self.clocks.items()}}

    def restore(self, state: State) -> None:
        """Go on from a state; ValueError if it belongs to a problem of another size."""
        copy_weights(state, self.w)
        self.taken = int(state["step"])
        for name, clock in self.clocks.items():
            clock.restore(state[name], self.taken)


def copy_weights(state: State, w: Tensor) -> None:
    """Write the weights of a state over w."""
    if state["weights"].shape != w.shape:
        raise ValueError(
            f"the state has weights of shape {state['weights'].shape}, this run {tuple(w.shape)}; "
            "go on with the sizes the state was made with"
        )
    w.copy_(torch.as_tensor(state["weights"]))


@once
def _steps(gradient: Gradient) -> Steps:
    """Many steps in one compiled call, see `models.compiled`."""
    def steps(
        n: int, w: Tensor, g: Tensor, shrink: Tensor, rate: Tensor, data: list[Tensor]
    ) -> None:
        for _ in range(n):
            gradient(data)
            w.mul_(shrink).addcmul_(g, rate, value=-1)

    return compiled(steps)


def _steps_by_autograd(model: LeastSquares) -> Steps:
    def steps(
        n: int, w: Tensor, g: Tensor, shrink: Tensor, rate: Tensor, data: list[Tensor]
    ) -> None:
        for _ in range(n):
            g = pull_back(model, w)
            w.mul_(shrink).addcmul_(g, rate, value=-1)

    return steps
