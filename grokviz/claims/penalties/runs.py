"""The experiments behind the claims on penalties, each run once and shared.

A seed draws the measurements and the truth, of a network the training pairs and the start. All
seeds of an experiment are one ensemble; a test gives the runs of each seed as a record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np

from grokviz.claims.runs import run, run_named
from grokviz.claims.seeds import SEEDS, Seeds, seeded
from grokviz.metrics import Array, first_step
from grokviz.recipes import modular_addition
from grokviz.recipes import penalties as recipes
from grokviz.recipes.common.penalty_menu import contenders
from grokviz.recipes.plans import modular_addition as plans
from grokviz.run import Experiment, Record

RATES, STRENGTHS = (0.05, 0.1, 0.2), (3e-4, 1e-3, 3e-3)
BIASED = (0.01, 0.03, 0.1)                      # learning rates to compare final errors at
SCALES = (1e-6, 1.0, 10.0)
SHARES = (0.0, 0.2, 0.4, 0.6)
DEEP = {1: ((1e-3, 1.0), 20_000), 2: ((1e-3, 1.0), 20_000), 3: ((3e-2, 1.0), 25_000)}
# Of matrices: at depth 3 a start as small as that of depth 2 does not leave 0 in time.
DEEP_MATRICES = {1: (1e-3, 1.0), 2: (1e-3, 1.0), 3: (3e-2, 1.0)}
STRENGTHS_OF_GROUP: dict[str, tuple[list[float], int]] = {   # penalty -> strengths, steps
    "none": ([0.0], 1000), "l1": ([1e-4, 1e-5], 1000)}
ANY_OF_GROUP = [1e-3, 1e-4], 800               # of any other
# The authors' network, but with one embedding of both symbols, at their sizes except p.
GROUP: dict[str, Any] = {
    "model": "product", "optimizer": "adam", "learning_rate": 1e-2, "width": 64}

ByName = Mapping[str, Record]
ByDepth = Mapping[int, Record]


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


def _by_seed(found: Record, seeds: Seeds, column: str = "data_seed") -> list[Record]:
    """The runs of each seed."""
    return [found.take(found.sweep[column] == seed) for seed in seeds]


def _named(
    experiments: Mapping[Any, Experiment], seeds: Seeds, column: str = "data_seed"
) -> list[dict[Any, Record]]:
    """Run named experiments, each of all seeds: for each seed its record of each name."""
    found = {name: _by_seed(r, seeds, column) for name, r in run_named(experiments).items()}
    return [{name: of[i] for name, of in found.items()} for i in range(len(seeds))]


def _at_each(
    recipe: Callable[..., Experiment], settings: Iterable[tuple[float, float]], end: float,
    seeds: Seeds,
) -> list[list[Record]]:
    """Each learning rate and strength until the slow time `end`: for each seed its records."""
    planned = {(rate, beta): round(end / (rate * beta)) for rate, beta in settings}
    return [list(of.values()) for of in _named({(rate, beta): recipe(
        learning_rate=rate, penalty_strength=beta, data_seed=seeds, steps=steps,
        records=_fine(steps)) for (rate, beta), steps in planned.items()}, seeds)]


@seeded
def sparse(seeds: Seeds = SEEDS) -> list[Record]:
    """A vector under l1."""
    steps = 20_000
    return _by_seed(run(recipes.sparse_recovery(
        data_seed=seeds, steps=steps, records=_fine(steps)))[0], seeds)


@seeded
def sparse_law(seeds: Seeds = SEEDS) -> list[list[Record]]:
    """RATES x STRENGTHS, each for the same slow time."""
    return _at_each(recipes.sparse_recovery, product(RATES, STRENGTHS), 1.2, seeds)


@seeded
def sparse_l2(seeds: Seeds = SEEDS) -> list[list[Record]]:
    """Twenty measurements and thirty under l2, from each of SCALES."""
    return [list(of.values()) for of in _named({n: recipes.sparse_recovery(
        "l2", n_train=n, init_scale=SCALES, data_seed=seeds, steps=60_000)
        for n in (20, 30)}, seeds)]


@seeded
def final_errors(seeds: Seeds = SEEDS) -> Sequence[ByName]:
    """Strength 0.01 at each of BIASED, both methods, recorded at 200 equal steps."""
    return _named({method: recipes.sparse_recovery(
        penalty_strength=1e-2, learning_rate=BIASED, method=method, data_seed=seeds, steps=30_000,
        records=[*range(0, 30_000, 151), 30_000]) for method in recipes.METHODS}, seeds)


@seeded
def proximal_errors(seeds: Seeds = SEEDS) -> list[Record]:
    """Of these the proximal ones."""
    return [found["proximal"] for found in final_errors(seeds)]


@seeded
def biases(seeds: Seeds = SEEDS) -> list[Record]:
    """Learning rate 0.2 at STRENGTHS, to the end."""
    return _by_seed(run(recipes.sparse_recovery(
        penalty_strength=STRENGTHS, learning_rate=0.2, data_seed=seeds, steps=30_000))[0], seeds)


@seeded
def completion(seeds: Seeds = SEEDS) -> list[Record]:
    """A matrix under the nuclear norm."""
    return _by_seed(run(recipes.matrix_completion(
        penalty_strength=2e-2, learning_rate=1.0, data_seed=seeds, steps=4000,
        records=_fine(4000)))[0], seeds)


@seeded
def completion_law(seeds: Seeds = SEEDS) -> list[list[Record]]:
    """Learning rates 0.3 and 1, strengths 0.1, 0.03, 0.01, each for the same slow time."""
    # At error 0.5 an average matrix is at slow time 7.
    return _at_each(recipes.matrix_completion, product((0.3, 1.0), (0.1, 0.03, 0.01)), 15, seeds)


@seeded
def sparse_race(seeds: Seeds = SEEDS) -> list[Record]:
    """A vector from the same start, without a penalty and under each."""
    return _by_seed(run(recipes.race(data_seed=seeds))[0], seeds)


@seeded
def sensing_race(seeds: Seeds = SEEDS) -> list[Record]:
    """The same for a matrix of rank 1 and Gaussian measurements."""
    return _by_seed(run(recipes.race(
        "matrix_sensing", penalty_strength=1e-2, data_seed=seeds, steps=15_000))[0], seeds)


@seeded
def completion_race(seeds: Seeds = SEEDS) -> list[Record]:
    """The same for a matrix of rank 2 and some of its entries."""
    return _by_seed(run(recipes.race(
        "matrix_completion", penalty_strength=2e-2, learning_rate=1.0, data_seed=seeds))[0], seeds)


@seeded
def depths(seeds: Seeds = SEEDS) -> Sequence[ByDepth]:
    """No penalty at each depth of DEEP: small and large start, thirty measurements."""
    return _named({depth: recipes.sparse_recovery(
        "none", 0, depth=depth, init_scale=scales, data_seed=seeds, learning_rate=0.05,
        steps=steps) for depth, (scales, steps) in DEEP.items()}, seeds)


@seeded
def matrix_depths(seeds: Seeds = SEEDS) -> Sequence[ByDepth]:
    """Half the entries of a matrix of rank 2, no penalty: each depth, small and large start."""
    return _named({depth: recipes.matrix_completion(
        "none", 0, depth=depth, init_scale=scales, data_seed=seeds, n_train=200,
        spectrum="gaussian", learning_rate=0.01, steps=20_000)
        for depth, scales in DEEP_MATRICES.items()}, seeds)


@seeded
def decayed_depths(seeds: Seeds = SEEDS) -> Sequence[ByDepth]:
    """l2 on the factors at depth 1, 2, 3: large start, strength 0.01."""
    return _named({depth: recipes.sparse_recovery(
        "l2", 1e-2, depth=depth, init_scale=1.0, data_seed=seeds, learning_rate=0.05,
        steps=24_000) for depth in DEEP}, seeds)


@seeded
def coherent_vectors(seeds: Seeds = SEEDS) -> Record:
    """SHARES of single coordinates; runs go by share, then vector."""
    return run(recipes.sparse_recovery(penalty_strength=3e-3, coherence=SHARES, data_seed=seeds,
                                       steps=18_000))[0]


@seeded
def coherent_matrices(seeds: Seeds = SEEDS) -> Sequence[Record]:
    """SHARES of entries of large leverage; 60 and 70 entries of 100 seen."""
    return run(*(recipes.matrix_completion(
        penalty_strength=1e-2, coherence=SHARES, data_seed=seeds, n_train=n, rows=10,
        spectrum="gaussian", learning_rate=1.0, steps=3000) for n in (60, 70)))


@seeded
def group(seeds: Seeds = SEEDS) -> Sequence[ByName]:
    """Modular addition by Adam under each penalty; no weight decay."""
    planned = {name: STRENGTHS_OF_GROUP.get(name, ANY_OF_GROUP) for name in contenders()}
    return _named({name: _networks(name, *of, seeds) for name, of in planned.items()}, seeds,
                  "split_seed")


@seeded
def group_frobenius(seeds: Seeds = SEEDS) -> list[Record]:
    """The same under the Frobenius norm of each matrix, not squared, as in the authors' code."""
    return run(*(modular_addition.grokking(
        0, penalty="frobenius", penalty_strength=[1e-3, 1e-4], steps=1000, split_seed=seed,
        init_seed=seed, **GROUP) for seed in seeds))


@seeded
def group_long(seeds: Seeds = SEEDS) -> list[Record]:
    """The same under l1 at the smaller strength, long after the test set is learnt."""
    return _by_seed(run(_networks("l1", [1e-5], 4000, seeds))[0], seeds, "split_seed")


def _networks(penalty: str, strengths: Sequence[float], steps: int, seeds: Seeds) -> Experiment:
    """Networks of all strengths and seeds in one ensemble, without what pictures need."""
    given = modular_addition.grokking(0, penalty=penalty, penalty_strength=strengths, steps=steps,
                                      split_seed=seeds, **GROUP)
    paired = {**given.sweep, "init_seed": given.sweep["split_seed"]}
    return plans.training(given.name, given.settings, paired, pictures=False)(paired)
