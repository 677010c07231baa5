"""Run as a program under one setting of the processor: what comes out, as JSON.

The stored curves beside those made here, over the recipes that take less than a second, and the
verdicts of claims whose numbers lie near their limits.
"""

import json
import os
import sys
from dataclasses import replace

import numpy as np
import torch

from grokviz import store
from grokviz.claims.plane import claims, runs
from grokviz.cli.precompute import stored_records

STORED = stored_records()
SLOW = ("first_layer.compass", "modular_addition.data_size", "modular_addition.paper_size",
        "modular_addition.law", "modular_addition.law_transformer",
        "modular_addition.held_norm_seeds", "modular_addition.grokking_s5",
        "modular_addition.grokking_113", "digits.law",
        "digits.paper_size", "digits.paper_size_seeds",
        "density.room", "reviews.grokking", "reviews.paper_network", "reviews.seeds_decay",
        "reviews.seeds_undecayed", "reviews.seeds_usual", "molecules.seeds_decay",
        "molecules.seeds_long", "molecules.seeds_undecayed", "molecules.seeds_usual")
TRAINED = (runs.again, runs.full)       # the plane's claims that take minutes
# Relative error of a map up to which its verdicts stay: what is stored has 6e-8, the paths are
# followed to 1e-4.
NOISE = 1e-4


def curves():
    """Stored curves that are not those made here, and why."""
    import test_data

    found = {}
    for name in sorted(STORED):
        if STORED[name].last_only or name in SLOW:
            continue
        try:
            test_data.check_curves(store.stored(name), STORED[name].make())
        except AssertionError as error:
            found[name] = str(error)
    return found


def verdicts():
    """Claims of the plane that are judged on stored maps, by id: whether it holds, and numbers."""
    return {claim.id: (bool(said.holds), said.measured) for claim in claims.CLAIMS
            if claim.test not in TRAINED for said in [claim.rule(claim.test())]}


def of_noisy_maps():
    """The two rules whose paths may be caught in a hollow, on maps with some noise on them."""
    draws = np.random.default_rng(0)
    maps = [{n: replace(run, values={
        name: value * (1 + NOISE * draws.standard_normal(value.shape))
        for name, value in run.values.items()}) for n, run in of_seed.items()}
        for of_seed in runs.planes()]
    judges = {claim.id: claim.rule for claim in claims.CLAIMS
              if claim.id in ("time_law", "multiple_descent")}
    return {name: bool(rule(maps).holds) for name, rule in judges.items()}


if __name__ == "__main__":
    if "one core" in sys.argv[1:] and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    print(json.dumps({
        "capability": torch.backends.cpu.get_cpu_capability(),
        "threads": torch.get_num_threads(), "curves": curves(), "verdicts": verdicts(),
        "noisy": of_noisy_maps(),
    }))
