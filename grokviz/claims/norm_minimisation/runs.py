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

from grokviz.claims.runs import run
from grokviz.claims.seeds import SEEDS, Seeds, seeded
from grokviz.metrics import Array
from grokviz.recipes import norm_flow as recipes
from grokviz.recipes import norm_flow_forecast
from grokviz.run import Experiment, Record

SMALL = (0.03, 0.01, 0.003, 0.001, 0.0003)              # weight decays, of the diagonal network
DRAWS = 4               # matrices a seed, where their rate is compared
TIMES = np.array([0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0])        # slow times to compare at


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


def per_seed(make: Callable[..., Experiment], seeds: Seeds, **settings) -> list[Record]:
    """One Record for each seed."""
    return run(*(make(data_seed=s, init_seed=s, **settings) for s in seeds))


@cache
def hyperbola() -> Record:
    """Decays 0.1 to 0.001, each recorded at TIMES."""
    decays = np.array([0.1, 0.03, 0.01, 0.003, 0.001])
    # Slow time is ηλ·step, so a smaller decay reaches the same slow times after more steps.
    due = np.unique(np.round(TIMES / (0.02 * decays[:, None]))).astype(int)
    return run(recipes.hyperbola(weight_decay=decays, steps=due[-1], records=[0, *due]))[0]


@cache
def from_manifold() -> Record:
    """Three decays, from four points of u v = 1."""
    u = np.array([0.25, 0.4, 1.6, 4.0])
    return joined(run(*(recipes.hyperbola(float(x), float(1 / x), weight_decay=[0.1, 0.03, 0.01],
                                          steps=5000) for x in u)))


@cache
def cross() -> Record:
    """One run, to s = 16."""
    return run(recipes.cross(steps=40_000))[0]


@seeded
def regression(seeds: Seeds = SEEDS) -> list[Record]:
    """Decays 0.01, 1e-3, 1e-4 and none, to s = 2 at the smallest."""
    return per_seed(recipes.linear_regression, seeds, weight_decay=[1e-2, 1e-3, 1e-4, 0],
                     steps=67_000)


@seeded
def diagonal(seeds: Seeds = SEEDS) -> list[Record]:
    """Decay 1e-3, to s = 10."""
    return per_seed(recipes.diagonal_network, seeds)


@seeded
def diagonal_decays(seeds: Seeds = SEEDS) -> list[Record]:
    """All of SMALL, too much (0.3) and none."""
    return per_seed(recipes.diagonal_network, seeds, weight_decay=[0.3, *SMALL, 0], steps=170_000)


@seeded
def diagonal_start(seeds: Seeds = SEEDS) -> list[Record]:
    """Four decays and none, to flow time 10."""
    return per_seed(recipes.diagonal_network, seeds, weight_decay=[*SMALL[:4], 0], steps=100)


@seeded
def diagonal_beside_flow(seeds: Seeds = SEEDS) -> list[tuple[Record, Record]]:
    """The runs of `diagonal_decays`, each with the slow flow in closed form."""
    made = [recipes.diagonal_network(weight_decay=[SMALL[0]], data_seed=s, init_seed=s)
            for s in seeds]
    slow = run(*(norm_flow_forecast.slow_flow(e, until=5.0) for e in made))
    return list(zip(diagonal_decays(seeds), slow, strict=True))


@seeded
def diagonal_scales(seeds: Seeds = SEEDS) -> list[Record]:
    """Initial scales of variance 0.1, 0.5 and 1, over the plateau."""
    scales = np.sqrt(np.array([0.1, 0.5, 1.0]) / 0.5)
    return per_seed(recipes.diagonal_network, seeds, init_scale=scales, steps=500)


@seeded
def completion(seeds: Seeds = SEEDS) -> list[list[Record]]:
    """Matrices of rank 2, one init, at two decays, to s = 6."""
    done = run(*(_matrices(list(seeds), 2, d) for d in (0.03, 0.01)))
    return [[r.take(i) for r in done] for i in range(len(seeds))]


@seeded
def ranks(seeds: Seeds = SEEDS) -> list[tuple[Record, Record]]:
    """For each seed DRAWS matrices of rank 2 and as many of rank 3, to s = 6."""
    drawn = [s + 200 * k for s in seeds for k in range(DRAWS)]
    both = run(*(_matrices(drawn, rank, 0.03) for rank in (2, 3)))
    parts = [[_taken(r, i, i + DRAWS) for i in range(0, r.runs, DRAWS)] for r in both]
    return list(zip(*parts, strict=True))


def _matrices(seeds: list[int], rank: int, decay: float) -> Experiment:
    return recipes.matrix_completion(weight_decay=decay, rank=rank, data_seed=seeds, init_seed=0,
                                     steps=round(6 / (0.01 * decay)))


def _taken(found: Record, first: int, end: int) -> Record:
    return joined([found.take(i) for i in range(first, end)])


@seeded
def completion_flow(seeds: Seeds = SEEDS) -> list[tuple[list[Record], Record]]:
    """A matrix at decays 0.1, 0.03 and 0.01 to s = 1, and its slow flow."""
    given: dict[str, Any] = {"data_seed": list(seeds), "init_seed": 0}
    made = [recipes.matrix_completion(weight_decay=d, steps=round(1 / (0.01 * d)), **given)
            for d in (0.1, 0.03, 0.01)]
    *runs, slow = run(*made, norm_flow_forecast.slow_flow(made[-1], until=1.0))
    return [([r.take(i) for r in runs], slow.take(i)) for i in range(len(seeds))]


@seeded
def relu(seeds: Seeds = SEEDS) -> list[Record]:
    """Decay 0.01 to s = 6, and none."""
    return per_seed(recipes.relu_network, seeds, weight_decay=[0.01, 0], steps=200_000)


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
