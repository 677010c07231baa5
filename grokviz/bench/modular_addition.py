"""The speed of networks that learn addition modulo p, beside the plain implementation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from grokviz.bench.plain import modular_addition as plain
from grokviz.bench.rows import Row, counted, one_thread, rates, trains
from grokviz.recipes import modular_addition as recipes
from grokviz.recipes.plans import modular_addition as plans
from grokviz.sweep import grid
from grokviz.tasks.modular_addition import modular_addition

AREA = "modular_addition"
STEPS = {31: 400, 59: 120, 113: 64}             # of one measurement
EVERY = {31: 8, 59: 8, 113: 32}                 # steps between records, about as in the lab
SIZES: dict[int, dict[str, Any]] = {
    31: dict(train_fraction=0.6, d_model=64, width=256),
    59: dict(train_fraction=0.4, d_model=64, width=256),
    113: dict(train_fraction=0.3, d_model=128, width=512),
}
# Runs -> floor and aim of the ratio.
WANTED = {"mlp": {1: (3, 6), 8: (5, 10)}, "transformer": {1: (3, 6)}}


def rows(quick: bool = False) -> Iterator[Row]:
    """Measure this area, row by row; if `quick`, the smallest modulus once, beside one core.

    Our engine takes all cores. The plain loop first has one core. In the last rows it has torch's
    own threads, which help with matrices as large as these while the machine is quiet.
    """
    later = []
    for model in ("mlp", "transformer"):
        for p in list(SIZES)[:1 if quick else None]:
            name, beside = f"{model} p={p}", _plain(model, p)
            ours = {f"{name}, {runs} run{'s' * (runs > 1)}": _ours(model, p, runs)
                    for runs in WANTED[model]}
            with one_thread():
                for work in (beside, *ours.values()):
                    work()                      # once before: this compiles, and takes memory
                plain, *found = rates([beside, *ours.values()], rounds=1 if quick else 5)
            for name, rate, goals in zip(ours, found, WANTED[model].values(), strict=True):
                yield _row(name, rate, plain, *goals)
            if quick:
                continue
            plain, *found = rates([beside, *ours.values()], rounds=3)
            later += [_row(f"{name}, plain on all cores", rate, plain)
                      for name, rate in zip(ours, found, strict=True)]
    yield from later


def _row(name: str, ours: float, plain: float, *goals: float) -> Row:
    return Row(name, AREA, 1e3 / ours, 1e3 / plain, ours / plain, "ms/model-step", *goals)


def _ours(model: str, p: int, runs: int) -> Callable[[], int]:
    """As many steps, as often recorded, and without pictures, as the plain loop."""
    steps = STEPS[p]
    given = recipes.grokking(model=model, modulus=p, init_seed=range(runs), **SIZES[p])
    train = plans.training(
        given.name, {**given.settings, "steps": steps}, given.sweep, pictures=False,
        records=range(EVERY[p], steps + 1, EVERY[p]))
    return trains(train(given.sweep), runs * steps)


def _plain(model: str, p: int) -> Callable[[], int]:
    size, steps = SIZES[p], STEPS[p]
    d_model, width = size["d_model"], size["width"]
    task = modular_addition(grid(train_fraction=size["train_fraction"], split_seed=0), modulus=p)

    def train() -> None:
        network = (plain.Perceptron(p, d_model, width) if model == "mlp"
                   else plain.Transformer(p, d_model, 4, width))
        plain.loop(network, task, steps, range(EVERY[p], steps + 1, EVERY[p]),
                   learning_rate=5e-3, weight_decay=1.0)

    return counted(train, steps)
