"""The speed of proximal steps beside the plain loop, and the time of the live experiments."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch

from grokviz.bench.plain.teacher_student import loop
from grokviz.bench.rows import Row, compared, counted, rates, seconds, single, trains
from grokviz.engines.streaming.threads import alone
from grokviz.recipes import penalties as recipes
from grokviz.recipes import penalty_forecast, teacher_student
from grokviz.recipes.plans.penalties import plan_of

AREA = "penalties"
SEEDS = range(8)
STRENGTH = 3e-6          # of l1 on networks
SETTINGS = {
    "sparse_recovery": dict(penalty_strength=1e-3, learning_rate=0.1, data_seed=0),
    "matrix_completion": dict(penalty_strength=2e-2, learning_rate=1.0, data_seed=3),
}


def rows(quick: bool = False) -> Iterator[Row]:
    """Measure this area, row by row; if `quick`, proximal steps once, and one live experiment."""
    rounds = 1 if quick else 3
    yield from _steps("soft threshold", "sparse_recovery", 4000, 6, rounds)
    yield from _steps("singular-value threshold", "matrix_completion", 1000, 1.5, rounds)
    if not quick:
        yield from _training(1000)
    for name, experiment, floor in (
        ("live sparse recovery", recipes.sparse_recovery(), 2),
        ("live matrix completion, nuclear", recipes.matrix_completion(), 2),
        ("live race of four", recipes.race(), 4),
    ):
        yield single(name, AREA, seconds(trains(experiment, 1)), "s", floor)
        if quick:
            return


def plain(task: str, steps: int) -> torch.Tensor:
    """Weights after the plain loop: autograd, then soft threshold or shrunk singular values."""
    settings = SETTINGS[task]
    rate, beta = settings["learning_rate"], settings["penalty_strength"]
    experiment = getattr(recipes, task)(**settings)
    problem = plan_of(experiment.settings).problem(experiment.sweep)
    known = {k: torch.as_tensor(v[0])
             for k, v in penalty_forecast.known(experiment).items()}
    w = problem.start[0].view_as(known["matrix"]).clone().requires_grad_()
    optimizer = torch.optim.SGD([w], lr=rate)
    for _ in range(steps):
        optimizer.zero_grad()
        _residual(known, w).square().sum().div(2).backward()
        optimizer.step()
        with torch.no_grad():
            w.copy_(_threshold(w, rate * beta))
    return w.detach()


def _residual(known: dict[str, torch.Tensor], w: torch.Tensor) -> torch.Tensor:
    if "inputs" in known:
        return known["inputs"] @ w[:, 0] - known["targets"]
    return (w - known["matrix"]) * known["observed"]


def _threshold(w: torch.Tensor, t: float) -> torch.Tensor:
    if w.shape[1] == 1:
        return torch.nn.functional.softshrink(w, t)
    U, S, Vh = torch.linalg.svd(w)
    return U @ torch.diag((S - t).clamp(min=0)) @ Vh


def _steps(
    name: str, task: str, steps: int, floor: float, rounds: int = 3
) -> Iterator[Row]:
    many, one, slow = rates([
        _ours(task, SEEDS, steps), _ours(task, [3], steps),
        counted(lambda: alone(lambda: plain(task, steps)), steps)], rounds)
    for who, ours, least in ((f"{len(SEEDS)} runs", many, floor), ("1 run", one, None)):
        yield compared(f"{name}, {who}", AREA, ours, slow, "model-steps/s", least)


def _ours(task: str, seeds, steps: int) -> Callable[[], int]:
    settings = SETTINGS[task] | {"data_seed": list(seeds), "records": [0, steps]}
    return trains(getattr(recipes, task)(**settings, steps=steps), len(seeds) * steps)


def _training(steps: int) -> Iterator[Row]:
    """Networks under l1, as the teacher-student lab trains them."""
    sizes = (len(SEEDS), 1)
    works = [trains(teacher_student.grokking(
        penalty="l1", penalty_strength=STRENGTH, init_seed=list(range(runs)), steps=steps,
        records=[0, steps]), runs * steps) for runs in sizes]
    slow = counted(lambda: alone(lambda: loop(steps, [steps], l1=STRENGTH)), steps)
    *ours, plain = rates([*works, slow], rounds=3)
    for runs, rate in zip(sizes, ours, strict=True):
        yield compared(f"teacher and student under l1, {runs} run{'s' * (runs > 1)}", AREA, rate,
                       plain, "model-steps/s")
