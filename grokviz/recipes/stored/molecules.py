"""The stored records of `molecules`."""

from grokviz.recipes import molecules as recipes
from grokviz.recipes.common.describe import renamed
from grokviz.recipes.stored import Stored, both, only, single

SOURCE = "Liu et al. 2022, arXiv:2210.01117, Fig. 5"
KEPT = ("train_loss", "test_loss", "train_accuracy", "test_accuracy", "weight_norm")
STORED = {
    "molecules.grokking": Stored(
        lambda: recipes.grokking(**recipes.preset("grokking"), records=both(5000, 70)),
        f"{SOURCE}d, here with weight decay"),
    "molecules.seeds_decay": Stored(
        lambda: only(recipes.seeds(), KEPT), f"{SOURCE}d, here with weight decay, eight draws"),
    "molecules.seeds_undecayed": Stored(
        lambda: only(recipes.seeds(weight_decay=0), KEPT), f"{SOURCE}d, eight draws"),
    "molecules.seeds_usual": Stored(
        lambda: only(recipes.seeds(init_scale=1, weight_decay=0), KEPT),
        f"{SOURCE}c, eight draws"),
    "molecules.seeds_long": Stored(
        lambda: only(recipes.seeds(weight_decay=0, steps=recipes.LONG), KEPT),
        f"{SOURCE}d, eight draws"),
    "molecules.data_size": Stored(
        lambda: single(recipes.data_size(data_seed=recipes.SEEDS)), f"{SOURCE}a and 5b",
        last_only=True),
    "molecules.paper_size": Stored(
        lambda: renamed("molecules.paper_size", recipes.grokking(
            **recipes.preset("the paper's size"), records=both(recipes.PAPER["steps"], 60))),
        f"{SOURCE}d, at the paper's learning rate and number of steps"),
    "molecules.lu_curve": Stored(
        lambda: single(recipes.lu_curve(init_seed=(0,), data_seed=0)), f"{SOURCE}b",
        last_only=True),
}
