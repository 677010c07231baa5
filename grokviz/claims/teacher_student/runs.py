"""The experiments behind the claims on teacher and student, each run once and shared.

Each seed draws data, teacher and student; seed 0 is the paper's own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

from grokviz.claims import runs as experiments
from grokviz.claims.ledger import Runs
from grokviz.claims.seeds import SEEDS, Seeds, seeded
from grokviz.claims.teacher_student import published_runs
from grokviz.recipes import teacher_student as recipes
from grokviz.recording import record
from grokviz.run import Experiment, Record

RATE = recipes.PAPER["learning_rate"]
DECAYS = (0.05, 0.1, 0.3)               # weight decays, at the paper's learning rate
LIVE = (0.03, 0.1, 0.3)                 # at that of the lab, 3e-3
SIZES = (50, 100, 200, 500)             # training examples


def of_seed(seed: int) -> dict[str, int]:
    """Seeds of data, teacher and student. The last differs, or the student would be the teacher
    times a factor."""
    return {"data_seed": seed, "teacher_seed": seed, "init_seed": seed + 1}


def runs_of(seeds: Seeds, by: str, *parts: Callable[..., Experiment]) -> list[Runs]:
    """Each seed's runs by their value in column `by`."""
    return experiments.ensembles_of(by, *parts, seeds=[of_seed(seed) for seed in seeds])


@seeded
def large_init(seeds: Seeds = SEEDS) -> list[Runs]:
    """Init scale 2 at the paper's learning rate, each decay for as long as it takes."""
    train = partial(recipes.grokking, 2.0, learning_rate=RATE)
    return runs_of(seeds, "weight_decay", partial(train, 0.05, steps=36_000),
                   partial(train, 0.1, steps=18_000), partial(train, [0, 0.3], steps=9000))


@seeded
def live(seeds: Seeds = SEEDS) -> list[Runs]:
    """Init scale 2 at the lab's learning rate."""
    return runs_of(seeds, "weight_decay", partial(recipes.grokking, 2.0, [*LIVE, 3], steps=6000))


@seeded
def undecayed(seeds: Seeds = SEEDS) -> list[Runs]:
    """Init scale 2 without decay, for as long as the paper trains."""
    return runs_of(seeds, "weight_decay", partial(
        recipes.grokking, 2.0, 0, learning_rate=RATE, steps=100_000))


@seeded
def undecayed_live(seeds: Seeds = SEEDS) -> list[Runs]:
    """The same at the lab's learning rate, long after its runs end."""
    return runs_of(seeds, "weight_decay", partial(recipes.grokking, 2.0, 0, steps=60_000))


@seeded
def race(seeds: Seeds = SEEDS) -> list[dict[str, Record]]:
    """The run of each penalty that races, each alone."""
    done = experiments.run(*(recipes.race(recipes.RACE, **of_seed(seed)) for seed in seeds))
    return [{str(name): record.take(i) for i, name in enumerate(record.sweep["penalty"])}
            for record in done]


@seeded
def small_init(seeds: Seeds = SEEDS) -> list[Runs]:
    """Init scale 0.5 at the paper's learning rate."""
    train = partial(recipes.grokking, 0.5, [0, 0.05, 0.3, 1], learning_rate=RATE, steps=3000)
    return runs_of(seeds, "weight_decay", train)


@seeded
def live_lu(seeds: Seeds = SEEDS) -> list[Runs]:
    """The L and the U as the lab trains them, at the paper's eleven norms."""
    return experiments.runs_of("init_scale", lambda init_seed, **others: recipes.lu_curve(
        published_runs.SCALES, [init_seed], **others), seeds=[of_seed(seed) for seed in seeds])


@seeded
def paper_l(seeds: Seeds = SEEDS) -> list[Runs]:
    """The norm held with the paper's optimiser, at the ends of the L."""
    return runs_of(seeds, "init_scale", partial(
        recipes.grokking, published_runs.SCALES[[0, 1, 4, 5, 6]], 0, learning_rate=RATE, steps=4000,
        optimizer="adam", constraint="fixed_norm"))


@seeded
def held_norm(seeds: Seeds = SEEDS) -> list[Runs]:
    """The norm held in the Goldilocks zone, and at the large init."""
    return runs_of(seeds, "init_scale", partial(
        recipes.grokking, [0.8, 2], 0, steps=2000, constraint="fixed_norm"))


@seeded
def sizes(seeds: Seeds = SEEDS) -> list[Runs]:
    """Init scale 2, decay 0.1, training sets of several sizes, at the lab's learning rate."""
    train = partial(recipes.grokking, 2.0, 0.1)
    others = runs_of(seeds, "n_train", partial(train, n_train=50, steps=5000),
                     partial(train, n_train=200, steps=2000),
                     partial(train, n_train=500, steps=1200))
    return [{**runs, 100.0: at[0.1]} for runs, at in zip(others, live(seeds), strict=True)]


@cache
def stored_landscape() -> Record:
    """The paper's landscape, trained here as its notebook does."""
    return record(published_runs.landscape(), progress=False)


@cache
def stored_dynamics() -> Record:
    """The paper's own seeds at decay 0.05."""
    return runs_of((0,), "weight_decay", partial(
        recipes.grokking, 2.0, 0.05, learning_rate=RATE, steps=36_000))[0][0.05]
