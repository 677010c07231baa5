"""Status lines of the norm-flow lab, and the measures that compare runs, in t and s, not steps.

`describe` reports on the run up to the end of the record; `why` compares it with theory.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs.status import OVER
from grokviz.metrics import Time, first_times
from grokviz.run import Record
from grokviz.widgets.plots.core.marks import power

FITTED = 0.01           # share of its first value below which a loss counts as small
BEGUN = 0.02            # slow time at which the slide becomes visible
DONE = 2.9              # slow time after which it is over

SENTENCES = {
    "ready": "common.ready",
    "start": "norm_flow.status.start",
    "falling": "norm_flow.status.falling",
    "not fitted": "norm_flow.status.not_fitted",
    "still": "norm_flow.status.still",
    "waiting": "norm_flow.status.waiting",
    "sliding": "norm_flow.status.sliding",
    "slid": "norm_flow.status.slid",
    "later": "norm_flow.status.later",
    "some": "norm_flow.status.some",
    "test": "norm_flow.status.test",
    "gap": "norm_flow.status.gap",
    "paused": "common.paused",
    "stopped": "common.stopped",
}


def describe(record: Record, state: str, law: Any) -> str:
    """The state of the run in one or two sentences, and a caution if something hides it."""
    if not len(record.steps) or state == "paused" and record.steps[-1] == 0:
        return t(SENTENCES["ready"])
    said = _several(record) if record.runs > 1 else _one(record, state in OVER)
    caution = law.caution(record) if law is not None else ""
    return (caution or said) + t(SENTENCES.get(state, ""))


def small(record: Record, side: str) -> np.ndarray:
    """Where a loss is small beside its first value, (records, runs)."""
    loss: np.ndarray = record.values[side]
    return np.asarray(loss <= FITTED * loss[0])


def fitted(record: Record) -> np.ndarray:
    """Where each run has fitted, (records, runs)."""
    return small(record, "train_loss")


def halved(record: Record) -> np.ndarray:
    """Where the test loss is less than half of its plateau value, (records, runs)."""
    s, test = record.values["slow_time"], record.values["test_loss"]
    begun = s >= BEGUN
    plateau = np.where(begun.any(0), test[begun.argmax(0), np.arange(record.runs)], np.nan)
    return np.asarray(begun & (test < plateau / 2))


def fitted_at(record: Record) -> tuple[Time, ...]:
    """Flow time at which the training loss of each run is small; nan if it never is."""
    return first_times(record.values["flow_time"], fitted(record))


def half_at(record: Record) -> tuple[Time, ...]:
    """Slow time at which the test loss is half of its plateau value."""
    return first_times(record.values["slow_time"], halved(record))


def loss_of(task: str) -> str:
    return "train_loss" if task in ("hyperbola", "cross") else "test_loss"


def measures(task: str) -> dict[str, Callable[[Record], Any]]:
    """The measures that compare runs of a task."""
    last = {"train loss": "train_loss", "test loss": "test_loss", "norm": "weight_norm"}
    if loss_of(task) == "train_loss":
        del last["test loss"]
    half = {"s of half": half_at} if "test loss" in last else {}
    return {"t of the fit": fitted_at} | half | {
        word: partial(_at_the_end, name) for word, name in last.items()}


def _at_the_end(name: str, record: Record) -> np.ndarray:
    return record.values[name][-1]


def _several(record: Record) -> str:
    slow = record.values["slow_time"][-1]
    return t(SENTENCES["some"], runs=record.runs, low=float(slow.min()), high=float(slow.max()),
             fitted=int(np.isfinite(fitted_at(record)).sum()))


def _one(record: Record, over: bool) -> str:
    norm = record.values["weight_norm"][:, 0]
    now = {k: float(record.values[k][-1, 0]) for k in ("flow_time", "slow_time", "train_loss")}
    fit = fitted_at(record)[0]
    numbers = dict(fit=power(fit), time=power(now["flow_time"]), slow=now["slow_time"],
                   train=power(now["train_loss"]), norm=float(norm[-1]))
    if not record.steps[-1]:
        return t(SENTENCES["start"], train=power(now["train_loss"]), norm=float(norm[-1]))
    if np.isnan(fit):
        return t(SENTENCES["not fitted" if over else "falling"], **numbers)
    landed = int(np.searchsorted(record.values["flow_time"][:, 0], fit))
    numbers["start"] = float(norm[min(landed, len(norm) - 1)])
    if now["slow_time"] == 0:
        rule = "still"
    elif now["slow_time"] < BEGUN:
        rule = "waiting"
    else:
        rule = "slid" if over and now["slow_time"] >= DONE else "sliding"
    return t(SENTENCES[rule], **numbers) + _test(record, fit if rule == "slid" else 0)


def _test(record: Record, fit: float) -> str:
    """What became of the test loss; after the slide, how much later it was small."""
    if "test_loss" not in record.values:
        return ""
    found = first_times(record.values["flow_time"], small(record, "test_loss"))[0]
    later = (t(SENTENCES["later"], found=power(found), times=found / fit)
             if fit and np.isfinite(found) else "")
    return later + t(SENTENCES["test"], test=power(float(record.values["test_loss"][-1, 0])))


def why(record: Record, law: Any) -> str:
    """The distance of the run from the predicted slide, for two weights; otherwise empty."""
    if record.runs > 1 or not len(record.steps):
        return ""
    weights = record.values.get("weights", np.empty(0))
    if law is None or law.slow is None or weights.shape[-1] != 2:
        return ""
    told = law(record, record.steps[-1:], ["weights", "offset"]).values
    gap = float(np.linalg.norm(weights[-1, 0] - told["weights"][0, 0]))
    if not np.isfinite(gap) or record.values["slow_time"][-1, 0] < BEGUN:
        return ""
    return t(SENTENCES["gap"], gap=power(gap), offset=power(float(told["offset"][0, 0])))
