"""The speed of minibatches on digits beside the plain loop; a grokked run; the L and U."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from grokviz.bench.plain import digits as plain
from grokviz.bench.rows import Row, compared, counted, one_thread, rates, single, trains
from grokviz.recipes import digits as recipes
from grokviz.recipes.plans.digits import few_records

AREA = "digits"
STEPS, FEW = 600, 120           # of one measurement: at the lab's size, at the paper's
READ = 0.7                      # test accuracy of a grokked run
SIZES: dict[str, tuple[Mapping[str, Any], int]] = {
    "14 x 14": (recipes.PRESETS["grokking"], STEPS),
    "paper's size": (recipes.PRESETS["the paper's size"], FEW)}
WANTED = {("14 x 14", 8): (4, 7), ("paper's size", 8): (1.5, 2)}    # floor and aim of the ratio


def rows(quick: bool = False) -> Iterator[Row]:
    """Measure this area, row by row; if `quick`, the lab's size once."""
    with one_thread():
        for name, (settings, steps) in SIZES.items():
            if not quick or name == "14 x 14":
                yield from _speed(name, settings, steps, 1 if quick else 3)
    yield _grokked()
    yield _landscape()


def _speed(name: str, settings: Mapping[str, Any], steps: int, rounds: int) -> Iterator[Row]:
    lean, *ours = rates([
        counted(lambda: plain.loop(settings, steps, _due(settings, steps)), steps),
        *(_ours(settings, steps, runs) for runs in (1, 8))], rounds=rounds)
    for runs, rate in zip((1, 8), ours, strict=True):
        yield compared(f"{name}, {runs} run{'s' * (runs > 1)}", AREA, rate, lean, "model-steps/s",
                       *WANTED.get((name, runs), (None, None)))


def _due(settings: Mapping[str, Any], steps: int) -> list[int]:
    """Steps to record at: as often, on average, as in a run of the lab."""
    whole = settings["steps"]
    return [*range(0, steps, max(1, whole // len(few_records(whole)))), steps]


def _ours(settings: Mapping[str, Any], steps: int, runs: int) -> Callable[[], int]:
    return trains(recipes.grokking(**{
        **settings, "init_seed": list(range(runs)), "steps": steps,
        "records": _due(settings, steps)}), runs * steps)


def _grokked() -> Row:
    """Seconds from Start until the default run reads 70% of new digits."""
    began = time.perf_counter()
    for snapshot in recipes.grokking().start({}):
        if snapshot is not None and snapshot.values["test_accuracy"][0] >= READ:
            return single("a run groks", AREA, time.perf_counter() - began, "s", 15, 5)
    return single("a run groks", AREA, np.nan, "s", 15, 5)


def _landscape() -> Row:
    began = time.perf_counter()
    for _ in recipes.lu_curve().start({}):
        pass
    return single("9 norms, L and U", AREA, time.perf_counter() - began, "s", 6, 3)
