"""The stored records of `reviews`."""

from grokviz.recipes import reviews as recipes
from grokviz.recipes.stored import Stored, both, single

SOURCE = "Liu et al. 2022, arXiv:2210.01117, Fig. 4"
STORED = {
    "reviews.grokking": Stored(
        lambda: recipes.grokking(**recipes.preset("grokking"), records=both(900, 60)),
        f"{SOURCE}d, here with a smaller network"),
    "reviews.lu_curve": Stored(
        lambda: single(recipes.lu_curve()), f"{SOURCE}b, smaller", last_only=True),
}
