"""The experiments behind the claims on penalties, each run once and shared."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from grokviz.claims.runs import run, run_named
from grokviz.metrics import Array, first_step
from grokviz.recipes import modular_addition
from grokviz.recipes import penalties as recipes
from grokviz.recipes.penalty_menu import contenders
from grokviz.run import Record

RATES, STRENGTHS = (0.05, 0.1, 0.2), (3e-4, 1e-3, 3e-3)
MATRICES = range(8)                             # data seeds of the matrices
COMPLETED = 3                                   # the seed of a matrix that the nuclear norm finds
BIASED = (0.01, 0.03, 0.1)                      # learning rates to compare final errors at
SCALES = (1e-6, 1.0, 10.0)
SHARES = (0.0, 0.2, 0.4, 0.6)
DEEP = (1e-3, 1.0)                              # initial scales
STRENGTHS_OF_GROUP: dict[str, tuple[list[float], int]] = {   # penalty -> strengths, steps
    "none": ([0.0], 2000), "l1": ([1e-4, 1e-5], 9000), "nuclear": ([1e-3, 1e-4], 900)}
ANY_OF_GROUP = [1e-3, 1e-4], 1000               # of l2, and of any other
GROUP: dict[str, Any] = {"optimizer": "adam", "learning_rate": 1e-2, "width": 64}


def step_of(found: Record, name: str, below: float) -> Array:
    """First recorded step at which a value is below a bound, (runs,); nan where never."""
    return first_step(found.steps, found.values[name] < below)


def slow_time_of(found: Record, name: str, below: float) -> Array:
    """The same in slow time."""
    return (step_of(found, name, below) * found.sweep["learning_rate"]
            * found.sweep["penalty_strength"])


def _fine(steps: int, points: int = 800) -> Array:
    """0 and log-spaced steps from 1 on, less than 2% apart."""
    return np.unique(np.concatenate([[0], np.geomspace(1, steps, points)]).round().astype(int))


@cache
def sparse() -> Record:
    """Eight vectors under l1."""
    return run(recipes.sparse_recovery(data_seed=range(8), steps=20_000))[0]


@cache
def sparse_law() -> Record:
    """RATES x STRENGTHS, one vector."""
    steps = 47_000
    return run(recipes.sparse_recovery(penalty_strength=STRENGTHS, learning_rate=RATES,
                                       steps=steps, records=_fine(steps)))[0]


@cache
def sparse_l2() -> list[Record]:
    """Twenty measurements and thirty under l2, from each of SCALES."""
    return run(*(recipes.sparse_recovery("l2", n_train=n, init_scale=SCALES, steps=60_000)
                 for n in (20, 30)))


@cache
def final_errors() -> dict[str, Record]:
    """Strength 0.01 at each of BIASED, both methods."""
    return run_named({method: recipes.sparse_recovery(
        penalty_strength=1e-2, learning_rate=BIASED, method=method, steps=30_000)
        for method in recipes.METHODS})


@cache
def biases() -> Record:
    """Learning rate 0.2 at STRENGTHS, to the end."""
    return run(recipes.sparse_recovery(penalty_strength=STRENGTHS, learning_rate=0.2,
                                       steps=30_000))[0]


@cache
def completion() -> Record:
    """Eight matrices under the nuclear norm."""
    return run(recipes.matrix_completion(penalty_strength=2e-2, learning_rate=1.0,
                                         data_seed=MATRICES, steps=4000))[0]


@cache
def completion_law() -> Record:
    """Learning rates 0.3 and 1, strengths 0.1, 0.03, 0.01, one matrix."""
    steps = 8000
    return run(recipes.matrix_completion(
        penalty_strength=[0.1, 0.03, 0.01], learning_rate=[0.3, 1.0], data_seed=COMPLETED,
        steps=steps, records=_fine(steps)))[0]


@cache
def races() -> dict[str, Record]:
    """Each task from the same start, without a penalty and under each penalty."""
    made = {"sparse_recovery": recipes.race(),
            "matrix_sensing": recipes.race("matrix_sensing", penalty_strength=1e-2),
            "matrix_completion": recipes.race("matrix_completion", penalty_strength=2e-2,
                                              learning_rate=1.0, data_seed=COMPLETED)}
    return run_named(made)


@cache
def depths() -> dict[int, Record]:
    """No penalty at depth 1, 2, 3: small and large start, two vectors, forty measurements."""
    made = {1: (DEEP, 20_000), 2: (DEEP, 20_000), 3: ((1e-2, 1.0), 25_000)}
    return run_named({depth: recipes.sparse_recovery(
        "none", 0, depth=depth, init_scale=scales, data_seed=[0, 1], n_train=40,
        learning_rate=0.05, steps=steps) for depth, (scales, steps) in made.items()})


@cache
def decayed_depths() -> dict[int, Record]:
    """l2 on the factors at depth 1, 2, 3: large start, two vectors, strengths 1e-2 and 3e-3."""
    return run_named({depth: recipes.sparse_recovery(
        "l2", [1e-2, 3e-3], depth=depth, init_scale=1.0, data_seed=[0, 1], n_train=40,
        learning_rate=0.05, steps=24_000) for depth in (1, 2, 3)})


@cache
def coherent_vectors() -> Record:
    """SHARES of single coordinates, four vectors; runs go by share, then vector."""
    return run(recipes.sparse_recovery(penalty_strength=3e-3, coherence=SHARES,
                                       data_seed=range(4), steps=18_000))[0]


@cache
def coherent_matrices() -> list[Record]:
    """SHARES of entries of large leverage, twelve matrices; 60 and 70 entries of 100 seen."""
    return run(*(recipes.matrix_completion(
        penalty_strength=1e-2, coherence=SHARES, data_seed=range(12), n_train=n, rows=10,
        spectrum="gaussian", learning_rate=1.0, steps=3000) for n in (60, 70)))


@cache
def group() -> dict[str, Record]:
    """Modular addition by Adam under each penalty; no weight decay."""
    planned = {k: STRENGTHS_OF_GROUP.get(k, ANY_OF_GROUP) for k in contenders()}
    return run_named({k: modular_addition.grokking(
        0, penalty=k, penalty_strength=beta, steps=steps, **GROUP)
        for k, (beta, steps) in planned.items()})
