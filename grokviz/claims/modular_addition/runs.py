"""The experiments behind the claims on modular addition, each run once and shared.

Each seed draws the split and the network.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from grokviz import store
from grokviz.claims import runs as experiments
from grokviz.claims.ledger import Runs
from grokviz.claims.seeds import SEEDS, Seeds, seeded
from grokviz.recipes import modular_addition as recipes
from grokviz.recipes.stored import modular_addition as stored
from grokviz.run import Experiment, Record

DECAYS = (0.03, 0.1, 0.3, 1.0)          # of the law; at 0.01 one seed would take a minute
MLP_NEAR_BEST = (3, 4, 5)               # norms for p = 59
SCALES = {"mlp": (1.5, 2.5, 3.5, 5, 8), "transformer": (0.4, 0.6, 0.8, 1.2, 2.2)}


def runs_of(seeds: Seeds, by: str, *parts: Callable[..., Experiment]) -> list[Runs]:
    """Each seed's runs by their value in column `by`."""
    return experiments.ensembles_of(by, *parts, seeds=[stored.of_seed(seed) for seed in seeds])


@seeded
def large(seeds: Seeds = SEEDS) -> list[Runs]:
    """The perceptron modulo 113, by decay; stored."""
    return by_decay("modular_addition.grokking_113", stored.perceptron, seeds)


@seeded
def perceptron(seeds: Seeds = SEEDS) -> list[Runs]:
    """The perceptron as the lab trains it, modulo 31, by decay."""
    return runs_of(seeds, "weight_decay", partial(recipes.grokking, [0, 1], steps=1500))


@seeded
def transformer(seeds: Seeds = SEEDS) -> list[Runs]:
    """The transformer modulo 59, by decay."""
    return runs_of(seeds, "weight_decay", partial(
        recipes.grokking, model="transformer", modulus=59, train_fraction=0.4, steps=2000))


@seeded
def held(seeds: Seeds = SEEDS) -> list[Runs]:
    """The transformer modulo 31, free at init scale 1 and held at 0.8; by init scale."""
    part: dict[str, Any] = dict(model="transformer", learning_rate=3e-3)
    return runs_of(seeds, "init_scale", partial(recipes.grokking, **part),
                   partial(recipes.held_norm, stored.HELD, **part, steps=500))


@seeded
def held_paper_size(seeds: Seeds = SEEDS) -> list[Record]:
    """The paper's transformer with its norm held, stored."""
    return stored_seeds("modular_addition.held_norm_seeds", stored.held_norm, seeds)


@seeded
def law(seeds: Seeds = SEEDS) -> list[Runs]:
    """The perceptron modulo 31 over decays; a smaller decay needs more steps."""
    return runs_of(seeds, "weight_decay", *(
        partial(recipes.law, decay, steps=int(300 + 450 / decay)) for decay in DECAYS))


@seeded
def transformer_law(seeds: Seeds = SEEDS) -> list[Runs]:
    """The transformer modulo 31 over decays, stored; the seed draws the network alone."""
    return by_decay("modular_addition.law_transformer", lambda seeds: recipes.law(
        **recipes.TRANSFORMER_LAW, init_seed=seeds), seeds)


def by_decay(
    name: str, make: Callable[[Seeds], Experiment], seeds: Seeds
) -> list[Runs]:
    """Each seed's runs by their decay, see `stored_seeds`."""
    return [experiments.by_value("weight_decay", found)
            for found in stored_seeds(name, make, seeds)]


def stored_seeds(
    name: str, make: Callable[[Seeds], Experiment], seeds: Seeds
) -> list[Record]:
    """Each seed's runs: of a stored record where it has them, of a new one otherwise.

    So an experiment is judged that takes over 20 s a seed.
    """
    known = set(seeds) <= set(stored.EIGHT)
    record = store.stored(name) if known else experiments.run(make(seeds))[0]
    return [record.take(record.sweep["init_seed"] == seed) for seed in seeds]


def control(model: str) -> Callable[..., list[Runs]]:
    """Give the experiment with a random table modulo 31, by decay."""
    return seeded(lambda seeds=SEEDS: runs_of(seeds, "weight_decay", partial(
        recipes.grokking, model=model, operation="random", steps=1500)))


@seeded
def by_fraction(seeds: Seeds = SEEDS) -> list[Record]:
    """The norm of a transformer held near its best value, modulo 59, over shares; stored."""
    return stored_seeds("modular_addition.lu_curve_near_best", stored.near_best, seeds)


def mlp_by_fraction() -> Callable[..., list[Record]]:
    """Give the same experiment with the perceptron, trained here."""
    return _landscapes(MLP_NEAR_BEST, stored.FRACTIONS, model="mlp", modulus=59,
                       learning_rate=1e-2, steps=1000)


def by_norm(model: str) -> Callable[..., list[Record]]:
    """Give the experiment with the norm held, modulo 31, share 0.6, over norms."""
    rate, steps = {"mlp": (1e-2, 2000), "transformer": (3e-3, 600)}[model]
    return _landscapes(SCALES[model], (0.6,), model=model, modulus=31, learning_rate=rate,
                       steps=steps)


def _landscapes(
    scales: tuple[float, ...], fractions: tuple[float, ...], **settings: Any
) -> Callable[..., list[Record]]:
    """A landscape for each seed."""
    return seeded(lambda seeds=SEEDS: experiments.run(*(
        recipes.lu_curve(scales, fractions, [seed], split_seed=seed, **settings)
        for seed in seeds)))


def paper_size() -> list[Runs]:
    """The stored run of the paper's transformer, by decay."""
    run = store.stored("modular_addition.paper_size")
    return [{float(run.sweep["weight_decay"][0]): run}]
