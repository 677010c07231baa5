"""The experiments behind the claims on coordinate networks; a seed draws samples and network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from grokviz.claims.ledger import Runs
from grokviz.claims.runs import run, runs_of
from grokviz.claims.seeds import Seeds, seeded
from grokviz.recipes import coordinates as recipes
from grokviz.run import Experiment, Record

SCALES = (0.2, 0.5, 1.0, 1.5, 2.0, 3.0)         # of the L and the U
LU_STEPS = 1200
DECAYS = {"image": (0.0, 0.3, 1.0), "equation": (0.0, 0.25, 0.5)}
STEPS = {"image": 2500, "equation": 3000}
PLAIN, CENTRED = 0.0, 1.0                       # the runs of the control


def _records(steps: int) -> list[int]:
    return [*range(0, 400, 10), *range(400, steps, 40), steps]


def _seeds(seeds: Seeds) -> list[dict[str, int]]:
    return [{"data_seed": seed, "init_seed": seed} for seed in seeds]


def _decays(case: str, seeds: Seeds) -> list[Runs]:
    steps = STEPS[case]
    return runs_of("weight_decay", partial(
        recipes.CASES[case], weight_decay=DECAYS[case], steps=steps, records=_records(steps)),
        seeds=_seeds(seeds))


def _curves(case: str, seeds: Seeds) -> list[Record]:
    return run(*(recipes.lu_curve(case, SCALES, (seed,), data_seed=seed, steps=LU_STEPS)
                 for seed in seeds))


def _control(make: Callable[..., Experiment], seeds: Seeds, steps: int) -> list[Runs]:
    """For each seed the run without decay as it is, and with its start subtracted."""
    part = partial(make, weight_decay=0, steps=steps, records=_records(steps))
    done = run(*(part(centred=["no", "yes"], **seed) for seed in _seeds(seeds)))
    return [{PLAIN: record.take(0), CENTRED: record.take(1)} for record in done]


def _single(
    make: Callable[..., Experiment], seeds: Seeds, steps: int, **given: Any
) -> list[Record]:
    return run(*(make(steps=steps, records=_records(steps), **given, **seed)
                 for seed in _seeds(seeds)))


@seeded
def image(seeds: Seeds) -> list[Runs]:
    """Pictures by decay: 0, 0.3 and 1."""
    return _decays("image", seeds)


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
