"""What is known of a penalised fit before it runs.

Source: Notsawo, Dumas & Rabusseau (2025), arXiv:2506.05718; the limit on the strength is the
condition for 0 to be the minimum.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from grokviz.arguments import Bound, mapping
from grokviz.metrics import Array
from grokviz.recipes import checks, penalty_forecast
from grokviz.recipes.hot import fixed
from grokviz.recipes.penalty_menu import table
from grokviz.run import Experiment, Record, Snapshot, Stream

OPTIONS = ("dimension", "sparsity", "rows", "rank", "spectrum", "structure", "n_train", "depth")
DRAWN = ("data_seed", "coherence", "init_seed", "init_scale")   # columns that a problem rests on


def known(of: Experiment | Record) -> dict[str, Array]:
    """The truth and what is seen of it, each (runs, ...).

    ``matrix``; ``inputs`` and ``targets`` of measurements, or ``observed`` entries; and
    ``least_squares``, the fit of least l2 norm.
    """
    from grokviz.engines.streaming.threads import alone

    _check(of)
    problem = alone(lambda: penalty_forecast.plan_of(of.settings).problem(of.sweep))
    found = {k: v.cpu().numpy() for k, v in problem.known.items()}
    if "inputs" in found:
        fit = np.linalg.pinv(found["inputs"]) @ found["targets"][:, :, None]
        return found | {"least_squares": fit.reshape(found["matrix"].shape)}
    return found | {"least_squares": found["matrix"] * found["observed"]}


def forecast(
    of: Experiment | Record, found: Mapping[str, Array] | None = None
) -> dict[str, Array]:
    """Numbers for each run, (runs,); `found` is what `known` gives, where it was asked before.

    Returns
    -------
    dict
        ``least_squares_error``: relative error of the least-norm fit, which the l2 norm cannot
        go below. ``slow_time``: the paper's estimate of the wait, ‖a_LS - a*‖ in the norm dual
        to the penalty's: largest entry for l1, largest singular value for the nuclear norm; nan
        where there are fewer measurements than the truth has degrees of freedom to that penalty,
        and of a product of several factors, of which nothing is known. Measured waits are
        1 to 3 times that.
    """
    found = known(of) if found is None else mapping("found", found, "what `known` gives")
    if not {"least_squares", "matrix"} <= found.keys():
        raise ValueError("found has no least_squares or matrix; give what `known` gives")
    gap, truth = found["least_squares"] - found["matrix"], found["matrix"]
    wait = np.full(len(gap), np.nan)
    for name, penalty in table().items() if of.settings["depth"] == 1 else ():
        if penalty.freedom and penalty.dual_norm:
            told = (of.sweep["penalty"] == name) & (
                penalty.freedom(truth) <= of.settings["n_train"])
            wait = np.where(told, penalty.dual_norm(gap), wait)
    return {"least_squares_error": np.linalg.norm(gap, axis=(1, 2))
                                   / np.linalg.norm(truth, axis=(1, 2)),
            "slow_time": wait}


def given(of: Experiment | Record) -> Experiment:
    """What pictures draw beside a run, as a record of one step, to be stored.

    Values ``matrix``, the truth, and ``observed`` entries, if it is seen by entries, each
    (runs, rows, columns); ``floor``, the test error of the least-norm fit, and ``wait``, the
    ``slow_time`` of `forecast`, each (runs,).
    """
    _check(of)

    def start(hot: Mapping[str, Any]) -> Stream:
        found = known(of)
        told = forecast(of, found)
        unseen = ~found["observed"] if "observed" in found else np.ones(found["matrix"].shape, bool)
        gap = (found["least_squares"] - found["matrix"]) * unseen
        size = np.linalg.norm(found["matrix"] * unseen, axis=(1, 2))
        values = {k: found[k] for k in ("matrix", "observed") if k in found}
        yield Snapshot(0, values | {"floor": np.linalg.norm(gap, axis=(1, 2)) / size,
                                    "wait": told["slow_time"]})

    return fixed(Experiment("penalties.given", {**of.settings, "steps": 0}, of.sweep, start))


def _check(of: Any) -> None:
    checks.of_area(of, "recipes.penalties", "penalties.sparse_recovery", "task", "method", "depth",
                   name="of")


def refuse_too_strong(settings: Mapping[str, Any], sweep: Mapping[str, Array]) -> None:
    """ValueError where l1 or nuclear norm alone, at depth 1, makes 0 the best of all weights."""
    deep = settings["depth"] > 1                        # nothing is known; the task may refuse it
    options = tuple((k, settings[k]) for k in (*OPTIONS, "task", "method", "device")
                    if k in settings)
    slope = _slope(options, tuple(tuple(sweep[k][:1 if deep else None].tolist()) for k in DRAWN))
    if deep:
        return
    limits = {name: penalty.dual_norm(slope) for name, penalty in table().items()
              if penalty.dual_norm}
    for name, limit in limits.items():
        beta = sweep["penalty_strength"]
        lost = (sweep["penalty"] == name) & (beta >= limit)
        if lost.any():
            run = int(lost.argmax())
            most = float(f"{limit[run] / 10:.2g}")
            raise Bound(
                f"penalty_strength is {beta[run]:g}; from {limit[run]:.3g} on the {name} penalty "
                f"takes every weight to 0 and the fit is lost: give at most {most:g}",
                "penalty_strength", float(beta[run]), high=most,
            )


@functools.lru_cache(maxsize=4)
def _slope(options: tuple[tuple[str, Any], ...], columns: tuple[tuple[float, ...], ...]) -> Array:
    """The slope of the fit at 0, (runs, rows, columns).

    It is drawn once for each problem, as a slider of the strength asks many times a second.
    """
    from grokviz.engines.streaming.threads import alone

    sweep = {name: np.array(column) for name, column in zip(DRAWN, columns, strict=True)}
    plan = penalty_forecast.plan_of(dict(options))
    return alone(lambda: plan.problem(sweep)).known["correlation"].cpu().numpy()


def plan_of(settings: Mapping[str, Any]):
    """The plan that an experiment of this recipe was made with, from its settings."""
    from grokviz import engines
    from grokviz.tasks import recovery

    options = {k: settings[k] for k in OPTIONS if k in settings}
    device, _ = engines.device_and_dtype(settings["device"])
    make = partial(getattr(recovery, settings["task"]), device=device, **options)
    return engines.Penalised(make, settings["method"], device)
