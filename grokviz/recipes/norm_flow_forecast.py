"""Predictions for a gradient flow: its slow phase, its floor, and the limits of its settings.

Each function takes an Experiment of `norm_flow`, or a Record of one. Source: Boursier, Pesme &
Dragomir (2025), arXiv:2505.20172, Prop. 2 and Sec. 3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from grokviz.arguments import instance, number, whole
from grokviz.recipes.common import checks
from grokviz.recipes.common.hot import fixed
from grokviz.recipes.norm_flow import diagonal_network
from grokviz.recipes.plans.norm_flow import plan_of
from grokviz.recording import History, record
from grokviz.run import Experiment, Record, Snapshot
from grokviz.theory import norm_flow as theory

if TYPE_CHECKING:               # the module loads torch
    from grokviz.tasks.least_squares import Problem

Run = Experiment | Record
LATEST = 10.0           # slow time by which the slow phase is over
APART = 10              # the clocks separate where λ is this many times below the curvature
ROUGH = 20_000          # steps that lead near the manifold


def problem_of(run: Run) -> Problem:
    """Draw examples, teacher and start of each run, for `known`, `limits` and `slow_path`."""
    return plan_of(_checked(run).settings).problem(run.sweep)


def _problem(run: Run, problem: Problem | None) -> Problem:
    """The given problem, or a new one; TypeError for anything else."""
    if problem is None:
        return problem_of(run)
    from grokviz.tasks import least_squares

    drawn: Problem = instance("problem", problem, least_squares.Problem,
                              "what `problem_of` gives, or leave it out")
    return drawn


def known(run: Run, problem: Problem | None = None) -> dict[str, np.ndarray]:
    """Examples and teacher, which pictures draw beside a run; leaves (runs, ...)."""
    problem = _problem(run, problem)
    return {name: value.cpu().numpy() for name, value in problem.known.items()}


def slow_flow(
    run: Run, *, until: float = 3.0, step: float = 0.02, problem: Problem | None = None
) -> Experiment:
    """Norm minimisation on the zero-loss manifold, in slow time.

    The flow begins where descent without decay ends. It is in closed form for the hyperbola,
    the adders, linear regression and the diagonal network, and takes Riemannian steps for the
    others. See `engines.riemannian` for the values. A ReLU network slides along its kinks, which
    this flow does not model.

    Raises
    ------
    ValueError
        For a ReLU network.
    """
    from grokviz import engines

    until, step = _times(until, step)
    task = _checked(run).settings["task"]
    if task == "relu_network":
        raise ValueError(
            "there is no slow flow for relu_network: its manifold has kinks; give another task, "
            "or theory.norm_flow.imbalance_law, which holds for it too")
    plan = plan_of(run.settings)
    if problem is not None:
        drawn = _problem(run, problem)
        plan = plan._replace(problem=lambda sweep: drawn)
    return fixed(engines.riemannian(
        plan, name="norm_flow.slow_flow", settings=run.settings, sweep=run.sweep,
        until=until, step=step, closed=_CLOSED.get(task)))


def slow_path(
    run: Run, *, step: float = 0.05, problem: Problem | None = None
) -> Experiment:
    """The slow flow at weight decay 1, to slow time 10.

    From it `theory.norm_flow.ahead` predicts a run at any decay.
    """
    ones = np.ones(_checked(run).runs)
    return slow_flow(replace(run, sweep={**run.sweep, "weight_decay": ones}), until=LATEST,
                     step=step, problem=problem)


def predict(run: Run, *, step: float = 0.05, points: int = 200) -> Record:
    """The slow flow over the steps of a run: the curves once the training set is fitted.

    Returns
    -------
    Record
        The values of `slow_flow`, each run at its own λ and on its own log-spaced steps.
        train_loss is the floor, not zero.
    """
    points = whole("points", points, 2, 100_000, 200)
    run = _checked(run)
    begun = run if isinstance(run, Record) else History(run).record()
    return theory.ahead(record(slow_path(run, step=step), progress=False), begun, points=points)


def slide(
    *, data_seed: Any = 1, init_seed: Any = 1, until: float = 4.0, step: float = 0.05
) -> Experiment:
    """The slow phase of a diagonal network in closed form, from where the exact fall ends.

    Returns
    -------
    Experiment
        One snapshot for each step of slow time: slow_time, the values of `diagonal_network`, and
        start (runs, 80), the weights before the fall.
    """
    until, step = _times(until, step)
    run = diagonal_network(data_seed=data_seed, init_seed=init_seed)
    s = step * np.arange(round(until / step) + 1)

    def start(hot: Mapping[str, Any]):
        problem = plan_of(run.settings).problem(run.sweep)
        first = problem.start.cpu().numpy()
        path = _CLOSED["diagonal_network"](problem, problem.start, s)
        for k, w in enumerate(path):
            values = problem.measure(w) | {"weight_norm": w.norm(dim=1)}
            values = {name: value.cpu().numpy() for name, value in values.items()}
            yield Snapshot(k, {**values, "slow_time": np.full(run.runs, s[k]), "start": first})

    return fixed(
        Experiment("norm_flow.slide", {**run.settings, "steps": len(s) - 1}, run.sweep, start))


def given(run: Run) -> Experiment:
    """The result of `known` for each run, as a record of one step, to be stored beside a run."""
    run = _checked(run)

    def start(hot: Mapping[str, Any]):
        yield Snapshot(0, {k: v if v.ndim > 1 else np.tile(v, (run.runs, 1))
                           for k, v in known(run).items()})

    return fixed(Experiment("norm_flow.given", {**run.settings, "steps": 0}, run.sweep, start))


def limits(run: Run, problem: Problem | None = None) -> dict[str, np.ndarray]:
    """The limits of learning rate and weight decay, (runs,).

    Returns
    -------
    dict
        stable_rate: 2 over the largest eigenvalue of the Hessian at the start. Above it descent
        oscillates or grows. least_curvature: the smallest eigenvalue on the manifold. Weight decay
        has to stay far below it. The second is missing where a rate is too large.
    """
    from grokviz import engines
    from grokviz.engines.flow import stable_rate

    problem = _problem(run, problem)
    bound = {"stable_rate": stable_rate(problem).cpu().numpy()}
    if (np.asarray(run.sweep["learning_rate"]) > bound["stable_rate"]).any():
        return bound
    return bound | {"least_curvature": engines.least_curvature(problem, run.sweep, ROUGH)}


def _checked(run: Any) -> Run:
    return checks.of_area(run, "recipes.norm_flow", "norm_flow.hyperbola", "task", "device",
                          "weight_decay", "learning_rate")


def _times(until: Any, step: Any) -> tuple[float, float]:
    """The last slow time and its step, checked; at most 100,000 steps."""
    until = number("until", until, 0, 100, 3)
    return until, number("step", step, max(until / 100_000, 1e-6), 1, 0.02)


def _hyperbola(problem: Any, w: Any, s: np.ndarray) -> Any:
    return w.new_tensor(theory.hyperbola(w.cpu().numpy(), s))


def _one_by_one(law) -> Any:
    def closed(problem: Any, w: Any, s: np.ndarray) -> Any:
        X, y = (problem.known[k].cpu().numpy() for k in ("inputs", "targets"))
        runs = [law(*one, s) for one in zip(X, y, w.cpu().numpy(), strict=True)]
        return w.new_tensor(np.stack(runs, 1))

    return closed


_CLOSED: Mapping[str, Any] = {
    "hyperbola": _hyperbola,
    "adder": _one_by_one(theory.regression),            # the kink does not bend its manifold
    "adder_three": _one_by_one(theory.regression),
    "linear_regression": _one_by_one(theory.regression),
    "diagonal_network": _one_by_one(theory.diagonal),
}
