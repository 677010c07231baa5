"""The maps and runs behind the claims on the (w, m) plane, each loaded or trained once."""

from __future__ import annotations

from functools import cache

import numpy as np

from grokviz import store
from grokviz.claims.ledger import Runs
from grokviz.claims.runs import by_value, run
from grokviz.recipes import toy_addition as recipes
from grokviz.recording import record
from grokviz.run import Record

MAIN = recipes.SEEDS[0]
SIDE = 6                                # points a side of the maps that are trained again


def plane(n_train: int = 45, data_seed: int = MAIN, points: int = 11) -> Record:
    """A stored map, reduced to some evenly spaced points a side.

    Paths are judged on stored maps, because a path over a map trained elsewhere can end elsewhere.
    Rounding moves the hollows that Adam leaves in a map, and a hollow may catch the path.
    """
    of_seed = "" if data_seed == MAIN else f"_seed_{data_seed}"
    whole = store.stored(f"toy_addition.landscape_{n_train}{of_seed}")
    side = round(whole.runs ** 0.5)
    along = np.linspace(0, side - 1, points).astype(int)
    return whole.take((along[:, None] * side + along).ravel())


def planes() -> list[Runs]:
    """For each of three data seeds, its plane at N = 45."""
    return [{45: plane(45, seed)} for seed in recipes.SEEDS]


def sizes() -> list[Runs]:
    """Planes of one data seed at every N."""
    return [{n: plane(n) for n in (25, 35, 45)}]


@cache
def again() -> list[Runs]:
    """Some cells of the stored maps of three data seeds, and the same cells trained here."""
    return [{0: plane(45, seed, points=SIDE),
             1: record(recipes.landscape(45, seed, points=SIDE), progress=False)}
            for seed in recipes.SEEDS]


def digits() -> list[Runs]:
    """The stored plane of MNIST, 7 by 7."""
    return [{0: store.stored("toy_addition.mnist_landscape")}]


@cache
def full() -> list[Runs]:
    """Decoder and representation trained from deep in region II, by weight decay."""
    training = recipes.full_trajectory(
        5.0, 0.05, weight_decay=[0.03, 0.1, 0.3], learning_rate=1e-3, rate_ratio=0.01, steps=6000)
    return [by_value("weight_decay", *run(training))]
