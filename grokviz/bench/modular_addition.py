"""How fast networks learn addition modulo p, beside the plain implementation."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from grokviz.bench import plain_modular as plain
from grokviz.bench.rows import Row, one_thread, rates
from grokviz.recipes import arithmetic
from grokviz.recipes import modular_addition as recipes
from grokviz.run import record
from grokviz.sweep import grid
from grokviz.tasks.modular_addition import modular_addition

AREA = "modular_addition"
STEPS = {31: 400, 59: 120, 113: 64}             # of one measurement
EVERY = {31: 8, 59: 8, 113: 32}                 # steps a record, about as often as a run has them
SIZES = {
    31: dict(train_fraction=0.6, d_model=64, width=256),
    59: dict(train_fraction=0.4, d_model=64, width=256),
    113: dict(train_fraction=0.3, d_model=128, width=512),
}


def rows() -> Iterator[Row]:
    """Measure this area, row by row.

    One run and the plain loop have a core each, eight runs both; the last rows give the plain
    loop torch's own threads, of which products as large as these make good use on a quiet machine.
    """
    for p in SIZES:
        one, many, beside = _ours("mlp", p, 1), _ours("mlp", p, 8), _plain("mlp", p)
        yield from _beside(f"mlp p={p}", [one, many], beside, ((3, 6), (5, 10)))
    for p in SIZES:
        one, beside = _ours("transformer", p, 1), _plain("transformer", p)
        yield from _beside(f"transformer p={p}", [one], beside, ((3, 6),))
    for p in SIZES:
        ours, threaded = rates([_ours("mlp", p, 8), _plain("mlp", p)], rounds=3)
        yield _row(f"mlp p={p}, 8 runs, plain on all cores", ours, threaded)


def _beside(
    name: str, ours: list[Callable[[], int]], beside: Callable[[], int],
    wanted: tuple[tuple[float, float], ...],
) -> Iterator[Row]:
    with one_thread():
        for work in (beside, *ours):
            work()                              # compiles, and takes its memory
        plain_rate, *found = rates([beside, *ours])
    for runs, rate, goals in zip(("1 run", "8 runs"), found, wanted, strict=False):
        yield _row(f"{name}, {runs}", rate, plain_rate, *goals)


def _row(name: str, ours: float, plain: float, *goals: float) -> Row:
    return Row(name, AREA, 1e3 / ours, 1e3 / plain, ours / plain, "ms/model-step", *goals)


def _ours(model: str, p: int, runs: int) -> Callable[[], int]:
    steps = STEPS[p]                            # as many, and as often recorded, as beside
    given = recipes.grokking(model=model, modulus=p, init_seed=range(runs), **SIZES[p])
    experiment = arithmetic.training(           # without pictures, which the plain loop has not
        given.name, given.settings | {"steps": steps}, given.sweep, pictures=False,
        records=range(EVERY[p], steps + 1, EVERY[p]),
    )(given.sweep)

    def work() -> int:
        record(experiment, progress=False)
        return runs * steps

    return work


def _plain(model: str, p: int) -> Callable[[], int]:
    size, steps = SIZES[p], STEPS[p]
    d_model, width = size["d_model"], size["width"]
    task = modular_addition(grid(train_fraction=size["train_fraction"], split_seed=0), modulus=p)

    def work() -> int:
        network = (plain.Perceptron(p, d_model, width) if model == "mlp"
                   else plain.Transformer(p, d_model, 4, width))
        plain.loop(network, task, steps, range(EVERY[p], steps + 1, EVERY[p]),
                   learning_rate=5e-3, weight_decay=1.0)
        return steps

    return work
