"""Status lines of the penalty lab, and the measures that compare runs.

This lab has no accuracy: an error is small below the bound that the claims use.
`describe` reports on the run up to the end of the record. `why` reports which norms moved and
what the paper estimates.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs.status import OVER
from grokviz.metrics import Array, Time, first_times
from grokviz.recipes.common.penalty_menu import featured, norm_of, table
from grokviz.recipes.penalties import FITTED, FOUND, SETTINGS
from grokviz.run import Record
from grokviz.widgets.plots.core.ensemble import names_of_runs
from grokviz.widgets.plots.core.marks import power

NEAR = 0.02             # relative distance at which an error is on the floor
FOOLED = 2.0            # multiple of the floor from which a drop onto it looks like learning
SOON = 2.0              # multiple of the fit step up to which the truth is found at once
MOVED = 0.02            # relative change from which a norm has moved
NO_BETTER = 5           # times the training error: where errors are alike, the fit is held back
MANY = 4                # most runs that are named
STILL = 0.05            # largest relative change of a settled error over the last half
EUCLIDEAN = "l2"        # the norm to report if no penalty is set
SYMBOLS = {k: s.symbol for table in SETTINGS.values() for k, s in table.items()} | {"penalty": ""}

SENTENCES = {
    "ready": "common.ready",
    "start": "penalties.status.start",
    "fitting": "penalties.status.fitting",
    "not fitted": "penalties.status.not_fitted",
    "too strong": "penalties.status.too_strong",
    "found": "penalties.status.found",
    "estimate": "penalties.status.estimate",
    "at once": "penalties.status.at_once",
    "unpulled": "penalties.status.unpulled",
    "lost": "penalties.status.lost",
    "on the floor": "penalties.status.on_the_floor",
    "fooled": "penalties.status.fooled",
    "no penalty": "penalties.status.no_penalty",
    "biased": "penalties.status.biased",
    "another": "penalties.status.another",
    "moving": "penalties.status.moving",
    "stays": "penalties.status.stays",
    "some": "penalties.status.some",
    "none yet": "penalties.status.none_yet",
    "floored": "penalties.status.floored",
    "norms": "penalties.status.norms",
    "fell": "penalties.status.fell",
    "rose": "penalties.status.rose",
    "paused": "common.paused",
    "stopped": "common.stopped",
}


def fitted_at(record: Record) -> tuple[Time, ...]:
    """Step at which each run first fitted its data; nan where it did not."""
    return first_times(record.steps, record.values["train_error"] < FITTED)


def found_at(record: Record) -> tuple[Time, ...]:
    """Step at which each run first found the truth; nan if it did not."""
    return first_times(record.steps, record.values["test_error"] < FOUND)


def found_in_slow_time(record: Record) -> tuple[Time, ...]:
    """The same in slow time."""
    return first_times(record.values["slow_time"], record.values["test_error"] < FOUND)


def last_error(record: Record) -> Array:
    return record.values["test_error"][-1]


MEASURES = {"fitted at step": fitted_at, "found at step": found_at,
            "found at s": found_in_slow_time, "test error": last_error}


def describe(record: Record, state: str, law: Any = None) -> str:
    """The state of the run in one or two sentences."""
    if not len(record.steps) or state == "paused" and record.steps[-1] == 0:
        return t(SENTENCES["ready"])
    said = _several(record) if record.runs > 1 else _one(record, state in OVER, law)
    return said + t(SENTENCES.get(state, ""))


def why(record: Record, law: Any = None) -> str:
    """For one run, the norms that moved since the fit and the paper's estimate; for several, the
    runs that stay on the least-squares floor."""
    if not len(record.steps):
        return ""
    if record.runs > 1:
        return _floored(record, law)
    told, moved = [], _norms(record)
    numbers = _numbers(record, law)
    if np.isfinite(numbers["found"]) and np.isfinite(numbers["ratio"]):
        told.append(t(SENTENCES["estimate"], **numbers))
    if moved and np.isfinite(numbers["fit"]):
        told.append(t(SENTENCES["norms"], norms=moved))
    return " ".join(told)


def _several(record: Record) -> str:
    fitted, found = np.isfinite(fitted_at(record)), last_error(record) < FOUND
    return t(SENTENCES["some" if found.any() else "none yet"], runs=record.runs,
             step=int(record.steps[-1]), fitted=int(fitted.sum()), count=int(found.sum()),
             who=_who(record, found))


def _floored(record: Record, law: Any) -> str:
    if law is None or len(law.given["floor"]) != record.runs:
        return ""
    fitted, test = np.isfinite(fitted_at(record)), last_error(record)
    floored = fitted & (np.abs(test / law.given["floor"] - 1) <= NEAR)
    return t(SENTENCES["floored"], who=_who(record, floored)) if floored.any() else ""


def _who(record: Record, which: Array) -> str:
    """Some of the runs, by name; many runs are only counted."""
    names = np.array(names_of_runs(record, SYMBOLS))[which]
    return ", ".join(names) if len(names) <= MANY else t("penalties.status.of_them",
                                                         count=len(names))


def _one(record: Record, over: bool, law: Any) -> str:
    numbers = _numbers(record, law)
    return t(SENTENCES[_rule(numbers, over)], **numbers)


def _numbers(record: Record, law: Any) -> Mapping[str, Any]:
    train, test = (record.values[k][:, 0] for k in ("train_error", "test_error"))
    fit, found = fitted_at(record)[0], found_at(record)[0]
    late = record.steps >= fit                          # nowhere, where it is nan
    wait = float(law.given["wait"][0]) if law is not None else np.nan
    floor = float(law.given["floor"][0]) if law is not None else np.nan
    now, s = float(test[-1]), found_in_slow_time(record)[0]
    penalty = str(_now(record, "penalty"))
    pushed = pushed_down(penalty)
    norm = f"{pushed or EUCLIDEAN}_norm"
    half = float(np.interp(record.steps[-1] / 2, record.steps, test))
    return {
        "step": int(record.steps[-1]), "fit": fit, "found": found, "last": now, "test": power(now),
        "train": power(float(train[-1])), "floor": power(floor), "level": floor,
        "s": s if np.isfinite(s) else float(record.values["slow_time"][-1, 0]),
        "ratio": s / wait, "drop": float(test[late][0]) / now if late.any() else np.nan,
        "still": abs(now - half) <= STILL * now,
        "beta": float(_now(record, "penalty_strength")), "penalty": penalty,
        "norm": t(table()[pushed or EUCLIDEAN].spoken), "misfit": float(train[-1]),
        "truth": _of_the_truth(law, pushed or EUCLIDEAN),
        "has": float(record.values[norm][-1, 0]) if pushed else np.nan,
        "deep": record.settings.get("depth", 1) > 1,
    }


def _rule(n: Mapping[str, Any], over: bool) -> str:
    pulled = n["penalty"] != "none" and n["beta"] > 0
    if not n["step"]:
        return "start"
    if np.isnan(n["fit"]):
        return "fitting" if not over else "too strong" if pulled else "not fitted"
    if np.isfinite(n["found"]):
        if n["last"] >= FOUND:
            return "lost"
        if n["found"] <= SOON * n["fit"]:
            return "at once"
        return "found" if pulled else "unpulled"
    if not pulled and not n["deep"]:
        return "no penalty"
    if abs(n["last"] / n["level"] - 1) <= NEAR:
        return "fooled" if n["drop"] >= FOOLED else "on the floor"
    if not over:
        return "moving"
    if not n["still"] or np.isnan(n["has"]):
        return "stays"
    return "biased" if n["last"] < NO_BETTER * n["misfit"] else (
        "another" if n["has"] <= (1 + NEAR) * n["truth"] else "stays")


def _norms(record: Record) -> str:
    """Which norms fell since the fit, and which rose."""
    said, matrix = [], record.values["product"].shape[3] > 1
    first = (record.values["train_error"][:, 0] < FITTED).argmax()
    for penalty in featured().values():
        if penalty.of_matrices and not matrix or penalty.value not in record.values:
            continue                                    # of a vector it is its ℓ2
        value = record.values[penalty.value][:, 0]
        share = float(value[-1] / value[first] - 1) if value[first] else 0.0
        if abs(share) >= MOVED:
            said.append(t(SENTENCES["fell" if share < 0 else "rose"], norm=t(penalty.spoken),
                          share=abs(share)))
    return ", ".join(said)


def pushed_down(penalty: str) -> str:
    """The penalty that is minimised at the end; empty if it is not a single norm."""
    known = table()
    return penalty if penalty in known and known[penalty].dual_norm else ""


def _of_the_truth(law: Any, name: str) -> float:
    """The penalty's norm of the truth; nan if it is not known yet."""
    return np.nan if law is None else float(norm_of(name, law.given["matrix"][:1])[0])


def _now(record: Record, name: str) -> Any:
    """A setting of the first run at the end of its record."""
    turns = [change.value[0] for change in record.changes if change.name == name]
    return turns[-1] if turns else record.sweep[name][0]
