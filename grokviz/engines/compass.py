"""Compares the direction in which training moves with the direction that a theory predicts.

Source: Musat (2025), arXiv:2511.01938, Sec. 6.4. The update of the last few steps is compared
with -(I - J⁺J) w. J is taken at a nearby point of the zero-loss manifold, which gradient descent
with momentum finds from w.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from grokviz.divergence import Lost
from grokviz.engines.flow import Descent
from grokviz.engines.riemannian import Normal
from grokviz.engines.streaming.stream import stream
from grokviz.engines.streaming.threads import aside
from grokviz.models.least_squares.base import jacobian, pull_back
from grokviz.run import Change, Experiment, Snapshot, Stream
from grokviz.tasks.least_squares import Problem

Direction = Callable[[Problem, Tensor, Tensor], Tensor]
LANDING, MOMENTUM = 100, 0.9


def compass(
    plan: Descent, directions: Mapping[str, Direction], *, name: str,
    settings: Mapping[str, Any], sweep: Mapping[str, np.ndarray], records: Iterable[int],
    window: int = 10,
) -> Experiment:
    """Train, and at some steps compare the update with predicted directions.

    Parameters
    ----------
    plan : Descent
        For a problem that has ``weights`` among its values.
    directions : mapping
        Functions of the problem, w and the landed w, both (runs, weights), to the predicted dw/ds.
        If that has fewer columns than w, only the first weights are compared.
    records : iterable of int
        Steps at which to compare, each at least `window`.
    window : int
        Number of steps in the update that is compared.

    Returns
    -------
    Experiment
        All values of the problem except the weights, and for each direction cosine_NAME and
        speed_NAME, the update's length over the predicted one's, (runs,).
    """
    marks = sorted(set(records))
    due = sorted({s for mark in marks for s in (mark - window, mark)})

    def walk(hot: Mapping[str, Any]) -> Stream:
        problem, training = plan.problem(sweep), stream(plan, sweep, due, hot)
        before: dict[int, Tensor] = {}
        changes: tuple[Change, ...] = ()
        lost: tuple[Lost, ...] = ()
        try:
            for snapshot in training:
                if snapshot is None:
                    yield None
                    continue
                values = dict(snapshot.values)
                w = before[snapshot.step] = torch.tensor(values.pop("weights"))
                changes, lost = changes + snapshot.changes, lost + snapshot.diverged
                if snapshot.step in marks:
                    # The update of the last `window` steps, and the slow time that they took.
                    moved = w - before[snapshot.step - window]
                    pace = torch.tensor(values["slow_time"]) / snapshot.step * window
                    yield None                  # the comparison takes a while
                    found = _compare(problem, directions, w.to(problem.start), moved, pace, sweep)
                    yield Snapshot(snapshot.step, values | found, changes, diverged=lost)
                    changes, lost = (), ()
        finally:
            training.close()

    return Experiment(
        name, {**settings, "steps": marks[-1]}, sweep, lambda hot: aside(walk(hot))
    )


def along_tangent(
    problem: Problem, w: Tensor, landed: Tensor, keep: Callable[[Tensor], Tensor] = lambda v: v
) -> Tensor:
    """-(I - J⁺J) w, in the metric of the learning rates where these differ between weights.

    `keep` projects vectors, (..., weights), onto a space of allowed directions.
    """
    # With rates D the flow is dw/ds = -D^(1/2) P D^(1/2) w, with P for the Jacobian J D^(1/2).
    root = 1.0 if problem.rates is None else problem.rates.sqrt()
    allowed = keep(jacobian(problem.model, landed) * root)
    return -root * Normal(allowed).tangent(keep(w * root))


def _compare(
    problem: Problem, directions: Mapping[str, Direction], w: Tensor, moved: Tensor, pace: Tensor,
    sweep: Mapping[str, np.ndarray],
) -> dict[str, np.ndarray]:
    landed, found = land_near(problem, w, sweep), {}
    for name, direction in directions.items():
        v = direction(problem, w, landed).cpu()
        m = moved[:, : v.shape[1]]
        length, wanted = m.norm(dim=1), v.norm(dim=1)
        found[f"cosine_{name}"] = ((m * v).sum(1) / (length * wanted)).numpy()
        found[f"speed_{name}"] = (length / (pace * wanted)).numpy()
    return found


def land_near(problem: Problem, w: Tensor, sweep: Mapping[str, np.ndarray]) -> Tensor:
    """A point near the zero-loss manifold: descent with momentum and no decay from w."""
    rate = problem.scale * torch.as_tensor(np.asarray(sweep["learning_rate"])).to(w)[:, None]
    if problem.rates is not None:
        rate = rate * problem.rates
    w, speed = w.clone(), torch.zeros_like(w)
    for _ in range(LANDING):
        speed = MOMENTUM * speed - rate * pull_back(problem.model, w)
        w = w + speed
    return w
