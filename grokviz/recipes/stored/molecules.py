"""The stored records of `molecules`."""

from grokviz.recipes import molecules as recipes
from grokviz.recipes.stored import Stored, both, only, single

SOURCE = "Liu et al. 2022, arXiv:2210.01117, Fig. 5"
KEPT = ("train_loss", "test_loss", "train_accuracy", "test_accuracy", "weight_norm")
STORED = {
    "molecules.grokking": Stored(
        lambda: recipes.grokking(**recipes.preset("grokking"), records=both(5000, 70)),
        f"{SOURCE}d, here with weight decay"),
    "molecules.seeds_decay": Stored(
        lambda: only(recipes.seeds(), KEPT), f"{SOURCE}d, here with weight decay, five draws"),
    "molecules.seeds_undecayed": Stored(
        lambda: only(recipes.seeds(weight_decay=0), KEPT), f"{SOURCE}d, five draws"),
    "molecules.seeds_usual": Stored(
        lambda: only(recipes.seeds(init_scale=1, weight_decay=0), KEPT),
        f"{SOURCE}c, five draws"),
    "molecules.lu_curve": Stored(
        lambda: single(recipes.lu_curve(init_seed=(0,), data_seed=0)), f"{SOURCE}b",
        last_only=True),
}
