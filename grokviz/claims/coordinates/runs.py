"""The experiments behind the claims on coordinate networks; a seed draws samples and network.

All seeds of an experiment are trained as one ensemble: few runs at a time leave a core idle.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from grokviz.claims.ledger import Runs
from grokviz.claims.runs import run
from grokviz.claims.seeds import Seeds, seeded
from grokviz.recipes import coordinates as recipes
from grokviz.recipes.plans.coordinates import held
from grokviz.run import Array, Experiment, Record

SCALES = (0.2, 0.5, 1.0, 1.5, 2.0, 3.0)         # of the L and the U
LU_STEPS = 1200
DECAYS = {"image": (0.0, 0.3, 1.0), "sound": (0.0, 0.5, 1.0), "equation": (0.0, 0.25, 0.5)}
STEPS = {"image": 2500, "sound": 2500, "equation": 3000}
PLAIN, CENTRED = 0.0, 1.0                       # the runs of the control


def _records(steps: int) -> list[int]:
    return [*range(0, 400, 10), *range(400, steps, 40), steps]


def _each(
    make: Callable[..., Experiment], seeds: Seeds, steps: int, **given: Any
) -> list[list[Record]]:
    """For each seed its runs, each alone, in the order of the settings that are lists."""
    whole = make(steps=steps, records=_records(steps), data_seed=seeds, init_seed=seeds, **given)
    done, = run(whole.part(_own(whole.sweep)))
    return _by_seed(done, seeds)


def _own(sweep: Mapping[str, Array]) -> dict[str, Array]:
    """Of all combinations those in which samples and network are drawn by the same seed."""
    same = sweep["data_seed"] == sweep["init_seed"]
    return {name: column[same] for name, column in sweep.items()}


def _by_seed(done: Record, seeds: Seeds) -> list[list[Record]]:
    return [[done.take(i) for i in np.flatnonzero(done.sweep["init_seed"] == seed)]
            for seed in seeds]


def _decays(case: str, seeds: Seeds) -> list[Runs]:
    found = _each(recipes.CASES[case], seeds, STEPS[case], weight_decay=DECAYS[case])
    return [dict(zip(DECAYS[case], runs, strict=True)) for runs in found]


def _curves(case: str, seeds: Seeds) -> list[Record]:
    """The cells of `recipes.coordinates.lu_curve`, measured at their end only."""
    every = recipes.CASES[case](SCALES, 0, data_seed=seeds, init_seed=seeds, steps=LU_STEPS,
                                constraint="sphere")
    train = held(case, "coordinates.lu_curve", every.settings, records=[LU_STEPS])
    done, = run(train(_own(every.sweep)))
    return [done.take(done.sweep["init_seed"] == seed) for seed in seeds]


def _control(make: Callable[..., Experiment], seeds: Seeds, steps: int) -> list[Runs]:
    """For each seed the run without decay as it is, and with its start subtracted."""
    found = _each(make, seeds, steps, weight_decay=0, centred=["no", "yes"])
    return [dict(zip((PLAIN, CENTRED), runs, strict=True)) for runs in found]


def _single(
    make: Callable[..., Experiment], seeds: Seeds, steps: int, **given: Any
) -> list[Record]:
    return [record for record, in _each(make, seeds, steps, **given)]


@seeded
def image(seeds: Seeds) -> list[Runs]:
    """Pictures by decay: 0, 0.3 and 1."""
    return _decays("image", seeds)


@seeded
def sound(seeds: Seeds) -> list[Runs]:
    """Sounds by decay: 0, 0.5 and 1."""
    return _decays("sound", seeds)


@seeded
def equation(seeds: Seeds) -> list[Runs]:
    """Poisson's equation by decay: 0, 0.25 and 0.5."""
    return _decays("equation", seeds)


@seeded
def image_curve(seeds: Seeds) -> list[Record]:
    """The L and the U of pictures."""
    return _curves("image", seeds)


@seeded
def equation_curve(seeds: Seeds) -> list[Record]:
    """The L and the U of Poisson's equation."""
    return _curves("equation", seeds)


@seeded
def image_predicted(seeds: Seeds) -> list[tuple[Runs, Record]]:
    """The runs, and the L and the U."""
    return _together(image(seeds), image_curve(seeds))


@seeded
def equation_predicted(seeds: Seeds) -> list[tuple[Runs, Record]]:
    """The same for Poisson's equation."""
    return _together(equation(seeds), equation_curve(seeds))


def _together(runs: Sequence[Runs], curves: Sequence[Record]) -> list[tuple[Runs, Record]]:
    return list(zip(runs, curves, strict=True))


@seeded
def image_control(seeds: Seeds) -> list[Runs]:
    """Pictures with the initial network subtracted, and without."""
    return _control(recipes.image, seeds, 600)


@seeded
def equation_control(seeds: Seeds) -> list[Runs]:
    """The same for Poisson's equation."""
    return _control(recipes.equation, seeds, 800)


@seeded
def image_raw(seeds: Seeds) -> list[Record]:
    """Pictures from raw coordinates, at the standard scale."""
    return _single(recipes.image, seeds, 2500, init_scale=1.0, bandwidth=0, weight_decay=0)


@seeded
def image_many(seeds: Seeds) -> list[Record]:
    """Pictures from 450 of 576 pixels."""
    return _single(recipes.image, seeds, 1500, n_train=450, weight_decay=1.0)


@seeded
def sound_raw(seeds: Seeds) -> list[Record]:
    """Sounds from the raw time, at the standard scale."""
    return _single(recipes.sound, seeds, 2500, init_scale=1.0, bandwidth=0, weight_decay=0)


@seeded
def equation_random(seeds: Seeds) -> list[Record]:
    """Poisson's equation at 16 random points."""
    return _single(recipes.equation, seeds, 3000, n_train=16, points="random", init_scale=2.0)


@seeded
def equation_more(seeds: Seeds) -> list[Record]:
    """Poisson's equation at 32 points, at the standard scale and without decay."""
    return _single(recipes.equation, seeds, 1500, n_train=32, init_scale=1.0, weight_decay=0)


@seeded
def oscillator(seeds: Seeds) -> list[Record]:
    """The oscillator at 24 points."""
    return _single(recipes.equation, seeds, 3000, equation="oscillator")
