"""The status line: rules that turn the numbers of a record into a sentence.

One table gives each rule its sentence, and `grokviz.i18n` translates it. `describe` reports on
the run up to the end of the record; `why` explains the formula behind it.
"""

from __future__ import annotations

import numpy as np

from grokviz.i18n import t
from grokviz.metrics import LATE
from grokviz.run import Record
from grokviz.widgets.plots.core.marks import power

SENTENCES = {
    "ready": "common.ready",
    "start": "status.start",
    "fitting": "status.fitting",
    "waiting": "status.waiting",
    "sliding": "status.sliding",
    "generalised": "status.generalised",
    "at once": "status.at_once",
    "together": "status.together",
    "never": "status.never",
    "not fitted": "status.not_fitted",
    "held back": "status.held_back",
    "some": "status.some",
    "paused": "common.paused",
    "stopped": "common.stopped",
    "why": "status.why",
}
OVER = ("finished", "recorded", "stopped", "failed")     # states of a player that trains no more
SOON = 1.5              # times t_train up to which there is no delay
MOVED = 0.05            # share of the norm lost at which a run is sliding
HELD = 0.5              # share of the norm lost at which a run without a fit was held back


def describe(record: Record, state: str = "running") -> str:
    """The state of the run in one sentence.

    Parameters
    ----------
    record : Record
        With train_accuracy, test_accuracy and weight_norm.
    state : str
        State of the player.
    """
    if not len(record.steps) or state == "paused" and record.steps[-1] == 0:
        return t(SENTENCES["ready"])
    rule, numbers = _several(record) if record.runs > 1 else _one(record, state in OVER)
    return t(SENTENCES[rule], **numbers) + t(SENTENCES.get(state, ""))


def why(record: Record) -> str:
    """The rate at which weight decay alone shrinks the weights.

    Empty without decay, and for runs with different rates.
    """
    rates, decays = (np.ravel(np.asarray(record.sweep.get(k, 0), float))
                     for k in ("learning_rate", "weight_decay"))
    if np.ptp(rates) > 0 or np.ptp(decays) > 0:
        return ""
    rate, decay = rates[0], decays[0]
    turned = {change.name: float(change.value[0]) for change in record.changes}
    pull = turned.get("learning_rate", rate) * turned.get("weight_decay", decay)
    return t(SENTENCES["why"], pull=power(float(pull))) if pull else ""


def _several(record: Record) -> tuple[str, dict]:
    return "some", dict(
        runs=record.runs, step=int(record.steps[-1]),
        memorised=int(np.isfinite(record.t_train).sum()),
        generalised=int(np.isfinite(record.t_test).sum()),
    )


def _one(record: Record, over: bool) -> tuple[str, dict]:
    train, test, norm = (record.values[k][:, 0] for k in (
        "train_accuracy", "test_accuracy", "weight_norm"
    ))
    t_train, t_test = (record.times(name)[0] for name in ("t_train", "t_test"))
    numbers = dict(
        step=int(record.steps[-1]), t_train=t_train, t_test=t_test, share=float(test[-1]),
        start=float(norm[0]), norm=float(norm[-1]),
        train=float(train[-1]), test=float(test[-1]),
        times=t_test / max(t_train, 1) if np.isfinite(t_test) else np.nan,
    )
    if not record.steps[-1]:
        return "start", numbers
    if np.isfinite(t_test) and np.isfinite(t_train):
        times = numbers["times"]
        return ("generalised" if times >= LATE else "at once" if times > SOON else "together",
                numbers)
    if np.isnan(t_train):
        numbers |= {"share": float(train[-1])}
        if not over:
            return "fitting", numbers
        return ("held back" if norm[-1] <= (1 - HELD) * norm[0] else "not fitted"), numbers
    if over:
        return "never", numbers
    return ("sliding" if norm[-1] < (1 - MOVED) * norm[0] else "waiting"), numbers
