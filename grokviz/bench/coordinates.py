"""The speed of coordinate networks beside the plain loop; for equations autograd taken twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grokviz.bench.plain import coordinates as plain
from grokviz.bench.rows import Row, compared, counted, one_thread, rates, single, trains
from grokviz.engines.train import record_steps
from grokviz.recipes import coordinates as recipes

AREA = "coordinates"
STEPS = 400                     # of one measurement of ours; the plain loop takes as many
RUNS = 8
WANTED = {"image": (4, 8), "equation": (6, 12)}         # floor and aim of the ratio
MOST = 0.5                      # milliseconds a model-step


def rows(quick: bool = False) -> Iterator[Row]:
    """Measure this area; if `quick`, each once."""
    rounds = 1 if quick else 3
    with one_thread():
        for case, (floor, aim) in WANTED.items():
            lean, ours = rates([_plain(case), _ours(case)], rounds=rounds)
            yield compared(f"{case}, {RUNS} runs", AREA, ours, lean, "model-steps/s", floor, aim)
            yield single(f"{case}, a model-step", AREA, 1e3 / ours, "ms", MOST, MOST / 5)


def _due(case: str) -> list[int]:
    """Steps to record at: as often, on average, as in a whole run."""
    whole = recipes.SETTINGS[case].number("steps").default
    return [*range(0, STEPS, int(whole) // len(record_steps(int(whole)))), STEPS]


def _ours(case: str) -> Callable[[], int]:
    decays = np.geomspace(0.05, 1, RUNS)
    return trains(recipes.CASES[case](weight_decay=decays, steps=STEPS, records=_due(case)),
                  RUNS * STEPS)


def _plain(case: str) -> Callable[[], int]:
    return counted(lambda: getattr(plain, case)(STEPS, _due(case)), STEPS)
