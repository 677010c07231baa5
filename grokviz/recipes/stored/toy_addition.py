"""The stored records of `toy_addition`."""

from functools import partial

from grokviz import store
from grokviz.recipes import toy_addition as recipes
from grokviz.recipes.stored import Stored

OMNIGROK = "Liu et al. 2022, arXiv:2210.01117"
_START = {k: v for k, v in recipes.preset("grokking").items() if k != "n_train"}
_MAPS = {n: partial(recipes.landscape, n) for n in recipes.SIZES} | {
    f"45_seed_{seed}": partial(recipes.landscape, 45, seed, points=11)
    for seed in recipes.SEEDS[1:]}
STORED = {
    **{f"toy_addition.landscape_{name}": Stored(make, f"{OMNIGROK}, Fig. 6", last_only=True)
       for name, make in _MAPS.items()},
    "toy_addition.reduced_trajectory": Stored(
        lambda: recipes.reduced_trajectory(store.stored("toy_addition.landscape_45"), **_START),
        f"{OMNIGROK}, Fig. 6"),
    "toy_addition.full_trajectory": Stored(
        lambda: recipes.full_trajectory(**_START), f"{OMNIGROK}, Table 1"),
    "toy_addition.mnist_landscape": Stored(
        partial(recipes.mnist_landscape, points=7), f"{OMNIGROK}, Fig. 8", last_only=True),
}
