"""The stored records of `density`."""

from functools import partial

from grokviz.recipes import density as recipes
from grokviz.recipes import density_forecast as forecast
from grokviz.recipes.stored import Stored

_SOURCE = "ours, after Peleg & Hein 2024, arXiv:2407.03848"
WIDTH = recipes.guess_and_check
DATA = partial(recipes.guess_and_check, 16, recipes.SIZES, steps=400_000)
DEPTH = partial(recipes.guess_and_check, 16, depth=recipes.DEPTHS)
NORM = partial(recipes.at_a_norm, steps=1_000_000)

HELD = recipes.trained_at_a_norm
TRAINED = partial(recipes.trained, starts=128)
ROOM = partial(recipes.room, recipes.ENDS)

STORED = {
    "density.guess_and_check": Stored(WIDTH, _SOURCE),
    "density.guess_and_check_data": Stored(DATA, _SOURCE),
    "density.guess_and_check_depth": Stored(DEPTH, _SOURCE),
    "density.at_a_norm": Stored(NORM, _SOURCE),
    "density.trained_at_a_norm": Stored(HELD, _SOURCE, last_only=True),
    "density.trained": Stored(TRAINED, _SOURCE),
    "density.room": Stored(ROOM, "ours; compare Huang et al. 2020, arXiv:1906.03291"),
    "density.infinite_width": Stored(lambda: forecast.infinite_width(WIDTH()), _SOURCE),
    "density.infinite_width_data": Stored(lambda: forecast.infinite_width(DATA()), _SOURCE),
    "density.infinite_width_depth": Stored(lambda: forecast.infinite_width(DEPTH()), _SOURCE),
}
