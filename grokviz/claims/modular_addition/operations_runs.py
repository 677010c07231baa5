"""The experiments behind the claims on operations: one run a seed, with the presets of the lab."""

from __future__ import annotations

from functools import partial
from typing import Any

from grokviz.claims.ledger import Runs
from grokviz.claims.modular_addition.runs import by_decay
from grokviz.claims.runs import runs_of
from grokviz.claims.seeds import Seeds, seeded
from grokviz.recipes import modular_addition as recipes
from grokviz.recipes.stored import modular_addition as stored

DECAY = 1.0             # the value of weight decay by which the runs are found


@seeded
def quotients(seeds: Seeds) -> list[Runs]:
    """a / b modulo 31."""
    return _of("division", seeds, steps=1500)


@seeded
def quadratic(seeds: Seeds) -> list[Runs]:
    """a² + ab + b² modulo 31."""
    return _of("a² + ab + b²: not in time", seeds, steps=2000)


@seeded
def compositions(seeds: Seeds) -> list[Runs]:
    """a ∘ b in S5, stored."""
    return by_decay("modular_addition.grokking_s5", stored.compositions, seeds)


def _of(preset: str, seeds: Seeds, **settings: Any) -> list[Runs]:
    train = partial(recipes.grokking, **recipes.preset(preset) | settings)
    return runs_of("weight_decay", train,
                   seeds=[{"split_seed": seed, "init_seed": seed} for seed in seeds])
