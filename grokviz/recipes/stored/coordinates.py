"""The stored records of `coordinates`: a run of each case, its L and U, law and map."""

from __future__ import annotations

from functools import partial

from grokviz.recipes import coordinates as recipes
from grokviz.recipes.stored import Stored, few, only, single
from grokviz.run import Experiment

OURS = "ours, after Tancik et al. 2020, arXiv:2006.10739"
LOSSES = ("train_loss", "test_loss", "train_accuracy", "test_accuracy", "weight_norm")
POINTS = 72             # about so many records of a run, each with a picture


def _run(case: str) -> Experiment:
    start = recipes.preset("late", case)
    experiment = recipes.CASES[case](**start, records=few(start["steps"], POINTS))
    drawn = {"image": ("shown", "shape"), "sound": ("shown", "shape"),
             "equation": ("places", "residual", "dense_residual")}
    return only(experiment, (*LOSSES, "signal", "truth", *drawn[case]))


def _law(case: str) -> Experiment:
    steps = 6000
    law = recipes.law(case, steps=steps, records=[0, *range(20, steps, 40), steps])
    return single(only(law, ("train_accuracy", "test_accuracy", "test_loss", "weight_norm")))


STORED = {
    **{f"coordinates.{case}": Stored(partial(_run, case), OURS) for case in recipes.CASES},
    **{f"coordinates.lu_curve_{case}": Stored(partial(recipes.lu_curve, case), OURS,
                                              last_only=True) for case in recipes.CASES},
    "coordinates.law": Stored(partial(_law, "image"), OURS),
    "coordinates.bandwidth_map": Stored(recipes.bandwidth_map, OURS, last_only=True),
}
