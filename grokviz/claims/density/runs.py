"""The experiments behind the claims on density: random networks, one task and draw a seed."""

from __future__ import annotations

from functools import partial
from typing import Any

from grokviz.claims.ledger import Runs
from grokviz.claims.runs import run, runs_of
from grokviz.claims.seeds import Seeds, seeded
from grokviz.recipes import density as recipes
from grokviz.recipes.density_forecast import infinite_width
from grokviz.run import Record

WIDTHS, DRAWN = (1, 2, 4, 16, 64), 40_000
SIZES, DEPTHS, NORMS = (4, 14), (1, 3), (0.5, 1.0, 3.0)
TRAINED = (4, 64)


@seeded
def widths(seeds: Seeds) -> list[Runs]:
    """Eight examples, by width."""
    return _by("width", partial(recipes.guess_and_check, WIDTHS, steps=DRAWN,
                                records=[0, DRAWN]), seeds)


@seeded
def limits(seeds: Seeds) -> list[tuple[Runs, Record]]:
    """The same, with the shares at infinite width."""
    theory = [infinite_width(recipes.guess_and_check(16, data_seed=seed)) for seed in seeds]
    return list(zip(widths(seeds), run(*theory), strict=True))


@seeded
def sizes(seeds: Seeds) -> list[Runs]:
    """Width 16, by the number of training examples."""
    return _by("n_train", partial(recipes.guess_and_check, 16, SIZES, steps=2 * DRAWN,
                                  records=[0, 2 * DRAWN]), seeds)


@seeded
def depths(seeds: Seeds) -> list[Runs]:
    """Width 16 and eight examples, by depth."""
    return _by("depth", partial(recipes.guess_and_check, 16, depth=DEPTHS, steps=DRAWN,
                                records=[0, DRAWN]), seeds)


@seeded
def labels(seeds: Seeds) -> list[tuple[Runs, Runs]]:
    """Width 16 and eight examples: the teacher's labels, and random ones."""
    random = _by("width", partial(recipes.guess_and_check, 16, task="random", steps=DRAWN,
                                  records=[0, DRAWN]), seeds)
    return list(zip(widths(seeds), random, strict=True))


@seeded
def norms(seeds: Seeds) -> list[Runs]:
    """The curve at width 16, by norm."""
    return runs_of("init_scale", partial(recipes.at_a_norm, NORMS, steps=3 * DRAWN,
                                         records=[0, 3 * DRAWN]),
                   seeds=[{"init_seed": seed} for seed in seeds])


@seeded
def norm_and_width(seeds: Seeds) -> list[tuple[Runs, Runs]]:
    """The curve by norm, and the circle by width."""
    return list(zip(norms(seeds), widths(seeds), strict=True))


@seeded
def trained(seeds: Seeds) -> list[tuple[Runs, Runs]]:
    """What Adam picks, and what chance gives, by width."""
    adam = _by("width", partial(recipes.trained, TRAINED, records=[0, 2000]), seeds)
    return list(zip(adam, widths(seeds), strict=True))


@seeded
def rooms(seeds: Seeds) -> list[dict[int, Runs]]:
    """How far one can move round minima, by width, clean and with six wrong labels."""
    found = {wrong: _by("width", partial(recipes.room, TRAINED, wrong, starts=16), seeds)
             for wrong in (0, 6)}
    return [{wrong: runs[i] for wrong, runs in found.items()} for i in range(len(seeds))]


def _by(column: str, part: Any, seeds: Seeds) -> list[Runs]:
    return runs_of(column, part, seeds=[{"data_seed": seed, "init_seed": seed} for seed in seeds])


@seeded
def trained_on(seeds: Seeds) -> list[tuple[Runs, Runs]]:
    """The clean minima of `rooms`, and what chance gives, by width."""
    minima = [found[0] for found in rooms(seeds)]
    return list(zip(minima, widths(seeds), strict=True))
