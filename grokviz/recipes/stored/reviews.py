"""The stored records of `reviews`."""

from grokviz.recipes import reviews as recipes
from grokviz.recipes.stored import Stored, both, only, single

SOURCE = "Liu et al. 2022, arXiv:2210.01117, Fig. 4"
KEPT = ("train_loss", "test_loss", "train_accuracy", "test_accuracy", "weight_norm",
        "embedding_share")
STORED = {
    "reviews.grokking": Stored(
        lambda: recipes.grokking(**recipes.preset("grokking"), records=both(900, 60)),
        f"{SOURCE}d, here with a smaller network"),
    "reviews.seeds_decay": Stored(
        lambda: only(recipes.seeds(), KEPT), f"{SOURCE}d, here smaller, five draws"),
    "reviews.seeds_undecayed": Stored(
        lambda: only(recipes.seeds(weight_decay=0, steps=400), KEPT),
        f"{SOURCE}d, here smaller, five draws"),
    "reviews.seeds_usual": Stored(
        lambda: only(recipes.seeds(1, 0, learning_rate=3e-3, steps=250), KEPT),
        f"{SOURCE}c, here smaller, five draws"),
    "reviews.lu_curve": Stored(
        lambda: single(recipes.lu_curve(init_seed=(0, 1))), f"{SOURCE}b, smaller", last_only=True),
}
