"""Predictions for a penalised fit: the truth it looks for, its floor, and how long it takes.

Source: Notsawo, Dumas & Rabusseau (2025), arXiv:2506.05718.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grokviz.arguments import mapping
from grokviz.metrics import Array
from grokviz.recipes.common import checks
from grokviz.recipes.common.hot import fixed
from grokviz.recipes.common.penalty_menu import table
from grokviz.recipes.plans.penalties import plan_of
from grokviz.run import Experiment, Record, Snapshot, Stream


def known(of: Experiment | Record) -> dict[str, Array]:
    """The truth and its measurements, each (runs, ...).

    ``matrix``, the truth; ``inputs`` and ``targets`` of measurements, or the ``observed`` entries;
    and ``least_squares``, the fit of least l2 norm.
    """
    from grokviz.engines.streaming.threads import alone

    _check(of)
    problem = alone(lambda: plan_of(of.settings).problem(of.sweep))
    found = {k: v.cpu().numpy() for k, v in problem.known.items()}
    if "inputs" in found:
        fit = np.linalg.pinv(found["inputs"]) @ found["targets"][:, :, None]
        return found | {"least_squares": fit.reshape(found["matrix"].shape)}
    return found | {"least_squares": found["matrix"] * found["observed"]}


def forecast(
    of: Experiment | Record, found: Mapping[str, Array] | None = None
) -> dict[str, Array]:
    """Numbers for each run, (runs,). Give `found`, the result of `known`, if you have it.

    Returns
    -------
    dict
        ``least_squares_error``: relative error of the least-norm fit, the least error under l2.
        ``slow_time``: the paper's estimate of the delay, ‖a_LS - a*‖ in the norm dual to the
        penalty's: largest entry for l1, largest singular value for the nuclear norm. It is nan
        for a product of several factors, for which there is no estimate, and where measurements
        are fewer than the degrees of freedom of the truth under that penalty. Measured delays are
        1 to 3 times the estimate.
    """
    found = known(of) if found is None else mapping("found", found, "what `known` gives")
    if not {"least_squares", "matrix"} <= found.keys():
        raise ValueError("found has no least_squares or matrix; give what `known` gives")
    gap, truth = found["least_squares"] - found["matrix"], found["matrix"]
    wait = np.full(len(gap), np.nan)
    for name, penalty in table().items() if of.settings["depth"] == 1 else ():
        if penalty.freedom and penalty.dual_norm:
            applies = (of.sweep["penalty"] == name) & (
                penalty.freedom(truth) <= of.settings["n_train"])
            wait = np.where(applies, penalty.dual_norm(gap), wait)
    return {"least_squares_error": np.linalg.norm(gap, axis=(1, 2))
                                   / np.linalg.norm(truth, axis=(1, 2)),
            "slow_time": wait}


def given(of: Experiment | Record) -> Experiment:
    """The predictions that pictures draw beside a run, as a record of one step, to be stored.

    Values ``matrix``, the truth, and ``observed``, where the measurements are entries, each
    (runs, rows, columns); ``floor``, the test error of the least-norm fit, and ``wait``, the
    ``slow_time`` of `forecast`, each (runs,).
    """
    _check(of)

    def start(hot: Mapping[str, Any]) -> Stream:
        found = known(of)
        predicted = forecast(of, found)
        unseen = ~found["observed"] if "observed" in found else np.ones(found["matrix"].shape, bool)
        gap = (found["least_squares"] - found["matrix"]) * unseen
        size = np.linalg.norm(found["matrix"] * unseen, axis=(1, 2))
        values = {k: found[k] for k in ("matrix", "observed") if k in found}
        yield Snapshot(0, values | {"floor": np.linalg.norm(gap, axis=(1, 2)) / size,
                                    "wait": predicted["slow_time"]})

    return fixed(Experiment("penalties.given", {**of.settings, "steps": 0}, of.sweep, start))


def _check(of: Any) -> None:
    checks.of_area(of, "recipes.penalties", "penalties.sparse_recovery", "task", "method", "depth",
                   name="of")
