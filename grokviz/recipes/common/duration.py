"""How long a run takes here: its work beside that of a short run, which is timed once.

An estimate that is typed in would be wrong on every other machine. So a few steps of the default
run are timed on this one, and the work of the wanted run is counted in those.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np

from grokviz.run import Experiment

# Multiplications that take as long as what else a batch needs: of reviews for each word, of
# molecules for each step. Atoms of a small molecule.
A_WORD, A_STEP, ATOMS = 300_000, 3_000_000, 10
MEASURED = 1.15         # time of a run over that of its steps: it is also measured


def seconds(
    recipe: Callable[..., Experiment], work: Callable[[Mapping[str, Any]], float], few: int,
    wanted: Mapping[str, Any],
) -> float:
    """About how long a run with these settings takes on this machine [s].

    Parameters
    ----------
    recipe : function
        Makes the default run, with ``steps`` and ``records``.
    work : function
        Settings -> the work of a step of one run, in any unit.
    few : int
        Steps of the default run that are timed, once.
    """
    from grokviz.engines.streaming.threads import cores  # it needs torch, a page does not

    runs = int(np.prod([np.size(value) for value in wanted.values()]))
    default = recipe(steps=few).settings
    share = work(wanted) / work({k: default.get(k) for k in wanted})
    return MEASURED * pace(recipe, few) * share * wanted["steps"] * runs / min(runs, cores())


@cache
def pace(recipe: Callable[..., Experiment], few: int) -> float:
    """Seconds that a step of the default run takes; the first steps are slow and do not count."""
    began = 0.0
    for snapshot in recipe(steps=few, records=[few // 2, few]).start({}):
        if snapshot is not None and snapshot.step == few // 2:
            began = time.perf_counter()
    return (time.perf_counter() - began) / (few - few // 2)


def work_of_reviews(settings: Mapping[str, Any]) -> float:
    """The work of a step of one run: multiplications, and a fixed part for each word and layer."""
    e, h, layers, length = (settings[k] for k in ("embedding", "hidden", "layers", "length"))
    batch = settings["batch_size"] or int(np.max(settings["n_train"]))
    products = 4 * h * (e + h + (layers - 1) * 2 * h)
    return float(length * (A_WORD * layers + batch * products))


def work_of_molecules(settings: Mapping[str, Any]) -> float:
    """The work of a step of one run: multiplications for its atoms, and a fixed part."""
    width = settings["width"]
    batch = settings["batch_size"] or int(np.max(settings["n_train"]))
    return float(A_STEP + batch * ATOMS * (14 * width + 2 * width**2))
