"""How a penalised fit is descended: settings -> the plan of its engine, and what it cannot do."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial
from typing import Any

import numpy as np

from grokviz.arguments import Bound
from grokviz.metrics import Array
from grokviz.recipes.common.penalty_menu import table

OPTIONS = ("dimension", "sparsity", "rows", "rank", "spectrum", "structure", "n_train", "depth")
DRAWN = ("data_seed", "coherence", "init_seed", "init_scale")   # columns that define a problem


def plan_of(settings: Mapping[str, Any]):
    """The plan of an experiment of `recipes.penalties`, from its settings."""
    from grokviz import engines
    from grokviz.tasks import recovery

    options = {k: settings[k] for k in OPTIONS if k in settings}
    device, _ = engines.device_and_dtype(settings["device"])
    make = partial(getattr(recovery, settings["task"]), device=device, **options)
    return engines.Penalised(make, settings["method"], device)


def refuse_too_strong(settings: Mapping[str, Any], sweep: Mapping[str, Array]) -> None:
    """ValueError where one penalty alone, at depth 1, drives every weight to 0.

    Above a limit of the strength, all weights are 0 at the minimum of fit plus penalty. The limit
    is the slope of the fit at 0, in the norm dual to the penalty's.
    """
    deep = settings["depth"] > 1        # no such limit is known, but the task may refuse the rest
    options = tuple((k, settings[k]) for k in (*OPTIONS, "task", "method", "device")
                    if k in settings)
    slope = _slope(options, tuple(tuple(sweep[k][:1 if deep else None].tolist()) for k in DRAWN))
    if deep:
        return
    for name, penalty in table().items():
        if not penalty.dual_norm:
            continue
        limit, beta = penalty.dual_norm(slope), sweep["penalty_strength"]
        lost = (sweep["penalty"] == name) & (beta >= limit)
        if lost.any():
            run = int(lost.argmax())
            most = float(f"{limit[run] / 10:.2g}")
            raise Bound(
                f"penalty_strength is {beta[run]:g}; from {limit[run]:.3g} on the {name} penalty "
                f"takes every weight to 0 and the fit is lost: give at most {most:g}",
                "penalty_strength", float(beta[run]), high=most)


@lru_cache(maxsize=4)
def _slope(options: tuple[tuple[str, Any], ...], columns: tuple[tuple[float, ...], ...]) -> Array:
    """The slope of the fit at 0, (runs, rows, columns).

    A slider of the strength asks many times a second. So each problem is drawn once and kept; that
    is why the arguments are tuples.
    """
    from grokviz.engines.streaming.threads import alone

    sweep = {name: np.array(column) for name, column in zip(DRAWN, columns, strict=True)}
    plan = plan_of(dict(options))
    return alone(lambda: plan.problem(sweep)).known["correlation"].cpu().numpy()


def check_memory(settings: Mapping[str, Any], runs: int) -> None:
    """ValueError where measurements, truth and factors do not fit into memory several times."""
    from grokviz.memory import check_memory as check

    size = settings["dimension"] if "dimension" in settings else settings["rows"] ** 2
    seen = settings["n_train"] if settings["task"] != "matrix_completion" else 1
    numbers = size * (3 * seen + 8 * settings["depth"])
    check(8.0 * runs * numbers, f"{runs:,} runs of {seen:,} measurements")
