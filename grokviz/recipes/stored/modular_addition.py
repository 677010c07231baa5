"""The stored records of `modular_addition`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from grokviz.recipes import modular_addition as recipes
from grokviz.recipes.stored import Stored, both, only, single, under_l1
from grokviz.run import Experiment

OMNIGROK = "Liu et al. 2022, arXiv:2210.01117"
SEEDS = tuple(range(8))         # of the claims: each draws the split and the network
SLOWEST: dict[str, Any] = {"weight_decay": 0.01, "steps": 45_300}       # of the law: a minute
CURVES = ("train_loss", "test_loss", "train_accuracy", "test_accuracy", "weight_norm")


def _curves(made: Experiment, records: Iterable[int]) -> Experiment:
    """An experiment over all `SEEDS` with nothing but its curves; the split has the same seed."""
    from grokviz.recipes.plans import modular_addition as plans

    settings = {**made.settings, "split_seed": list(SEEDS)}
    sweep = {**made.sweep, "split_seed": made.sweep["init_seed"]}
    training = plans.training(made.name, settings, sweep, records=records, pictures=False)
    return single(only(training(sweep), CURVES))


STORED = {
    "modular_addition.grokking": Stored(
        lambda: recipes.grokking(**recipes.preset("grokking")),
        "Power et al. 2022, arXiv:2201.02177, Fig. 1"),
    "modular_addition.grokking_l1": under_l1(recipes),
    "modular_addition.paper_size": Stored(recipes.paper_size, f"{OMNIGROK}, Fig. 7a"),
    "modular_addition.law": Stored(recipes.law, f"{OMNIGROK}, Fig. 10a"),
    "modular_addition.law_slowest": Stored(
        lambda: _curves(recipes.law(init_seed=SEEDS, **SLOWEST), both(SLOWEST["steps"], 150)),
        f"{OMNIGROK}, Fig. 10a, here an MLP"),
    "modular_addition.data_size": Stored(recipes.data_size, f"{OMNIGROK}, Sec. 3.4"),
    "modular_addition.l_and_u": Stored(
        recipes.l_and_u, f"{OMNIGROK}, Fig. 9, here an MLP", last_only=True),
    "modular_addition.lu_curve": Stored(recipes.lu_curve, f"{OMNIGROK}, Fig. 9", last_only=True),
}
