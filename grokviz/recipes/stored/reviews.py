"""The stored records of `reviews`."""

import numpy as np

from grokviz.recipes import reviews as recipes
from grokviz.recipes.common.describe import renamed
from grokviz.recipes.stored import Stored, both, only, single

SOURCE = "Liu et al. 2022, arXiv:2210.01117, Fig. 4"
KEPT = ("train_loss", "test_loss", "train_accuracy", "test_accuracy", "weight_norm",
        "embedding_share")
# From step 12 on: a record takes as long as ten steps.
NETWORK_RECORDS = sorted({0, *np.geomspace(12, 900, 24).astype(int).tolist(), *range(0, 901, 60)})
STORED = {
    "reviews.grokking": Stored(
        lambda: recipes.grokking(**recipes.preset("grokking"), records=both(900, 60)),
        f"{SOURCE}d, here with a smaller network"),
    "reviews.seeds_decay": Stored(
        lambda: only(recipes.seeds(), KEPT), f"{SOURCE}d, here smaller, eight draws"),
    "reviews.seeds_undecayed": Stored(
        lambda: only(recipes.seeds(weight_decay=0, steps=400), KEPT),
        f"{SOURCE}d, here smaller, eight draws"),
    "reviews.seeds_usual": Stored(
        lambda: only(recipes.seeds(1, 0, learning_rate=3e-3, steps=250), KEPT),
        f"{SOURCE}c, here smaller, eight draws"),
    "reviews.data_size": Stored(
        lambda: single(recipes.data_size(data_seed=recipes.SEEDS[:5])),
        f"{SOURCE}a and 4b, smaller, five draws", last_only=True),
    "reviews.paper_network": Stored(
        lambda: renamed("reviews.paper_network", recipes.grokking(
            **recipes.preset("the paper's network"), records=NETWORK_RECORDS)),
        f"{SOURCE}d, the paper's network on 100 words, 900 steps in place of 75,000"),
    "reviews.lu_curve": Stored(
        lambda: single(recipes.lu_curve(init_seed=(0, 1))), f"{SOURCE}b, smaller", last_only=True),
}
