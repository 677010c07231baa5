"""The experiments behind the claims on sparse parities: one run a seed, as the lab trains it."""

from __future__ import annotations

from functools import partial

from grokviz.claims.ledger import Runs
from grokviz.claims.runs import runs_of
from grokviz.claims.seeds import Seeds, seeded
from grokviz.recipes import sparse_parity as recipes

DECAY = 1.0             # the value of weight decay by which the runs are found


@seeded
def default(seeds: Seeds) -> list[Runs]:
    """The preset "grokking", by decay."""
    return _of(DECAY, seeds)


@seeded
def undecayed(seeds: Seeds) -> list[Runs]:
    """The same without weight decay."""
    return _of(0.0, seeds)


def _of(decay: float, seeds: Seeds) -> list[Runs]:
    return runs_of("weight_decay", partial(recipes.grokking, decay),
                   seeds=[{"data_seed": seed, "init_seed": seed} for seed in seeds])
