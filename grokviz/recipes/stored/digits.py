"""The stored records of `digits`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from grokviz.recipes import digits as recipes
from grokviz.recipes.common.describe import renamed
from grokviz.recipes.stored import Stored, both, only, single
from grokviz.run import Experiment

OMNIGROK = "Liu et al. 2022, arXiv:2210.01117"
SEEDS = tuple(range(8))         # of the claims
FEW = SEEDS[:5]                 # of the claims whose runs are long
# Of the paper's size; the pictures of its units would be a megabyte.
KEPT = ("train_loss", "test_loss", "train_accuracy", "test_accuracy", "weight_norm",
        "wall_outputs")
# L and U for the claims: of all sizes; the squared error, and the cross-entropy farther out.
WIDE = (0.1, 0.2, 0.45, 1.0, 2.0, 4.5, 10.0, 20.0, 45.0, 100.0)



def paper_size(kept: Sequence[str], init_seed: Any = 0) -> Experiment:
    """The preset of the paper's size, with some of its values."""
    return renamed("digits.paper_size", single(only(recipes.grokking(
        **recipes.preset("the paper's size"), init_seed=init_seed,
        records=both(recipes.PAPER["steps"], 40)), kept)))


STORED = {
    "digits.grokking": Stored(
        lambda: single(recipes.grokking(**recipes.preset("grokking"))), f"{OMNIGROK}, Fig. 3a"),
    "digits.lu_curve": Stored(
        partial(recipes.lu_curve, init_seed=SEEDS, n_train=list(recipes.LU_SIZES)),
        f"{OMNIGROK}, Fig. 3c and 3d", last_only=True),
    "digits.lu_curve_cross_entropy": Stored(
        partial(recipes.lu_curve, WIDE, init_seed=SEEDS, loss="cross_entropy"),
        f"{OMNIGROK}, Fig. 11", last_only=True),
    "digits.law": Stored(
        lambda: single(recipes.law(init_seed=SEEDS)), f"{OMNIGROK}, Fig. 10b"),
    "digits.phase_grid": Stored(
        partial(recipes.phase_grid, init_seed=FEW), f"{OMNIGROK}, Fig. 3e", last_only=True),
    "digits.paper_size": Stored(partial(paper_size, KEPT), f"{OMNIGROK}, Fig. 3a"),
    "digits.paper_size_seeds": Stored(
        partial(paper_size, KEPT[:-1], FEW), f"{OMNIGROK}, Fig. 3a"),
}
