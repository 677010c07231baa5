"""Status lines of the first-layer lab, over slow time, and the measures that compare runs.

`describe` reports on the run up to the end of the record; `why` reports on its hidden units.
"""

from __future__ import annotations

import numpy as np

from grokviz.i18n import t
from grokviz.labs.status import OVER
from grokviz.metrics import Time, median_time
from grokviz.run import Record

SENTENCES = {
    "ready": "common.ready",
    "start": "first_layer.status.start",
    "fitting": "first_layer.status.fitting",
    "not fitted": "first_layer.status.not_fitted",
    "exact": "first_layer.status.exact",
    "waiting": "first_layer.status.waiting",
    "learnt": "first_layer.status.learnt",
    "late": "first_layer.status.late",
    "some": "first_layer.status.some",
    "special": "first_layer.status.special",
    "compass, why": "first_layer.status.compass_why",
    "compass": "first_layer.status.compass",
    "paused": "common.paused",
    "stopped": "common.stopped",
}


def describe(record: Record, state: str) -> str:
    """The state of the run in one sentence."""
    if not len(record.steps) or state == "paused" and record.steps[-1] == 0:
        return t(SENTENCES["ready"])
    fit, learnt = (median_time(slow_at(record, side)) for side in ("t_train", "t_test"))
    last = {k: float(np.median(record.values[k][-1])) for k in (
        "slow_time", "train_accuracy", "test_accuracy")}
    numbers = dict(fit=fit, learnt=learnt, slow=last["slow_time"], train=last["train_accuracy"],
                   test=last["test_accuracy"])
    if record.runs > 1:
        said = t(SENTENCES["some"], runs=record.runs, slow=numbers["slow"],
                 fitted=int(np.isfinite(record.t_train).sum()),
                 learnt=int(np.isfinite(record.t_test).sum()))
    else:
        rule = "start" if not record.steps[-1] else _rule(fit, learnt, state in OVER)
        said = t(SENTENCES[rule], **numbers)
    return said + t(SENTENCES.get(state, ""))


def why(record: Record) -> str:
    """How far the units have chosen their frequencies."""
    if not len(record.steps):
        return ""
    first, last = (float(np.median(record.values["specialisation"][i])) for i in (0, -1))
    return t(SENTENCES["special"], share=last, first=first)


def compass_why(record: Record) -> str:
    """All directions that a weight update is compared with."""
    if not len(record.steps):
        return ""
    return t(SENTENCES["compass, why"], **_cosines(record))


def compass(record: Record, state: str) -> str:
    """The result of the newest comparison."""
    if not len(record.steps):
        return t(SENTENCES["ready"])
    slow = float(record.values["slow_time"][-1, 0])
    tangent = _cosines(record)["tangent"]
    return t(SENTENCES["compass"], slow=slow, tangent=tangent) + t(SENTENCES.get(state, ""))


def _cosines(record: Record) -> dict[str, float]:
    return {k: float(record.values[f"cosine_{k}"][-1, 0]) for k in ("decay", "tangent", "kinks")}


def slow_at(record: Record, what: str) -> tuple[Time, ...]:
    """Slow time of t_train or t_test of each run; nan where never."""
    return record.times(what, clock="slow_time")


MEASURES = {
    "s of memorised": lambda record: slow_at(record, "t_train"),
    "s of generalised": lambda record: slow_at(record, "t_test"),
    "test loss": lambda record: record.values["test_loss"][-1],
    "units for one frequency": lambda record: record.values["specialisation"][-1],
}


def _rule(fit: float, learnt: float, over: bool) -> str:
    if np.isnan(fit):
        return "not fitted" if over else "fitting"
    if np.isnan(learnt):
        return "exact" if fit == 0 else "waiting"
    return "learnt" if fit == 0 else "late"
