"""The experiments behind the claims on norm minimisation, each run once and shared.

Unless a docstring says otherwise, a run has one seed for both its data and its init.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np

from grokviz.claims.runs import run, run_named
from grokviz.metrics import Array
from grokviz.recipes import first_layer, norm_flow_forecast
from grokviz.recipes import norm_flow as recipes
from grokviz.run import Experiment, Record

SEEDS = (1, 2, 3)
SMALL = (0.03, 0.01, 0.003, 0.001, 0.0003)              # weight decays, of the diagonal network
TIMES = np.array([0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0])        # slow times to compare at
MARKS = (0.7, 1.0, 1.5, 2.0)                            # slow times of the compass
SQUARE, RELU = (first_layer.TRAINED[k] for k in ("square", "relu"))


def at(found: Record, name: str, s: float) -> Array:
    """A value of each run at slow time s, interpolated between records; (runs, ...)."""
    values, times = found.values[name], found.values["slow_time"]
    out = []
    for i in range(found.runs):
        k = int(np.clip(np.searchsorted(times[:, i], s), 1, len(times) - 1))
        (a, b), (x, y) = times[k - 1 : k + 1, i], values[k - 1 : k + 1, i]
        out.append(x + (y - x) * np.clip((s - a) / (b - a), 0, 1) if b > a else x)
    return np.array(out)


def flow_time_of(found: Record, name: str, below: float) -> Array:
    """Flow time at which a value is first below a share of its first one, (runs,)."""
    value, t = found.values[name], found.values["flow_time"]
    reached = value < below * value[0]
    return np.where(reached.any(0), np.take_along_axis(t, reached.argmax(0)[None], 0)[0], np.nan)


def _per_seed(make: Callable[..., Experiment], **settings) -> list[Record]:
    return run(*(make(data_seed=s, init_seed=s, **settings) for s in SEEDS))


@cache
def hyperbola() -> Record:
    """Decays 0.1 to 0.001, each recorded at TIMES."""
    decays = np.array([0.1, 0.03, 0.01, 0.003, 0.001])
    # Slow time is ηλ·step, so a smaller decay reaches the same slow times after more steps.
    due = np.unique(np.round(TIMES / (0.02 * decays[:, None]))).astype(int)
    return run(recipes.hyperbola(weight_decay=decays, steps=due[-1], records=[0, *due]))[0]


@cache
def cross() -> Record:
    """One run, to s = 16."""
    return run(recipes.cross(steps=40_000))[0]


@cache
def regression() -> list[Record]:
    """Decays 0.01, 1e-3, 1e-4 and none, to s = 2 at the smallest."""
    return _per_seed(recipes.linear_regression, weight_decay=[1e-2, 1e-3, 1e-4, 0], steps=67_000)


@cache
def diagonal() -> Record:
    """Five seeds at decay 1e-3, to s = 10."""
    parts = run(*(recipes.diagonal_network(data_seed=s, init_seed=s) for s in range(5)))
    return joined(parts)


@cache
def diagonal_decays() -> list[Record]:
    """All of SMALL, too much (0.3) and none."""
    return _per_seed(recipes.diagonal_network, weight_decay=[0.3, *SMALL, 0], steps=170_000)


@cache
def diagonal_flow() -> list[Record]:
    """The slow flow in closed form, for the runs of `diagonal_decays`."""
    made = [recipes.diagonal_network(weight_decay=[SMALL[0]], data_seed=s, init_seed=s)
            for s in SEEDS]
    return run(*(norm_flow_forecast.slow_flow(e, until=5.0) for e in made))


@cache
def diagonal_scales() -> list[Record]:
    """Initial scales of variance 0.1, 0.5 and 1, over the plateau."""
    scales = np.sqrt(np.array([0.1, 0.5, 1.0]) / 0.5)
    return _per_seed(recipes.diagonal_network, init_scale=scales, steps=500)


@cache
def completion() -> list[Record]:
    """Seven matrices of rank 2, one init, at three decays, to s = 6 at the smallest."""
    return run(*(recipes.matrix_completion(weight_decay=[d], data_seed=range(1, 8), init_seed=0,
                                           steps=round(6 / (0.01 * d))) for d in (0.03, 0.01)))


@cache
def completion_flow() -> tuple[list[Record], Record]:
    """One matrix at decays 0.1, 0.03 and 0.01 to s = 1, and its slow flow to s = 3."""
    made = [recipes.matrix_completion(weight_decay=d, steps=round(1 / (0.01 * d)))
            for d in (0.1, 0.03, 0.01)]
    *runs, slow = run(*made, norm_flow_forecast.slow_flow(made[-1], until=3.0))
    return runs, slow


@cache
def rank_three() -> Record:
    """Three matrices of rank 3, one init."""
    return run(recipes.matrix_completion(weight_decay=0.03, rank=3, data_seed=SEEDS, init_seed=0,
                                         steps=20_000))[0]


@cache
def relu() -> list[Record]:
    """Decay 0.01 to s = 6, and none."""
    return _per_seed(recipes.relu_network, weight_decay=[0.01, 0], steps=200_000)


@cache
def simulated() -> Record:
    """The default p = 23, three seeds."""
    return joined(run(*(first_layer.simulated(data_seed=s, init_seed=s) for s in SEEDS)))


@cache
def simulated_others() -> dict[str, Record]:
    """The square activation, tanh, and a group with too few pairs."""
    quick: dict[str, Any] = dict(learning_rate=5e-3, steps=600)
    made = {"square": first_layer.simulated(activation="square", **quick),
            "tanh": first_layer.simulated(activation="tanh", **quick),
            "p13": first_layer.simulated(13, 128, data_seed=SEEDS, **quick)}
    return run_named(made)


@cache
def compass() -> dict[str, Record]:
    """The square activation over 10 steps, ReLU over 100, three seeds each."""
    seeds: dict[str, Any] = {"init_seed": SEEDS}
    made = {"square": first_layer.compass(MARKS, activation="square", **SQUARE, **seeds),
            "relu": first_layer.compass(MARKS, activation="relu", window=100, **RELU, **seeds)}
    return run_named(made)


@cache
def kappas() -> dict[int, tuple[Record, Record]]:
    """Training with the output layer 1 and 16 times as fast, and the closed form from s = 0.2."""
    made = {k: first_layer.trained(k, learning_rate=0.2 / k, steps=steps)
            for k, steps in ((1, 38_000), (16, 268_000))}
    ridge = 3e-4 / 2 * 59 * 11          # of the same decay: λ/2 times 59 examples and p = 11
    closed = {k: first_layer.isolated(e, until=1.0, ridge=ridge) for k, e in made.items()}
    done = run(*made.values(), *closed.values())
    return {k: (done[i], done[i + len(made)]) for i, k in enumerate(made)}


@cache
def balances() -> dict[str, Record]:
    """Both layers trained, to s = 3."""
    made = {k: first_layer.trained(activation=k, **first_layer.TRAINED[k], steps=steps)
            for k, steps in (("square", 50_000), ("relu", 30_000))}
    return run_named(made)


def joined(parts: list[Record]) -> Record:
    """Several Records with the same steps as one, their runs one after another."""
    first = parts[0]
    for a, b in pairwise(parts):
        assert np.array_equal(a.steps, b.steps)
    return Record(
        first.name, first.settings,
        {k: np.concatenate([p.sweep[k] for p in parts]) for k in first.sweep}, first.steps,
        {k: np.concatenate([p.values[k] for p in parts], 1) for k in first.values},
        diverged=tuple(
            replace(lost, run=lost.run + sum(p.runs for p in parts[:i]))
            for i, part in enumerate(parts) for lost in part.diverged))
