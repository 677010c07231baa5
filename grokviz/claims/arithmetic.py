"""The experiments behind the claims on modular addition, each run once and shared."""

from __future__ import annotations

from functools import cache, partial

from grokviz import store
from grokviz.claims.experiments import runs_of
from grokviz.claims.ledger import Runs
from grokviz.recipes import modular_addition as recipes
from grokviz.run import Record, record

SEEDS = tuple({"split_seed": seed, "init_seed": seed} for seed in recipes.SEEDS)
DECAYS = (0.01, 0.03, 0.1, 0.3, 1.0)    # of the law, two decades
HELD = 0.8                              # multiple of the initial norm, as in the paper
FRACTIONS = (0.15, 0.2, 0.25, 0.3, 0.4)
SCALES = {"mlp": (0.5, 1, 2, 4, 8), "transformer": (0.25, 0.5, 0.8, 1.2, 2.5)}
_of = partial(runs_of, seeds=SEEDS)
_block = dict(model="transformer", modulus=59, train_fraction=0.4, learning_rate=5e-3)


@cache
def large() -> list[Runs]:
    """The perceptron modulo 113, by decay."""
    return _of("weight_decay", partial(
        recipes.grokking, modulus=113, train_fraction=0.35, learning_rate=1e-2, steps=900))


@cache
def perceptron() -> list[Runs]:
    """The perceptron as the lab trains it, modulo 31, by decay."""
    return _of("weight_decay", partial(recipes.grokking, [0, 1], steps=1500))


@cache
def transformer() -> list[Runs]:
    """The transformer modulo 59, free at init scale 1, and held below it; by init scale."""
    return _of("init_scale", partial(recipes.grokking, **_block, steps=1800),
               partial(recipes.held_norm, HELD, **_block, steps=600))


@cache
def law() -> list[Runs]:
    """The perceptron modulo 31 over decays, each for as long as it takes."""
    return _of("weight_decay", *(
        partial(recipes.grokking, decay, learning_rate=1e-2, steps=int(600 + 500 / decay))
        for decay in DECAYS))


@cache
def control(model: str) -> list[Runs]:
    """A random table modulo 31, by decay."""
    return _of("weight_decay", partial(
        recipes.grokking, model=model, operation="random", steps=1500))


@cache
def landscape(model: str) -> Record:
    """Norm held, modulo 59, for several norms and shares."""
    rate = {"mlp": 1e-2, "transformer": 3e-3}[model]
    return record(recipes.lu_curve(SCALES[model], FRACTIONS, model=model, learning_rate=rate,
                                   steps=600), progress=False)


def paper_size() -> list[Runs]:
    """The stored run of the paper's transformer, by decay."""
    run = store.load("modular_addition.paper_size")
    return [{float(run.sweep["weight_decay"][0]): run}]
