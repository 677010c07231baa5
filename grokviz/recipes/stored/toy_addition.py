"""The stored records of `toy_addition`."""

from functools import partial

from grokviz import store
from grokviz.recipes import toy_addition
from grokviz.recipes.stored import Stored

_START = {k: v for k, v in toy_addition.preset("grokking").items() if k != "n_train"}
_MAPS = {n: partial(toy_addition.landscape, n) for n in toy_addition.SIZES} | {
    f"45_seed_{seed}": partial(toy_addition.landscape, 45, seed, points=11)
    for seed in toy_addition.SEEDS[1:]}
STORED = {
    **{f"toy_addition.landscape_{name}": Stored(
        make, "Liu et al. 2022, arXiv:2210.01117, Fig. 6", last_only=True,
    ) for name, make in _MAPS.items()},
    "toy_addition.reduced_trajectory": Stored(
        lambda: toy_addition.reduced_trajectory(
            store.stored("toy_addition.landscape_45"), **_START),
        "Liu et al. 2022, arXiv:2210.01117, Fig. 6",
    ),
    "toy_addition.full_trajectory": Stored(
        lambda: toy_addition.full_trajectory(**_START),
        "Liu et al. 2022, arXiv:2210.01117, Table 1",
    ),
    "toy_addition.mnist_landscape": Stored(
        partial(toy_addition.mnist_landscape, points=7),
        "Liu et al. 2022, arXiv:2210.01117, Fig. 8", last_only=True,
    ),
}
