"""The stored records of `toy_addition`."""

from __future__ import annotations

from functools import partial
from itertools import islice

from grokviz import store
from grokviz.recipes import toy_addition as recipes
from grokviz.recipes.stored import Stored, in_turn
from grokviz.run import Experiment

OMNIGROK = "Liu et al. 2022, arXiv:2210.01117"
MAPS = 8                # maps stored for the claims, of the first data seeds with all 19 sums
COARSE = 11             # their points a side
NOISE = 0.3             # on the number line, in the paper's code


def _of_seeds(n_train: int, line_noise: float = 0.0) -> Experiment:
    """Maps of the first data seeds with which 35 pairs hold all sums, one after the other."""
    from grokviz.tasks.toy_addition import seeds_with_all_sums

    seeds = list(islice(seeds_with_all_sums(35), MAPS))
    return in_turn([recipes.landscape(n_train, seed, points=COARSE, line_noise=line_noise)
                    for seed in seeds], data_seed=seeds)


_START = {k: v for k, v in recipes.preset("grokking").items() if k != "n_train"}
_MAPS = {n: partial(recipes.landscape, n) for n in recipes.SIZES}
STORED = {
    **{f"toy_addition.landscape_{name}": Stored(make, f"{OMNIGROK}, Fig. 6", last_only=True)
       for name, make in _MAPS.items()},
    **{f"toy_addition.landscapes_{n}": Stored(
        partial(_of_seeds, n), f"{OMNIGROK}, Fig. 6", last_only=True) for n in (25, 35, 45, 54)},
    **{f"toy_addition.landscapes_{n}_noisy": Stored(
        partial(_of_seeds, n, line_noise=NOISE), f"{OMNIGROK}, Fig. 6", last_only=True)
       for n in (35, 45)},
    "toy_addition.reduced_trajectory": Stored(
        lambda: recipes.reduced_trajectory(store.stored("toy_addition.landscape_45"), **_START),
        f"{OMNIGROK}, Fig. 6"),
    "toy_addition.full_trajectory": Stored(
        lambda: recipes.full_trajectory(**_START), f"{OMNIGROK}, Table 1"),
    "toy_addition.mnist_landscape": Stored(
        partial(recipes.mnist_landscape, points=7), f"{OMNIGROK}, Fig. 8", last_only=True),
    "toy_addition.mnist_landscape_1500": Stored(
        partial(recipes.mnist_landscape, 1500, points=5), f"{OMNIGROK}, Fig. 8", last_only=True),
}
