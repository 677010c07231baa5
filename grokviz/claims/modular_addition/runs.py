"""The experiments behind the claims on modular addition, each run once and shared."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from grokviz import store
from grokviz.claims.ledger import Runs
from grokviz.claims.runs import runs_of
from grokviz.recipes import modular_addition as recipes
from grokviz.recording import record
from grokviz.run import Record

SEEDS = tuple({"split_seed": seed, "init_seed": seed} for seed in recipes.SEEDS)
DECAYS = (0.01, 0.03, 0.1, 0.3, 1.0)    # of the law, two decades
HELD = 0.8                              # multiple of the initial norm, as in the paper
FRACTIONS = {"mlp": (0.25, 0.3, 0.4, 0.5), "transformer": (0.2, 0.25, 0.3, 0.4)}
NEAR_BEST = {"mlp": (3, 4, 5), "transformer": (0.7, 0.8, 0.9)}      # norms for p = 59
SCALES = {"mlp": (1.5, 2, 2.5, 3, 3.5, 4, 5, 6, 8),
          "transformer": (0.4, 0.6, 0.8, 1, 1.2, 1.6, 2.2)}
_of = partial(runs_of, seeds=SEEDS)


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
    """The transformer modulo 59, by decay."""
    return _of("weight_decay", partial(
        recipes.grokking, model="transformer", modulus=59, train_fraction=0.4, steps=2000))


@cache
def held() -> list[Runs]:
    """The transformer modulo 31, free at init scale 1 and held at 0.8; by init scale."""
    part: dict[str, Any] = dict(model="transformer", learning_rate=3e-3)
    return runs_of("init_scale", partial(recipes.grokking, **part),
                   partial(recipes.held_norm, HELD, **part, steps=500),
                   seeds=[{"split_seed": seed, "init_seed": seed} for seed in range(6)])


@cache
def law() -> list[Runs]:
    """The perceptron modulo 31 over decays; a smaller decay needs more steps."""
    return _of("weight_decay", *(
        partial(recipes.law, decay, steps=int(300 + 450 / decay)) for decay in DECAYS))


@cache
def control(model: str) -> list[Runs]:
    """A random table modulo 31, by decay."""
    return _of("weight_decay", partial(
        recipes.grokking, model=model, operation="random", steps=1500))


@cache
def by_fraction(model: str) -> Record:
    """The norm held near its best value, modulo 59, over shares."""
    rate, steps = {"mlp": (1e-2, 1000), "transformer": (3e-3, 600)}[model]
    return record(recipes.lu_curve(NEAR_BEST[model], FRACTIONS[model], model=model, modulus=59,
                                   learning_rate=rate, steps=steps), progress=False)


@cache
def by_norm(model: str) -> Record:
    """The norm held, modulo 31, share 0.6, over norms."""
    rate, steps = {"mlp": (1e-2, 2000), "transformer": (1e-3, 600)}[model]
    return record(recipes.lu_curve(SCALES[model], [0.6], model=model, modulus=31,
                                   learning_rate=rate, steps=steps), progress=False)


def paper_size() -> list[Runs]:
    """The stored run of the paper's transformer, by decay."""
    run = store.stored("modular_addition.paper_size")
    return [{float(run.sweep["weight_decay"][0]): run}]
