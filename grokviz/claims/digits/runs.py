"""The experiments behind the claims on digits: trained as the lab trains, or stored.

A seed draws the split of the digits, the network and its batches; in the stored records it draws
the network and its batches, and the split is that of seed 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from grokviz import store
from grokviz.claims.ledger import Runs
from grokviz.claims.runs import by_value, run, runs_of
from grokviz.claims.seeds import SEEDS, Seeds, seeded
from grokviz.recipes import digits as recipes
from grokviz.run import Experiment, Record

DECAY = 0.06            # of the default run
L1 = 2e-4               # strength of the penalty in place of the decay
LARGE, USUAL = 6.0, 1.0         # initial scales
FEW = 5                 # seeds of the runs that take half a minute each
BEYOND = 9_000          # steps of the run without decay, three times those of the default
ENTROPY = recipes.PRESETS["cross-entropy, α = 100"] | {"steps": 5000}

Sizes = Mapping[float, Runs]            # number of digits -> initial scale -> run


@seeded
def default(seeds: Seeds = SEEDS) -> list[Runs]:
    """The preset "grokking", by decay."""
    return _of(seeds, weight_decay=DECAY)


@seeded
def undecayed(seeds: Seeds = SEEDS) -> list[Runs]:
    """The same without weight decay, for three times as long."""
    return _of(seeds, weight_decay=0.0, steps=BEYOND)


@seeded
def under_l1(seeds: Seeds = SEEDS) -> list[Runs]:
    """An l1 penalty in place of the decay."""
    return _of(seeds, weight_decay=0.0, penalty="l1", penalty_strength=L1)


@seeded
def usual_start(seeds: Seeds = SEEDS) -> list[Runs]:
    """The same decay from weights of the usual size, seen at every second step at first."""
    return _of(seeds, weight_decay=DECAY, init_scale=USUAL, steps=300, records=range(0, 301, 2))


@seeded
def few_digits(seeds: Seeds = SEEDS) -> list[Runs]:
    """Half as many digits, seen by a network of larger weights."""
    return _of(seeds, weight_decay=0.03, init_scale=8.0, n_train=100, learning_rate=1e-2,
               level=0.5, steps=4000)


@seeded
def whole_images(seeds: Seeds = SEEDS) -> list[Runs]:
    """All 28 x 28 pixels, at the decay of the default and for twice as long."""
    return _of(seeds, weight_decay=DECAY, side="28", steps=6000)


@seeded
def whole_images_decayed(seeds: Seeds = SEEDS) -> list[Runs]:
    """All 28 x 28 pixels at twice the decay."""
    return _of(seeds, weight_decay=2 * DECAY, side="28")


@seeded
def entropy(seeds: Seeds = SEEDS) -> list[Runs]:
    """Cross-entropy from initial scale 100, with decay and without."""
    with_decay = {k: v for k, v in ENTROPY.items() if k != "weight_decay"}
    return runs_of("weight_decay", partial(recipes.grokking, **with_decay, weight_decay=[0, 0.1]),
                   seeds=_seeds(seeds))


@seeded
def law(seeds: Seeds = SEEDS) -> list[Runs]:
    """The stored runs at five decays, or new ones for other seeds."""
    record = store.stored("digits.law") if seeds == SEEDS else None
    if record is None:
        return runs_of("weight_decay", recipes.law, seeds=[{"init_seed": seed} for seed in seeds])
    return [by_value("weight_decay", _seed(record, seed)) for seed in seeds]


@seeded
def curves(seeds: Seeds = SEEDS) -> list[Sizes]:
    """The L and the U at three numbers of digits."""
    record = _stored_or_made("digits.lu_curve", seeds, n_train=list(recipes.LU_SIZES))
    return [_by_size(_seed(record, seed)) for seed in seeds]


@seeded
def zones(seeds: Seeds = SEEDS) -> list[dict[str, Runs]]:
    """The L and the U of 200 digits under both losses."""
    squared = curves(seeds)
    record = _stored_or_made("digits.lu_curve_cross_entropy", seeds, init_scale=WIDE,
                             loss="cross_entropy")
    return [{"mean_squared_error": sizes[200.0],
             "cross_entropy": by_value("init_scale", _seed(record, seed))}
            for sizes, seed in zip(squared, seeds, strict=True)]


@seeded
def landings(seeds: Seeds = SEEDS) -> list[dict[str, Any]]:
    """The default run, and the U of as many digits."""
    return [{"run": runs[DECAY], "curve": sizes[200.0]}
            for runs, sizes in zip(default(seeds), curves(seeds), strict=True)]


@seeded
def phases(seeds: Seeds = SEEDS) -> list[Record]:
    """The map of phases over the number of digits and the initial scale; of few seeds."""
    usual = seeds == SEEDS
    seeds = seeds[:FEW] if usual else seeds
    record = store.stored("digits.phase_grid") if usual else _made(
        recipes.phase_grid(init_seed=list(seeds)))
    return [_seed(record, seed) for seed in seeds]


@seeded
def paper_size(seeds: Seeds = SEEDS) -> list[Runs]:
    """The run of the paper's size; of few seeds."""
    usual = seeds == SEEDS
    seeds = seeds[:FEW] if usual else seeds
    record = store.stored("digits.paper_size_seeds") if usual else _made(
        recipes.grokking(**recipes.preset("the paper's size"), init_seed=list(seeds)))
    return [by_value("weight_decay", _seed(record, seed)) for seed in seeds]


WIDE = (0.1, 0.2, 0.45, 1.0, 2.0, 4.5, 10.0, 20.0, 45.0, 100.0)


def _seeds(seeds: Seeds) -> list[dict[str, int]]:
    return [{"data_seed": seed, "init_seed": seed} for seed in seeds]


def _of(seeds: Seeds, **settings: Any) -> list[Runs]:
    return runs_of("weight_decay", partial(recipes.grokking, **settings), seeds=_seeds(seeds))


def _stored_or_made(name: str, seeds: Seeds, **settings: Any) -> Record:
    return store.stored(name) if seeds == SEEDS else _made(
        recipes.lu_curve(**settings, init_seed=list(seeds)))


def _made(experiment: Experiment) -> Record:
    (record,) = run(experiment)
    return record


def _seed(record: Record, seed: int) -> Record:
    return record.take(record.sweep["init_seed"] == seed)


def _by_size(record: Record) -> dict[float, Runs]:
    sizes = np.unique(record.sweep["n_train"])
    return {float(n): by_value("init_scale", record.take(record.sweep["n_train"] == n))
            for n in sizes}
