"""The maps and runs behind the claims on the (w, m) plane, each loaded or trained once.

Seed k of a claim is the k-th data seed with which 35 pairs, and so 45 too, hold all 19 sums: 12,
28, 72 and so on. No decoder can answer a sum that no training pair has. The maps of the first
eight are stored; a map of any other seed is trained, for half a minute.
"""

from __future__ import annotations

from functools import cache, partial
from itertools import islice

import numpy as np

from grokviz import store
from grokviz.claims import runs as experiments
from grokviz.claims.ledger import Runs
from grokviz.claims.seeds import SEEDS, Seeds, seeded
from grokviz.recipes import toy_addition as recipes
from grokviz.recipes.stored.toy_addition import COARSE, MAPS, NOISE
from grokviz.recording import record
from grokviz.run import Record

SIDE = 6                                # points a side of the maps that are trained again
DECAYS = (0, 0.03, 0.1)                 # of real training
ALL_SUMS = 35                           # pairs that hold all sums


@cache
def data_seed(k: int) -> int:
    """The k-th data seed with which 35 pairs hold all sums."""
    from grokviz.tasks.toy_addition import seeds_with_all_sums

    return next(islice(seeds_with_all_sums(ALL_SUMS), k, None))


@cache
def plane(n_train: int, k: int, noise: float = 0.0) -> Record:
    """The map of one seed, stored or trained.

    Paths are judged on stored maps, because a path over a map trained elsewhere can end elsewhere.
    Rounding moves the hollows that Adam leaves in a map, and a hollow may catch the path.
    """
    if k >= MAPS:
        return record(recipes.landscape(
            n_train, data_seed(k), points=COARSE, line_noise=noise), progress=False)
    whole = store.stored(f"toy_addition.landscapes_{n_train}{'_noisy' if noise else ''}")
    return whole.take(whole.sweep["data_seed"] == data_seed(k))


@seeded
def planes(seeds: Seeds = SEEDS) -> list[Runs]:
    """The plane of each seed at N = 45."""
    return [{45: plane(45, k)} for k in seeds]


@seeded
def sizes(seeds: Seeds = SEEDS) -> list[Runs]:
    """The planes of each seed at 25, 35, 45 and 54 pairs."""
    return [{n: plane(n, k) for n in recipes.SIZES} for k in seeds]


@seeded
def two_sizes(seeds: Seeds = SEEDS) -> list[Runs]:
    """The planes of each seed at 35 and 45 pairs."""
    return [{n: plane(n, k) for n in (35, 45)} for k in seeds]


@seeded
def noisy(seeds: Seeds = SEEDS) -> list[Runs]:
    """Planes at 35 and 45 pairs whose number line has the noise of the paper's code."""
    return [{n: plane(n, k, NOISE) for n in (35, 45)} for k in seeds]


@seeded
def again(seeds: Seeds = SEEDS) -> list[Runs]:
    """Some cells of each seed's map, and the same cells trained here."""
    made = experiments.run(*(recipes.landscape(45, data_seed(k), points=SIDE) for k in seeds))
    return [{0: thinned(plane(45, k), SIDE), 1: here} for k, here in zip(seeds, made, strict=True)]


def thinned(whole: Record, points: int) -> Record:
    """A map reduced to some evenly spaced points a side."""
    side = round(whole.runs ** 0.5)
    along = np.linspace(0, side - 1, points).astype(int)
    return whole.take((along[:, None] * side + along).ravel())


@seeded
def full(seeds: Seeds = SEEDS) -> list[Runs]:
    """Decoder and representation trained from deep in region II, by weight decay."""
    train = partial(recipes.full_trajectory, 5.0, 0.05, weight_decay=list(DECAYS),
                    learning_rate=1e-3, rate_ratio=0.01, steps=5000)
    return experiments.runs_of("weight_decay", train,
                               seeds=[{"data_seed": data_seed(k)} for k in seeds])


def digits() -> list[Runs]:
    """Stored planes of MNIST by the number of digits, 7 by 7 and 5 by 5; that of sums by 45."""
    return [{500: store.stored("toy_addition.mnist_landscape"),
             1500: store.stored("toy_addition.mnist_landscape_1500"), 45: plane(45, 0)}]
