"""The stored records of `molecules`."""

from grokviz.recipes import molecules as recipes
from grokviz.recipes.stored import Stored, both, single

SOURCE = "Liu et al. 2022, arXiv:2210.01117, Fig. 5"
STORED = {
    "molecules.grokking": Stored(
        lambda: recipes.grokking(**recipes.preset("grokking"), records=both(4000, 70)),
        f"{SOURCE}d, here with weight decay"),
    "molecules.lu_curve": Stored(
        lambda: single(recipes.lu_curve()), f"{SOURCE}b", last_only=True),
}
