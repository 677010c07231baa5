"""Headlines of the plane lab: for a path, a training and a map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grokviz.labs import headline as heads
from grokviz.labs.headline import NOTHING, Headline
from grokviz.labs.plane.forecast import arrival
from grokviz.labs.status import OVER
from grokviz.landscapes.reduced import BOUNDARY, SOLVED
from grokviz.metrics import first_times
from grokviz.run import Record
from grokviz.widgets.plots.core.marks import power

AT_THE_WALL = 0.9       # share of the border's training loss from which a path touches it
TIDY = 0.5              # share of the first messiness at which the numbers are aligned
CLEAN = 0.01            # messiness up to which they are aligned from the start
CLOSER = 0.5            # share of the test loss at the fit; a training below it is moving

HEADLINES = {
    "question": "headline.plane.question",
    "untrained": "headline.plane.untrained",
    "untrained, clean": "headline.plane.untrained_clean",
    "untrained, whole": "headline.plane.untrained_whole",
    "some untrained": "headline.plane.some_untrained",
    "learning": "headline.plane.learning",
    "memorised": "headline.plane.memorised",
    "pressed": "headline.plane.pressed",
    "moving": "headline.plane.moving",
    "moving, whole": "headline.plane.moving_whole",
    "solved": "headline.plane.solved",
    "solved, messy": "headline.plane.solved_messy",
    "ended": "headline.plane.ended",
    "unpulled": "headline.plane.unpulled",
    "not fitted": "headline.plane.not_fitted",
    "some": "headline.plane.some",
    "diverged": "headline.diverged",
    "landscape": "headline.plane.landscape",
    "mnist": "headline.plane.mnist",
}


def headline(
    record: Record | None, state: str = "running", wanted: Mapping[str, Any] = NOTHING
) -> Headline:
    """The headline of one or several reduced paths."""
    rule = _phase(record, state)
    n = _numbers(record, wanted)
    if rule == "untrained" and n["first"] <= CLEAN:
        rule = "untrained, clean"
    return heads.say(HEADLINES[rule], **n)


def full_headline(
    record: Record | None, state: str = "running", wanted: Mapping[str, Any] = NOTHING
) -> Headline:
    """The headline of one or several joint trainings of decoder and representation."""
    rule = {"untrained": "untrained, whole", "pressed": "memorised",
            "moving": "moving, whole"}.get(_phase(record, state), _phase(record, state))
    n = _numbers(record, wanted)
    if rule == "moving, whole" and n["last"] > CLOSER * n["at_fit"]:
        rule = "memorised"                  # its numbers alone say nothing: it goes its own way
    return heads.say(HEADLINES[rule], **n)


def landscape_headline(
    record: Record | None, state: str = "running", wanted: Mapping[str, Any] = NOTHING
) -> Headline:
    """The headline of the map of addition."""
    return heads.say(HEADLINES["landscape"], **_cells(record))


def mnist_headline(
    record: Record | None, state: str = "running", wanted: Mapping[str, Any] = NOTHING
) -> Headline:
    """The headline of the map of MNIST."""
    return heads.say(HEADLINES["mnist"], **_cells(record))


def _phase(record: Record | None, state: str) -> str:
    if record is None or not len(record.steps):
        return "question"
    if record.runs > 1:
        return "some untrained" if heads.untrained(record) else "some"
    if heads.untrained(record):
        return "untrained"
    if heads.all_lost(record):
        return "diverged"
    n = _numbers(record, NOTHING)
    tidy, over = n["m"] <= TIDY * n["first"], state in OVER
    if np.isfinite(n["when"]):
        return "solved" if tidy else "solved, messy"
    if np.isnan(n["fit"]):
        return "not fitted" if over else "learning"
    if over:
        return "unpulled" if heads.now(record, "weight_decay", 1) == 0 else "ended"
    if tidy:
        return "moving"
    return "pressed" if n["pressed"] else "memorised"


def _numbers(record: Record | None, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers of the first run that the sentences need."""
    if record is None or not len(record.steps):
        return {"n_train": heads.first(wanted.get("n_train", np.nan)), "first": np.nan}
    w, m, train, test = (record.values[k][:, 0] for k in (
        "decoder_norm", "messiness", "train_loss", "test_loss"))
    when = arrival(record)
    fit = first_times(record.steps, train[:, None] <= BOUNDARY)[0]
    from_the_fit = train[heads.at(record, fit):]
    return {
        "step": int(record.steps[-1]), "runs": record.runs,
        "n_train": float(heads.first(record.settings.get("n_train", np.nan))),
        "start": float(w[0]), "w": float(w[-1]), "first": float(m[0]), "m": float(m[-1]),
        "train": power(float(train[-1])), "test": power(float(test[-1])), "last": float(test[-1]),
        "fit": fit, "at_fit": float(test[heads.at(record, fit)]), "when": when[0],
        "there": int(np.isfinite(when).sum()), "solved": SOLVED,
        "pressed": bool((from_the_fit >= AT_THE_WALL * BOUNDARY).any()
                        and w[-1] < w[0] and record.steps[-1] > fit),
    }


def _cells(record: Record | None) -> dict[str, int]:
    if record is None or not len(record.steps):
        return {"known": 0, "cells": 0}
    known = np.isfinite(record.values["train_loss"][-1])
    return {"known": int(known.sum()), "cells": known.size}
