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
    """Measure this area, row by row."""
    with one_thread():
        for p in SIZES:
            one, many, beside = _ours("mlp", p, 1), _ours("mlp", p, 8), _plain("mlp", p)
            yield from _beside(f"mlp p={p}", [one, many], beside, ((3, 6), (5, 10)))
        for p in SIZES:
            one, beside = _ours("transformer", p, 1), _plain("transformer", p)
            yield from _beside(f"transformer p={p}", [one], beside, ((3, 6),))


def _beside(
    name: str, ours: list[Callable[[], int]], beside: Callable[[], int],
    wanted: tuple[tuple[float, float], ...],
) -> Iterator[Row]:
    for work in ours:
        work()                                  # compiles
    plain_rate, *found = rates([beside, *ours], rounds=3)
    for runs, rate, (floor, aim) in zip(("1 run", "8 runs"), found, wanted, strict=False):
        yield Row(f"{name}, {runs}", AREA, 1e3 / rate, 1e3 / plain_rate, rate / plain_rate,
                  "ms/model-step", floor, aim)


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
