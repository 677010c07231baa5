"""Headlines of the norm-flow lab: the fall, the slide, and its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grokviz.labs import headline as heads
from grokviz.labs.headline import NOTHING, Headline
from grokviz.labs.norm_flow.status import BEGUN, DONE, fitted, half_at
from grokviz.labs.status import OVER
from grokviz.metrics import first_times
from grokviz.run import Record
from grokviz.widgets.plots.core.marks import power

HEADLINES = {
    "question": "headline.norm_flow.question",
    "untrained": "headline.norm_flow.untrained",
    "learning": "headline.norm_flow.learning",
    "not fitted": "headline.norm_flow.not_fitted",
    "still": "headline.norm_flow.still",
    "memorised": "headline.norm_flow.memorised",
    "sliding": "headline.norm_flow.sliding",
    "moving": "headline.norm_flow.moving",
    "slid": "headline.norm_flow.slid",
    "generalised": "headline.norm_flow.generalised",
    "ended": "headline.norm_flow.ended",
    "some": "headline.norm_flow.some",
    "diverged": "headline.diverged",
    "slide": "headline.norm_flow.slide",
}


def headline(
    record: Record | None, state: str = "running", wanted: Mapping[str, Any] = NOTHING
) -> Headline:
    """The headline of a task."""
    return heads.of_a_phase(record, state, HEADLINES, _phase, _numbers)


def slide_headline(
    record: Record | None, state: str = "running", wanted: Mapping[str, Any] = NOTHING
) -> Headline:
    """The headline of the view of one slider."""
    s = 0.0 if record is None or not len(record.steps) else float(
        record.values["slow_time"][-1, 0])
    return heads.say(HEADLINES["slide"], time=s, factor=float(np.exp(-s)))


def _phase(record: Record, state: str) -> str:
    if heads.untrained(record):
        return "untrained"
    if heads.all_lost(record):
        return "diverged"
    n, over = _numbers(record), state in OVER
    if record.runs > 1:
        return "some"
    if np.isnan(n["fit"]):
        return "not fitted" if over else "learning"
    if n["slow"] == 0:
        return "still"
    if n["slow"] < BEGUN:
        return "memorised"
    if "test_loss" not in record.values:
        return "slid" if n["slow"] >= DONE else "sliding"
    if n["halved"]:
        return "generalised" if n["slow"] >= DONE else "moving"
    return "ended" if n["slow"] >= DONE else "sliding"


def _numbers(record: Record) -> dict[str, Any]:
    """The numbers of the first run that the sentences need."""
    loss, norm = (record.values[k][:, 0] for k in ("train_loss", "weight_norm"))
    fits = first_times(record.steps, fitted(record))
    landed, step = heads.at(record, fits[0]), int(record.steps[-1])
    slow = record.values["slow_time"][:, 0]
    n = {"step": step, "runs": record.runs, "fit": fits[0],
         "rest": step - fits[0], "fitted": int(np.isfinite(fits).sum()),
         "start": float(norm[0]), "landed": float(norm[landed]), "norm": float(norm[-1]),
         "train": power(float(loss[-1])), "first": power(float(loss[0])), "slow": float(slow[-1]),
         "s": power(float(slow[-1])),
         "halved": False, "test": "", "plateau": ""}
    if "test_loss" in record.values:
        test = record.values["test_loss"][:, 0]
        begun = min(int(np.searchsorted(slow, BEGUN)), len(slow) - 1)
        n |= {"test": power(float(test[-1])), "plateau": power(float(test[begun])),
              "halved": bool(np.isfinite(half_at(record)[0]))}
    return n
