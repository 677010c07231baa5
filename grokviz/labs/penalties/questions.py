"""Questions after a run of the penalty lab; its outcome selects the question.

The answers about other settings were measured with the lab's presets.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from grokviz.labs.penalties.status import fitted_at, found_at
from grokviz.recipes.penalties import FITTED, FOUND
from grokviz.run import Record
from grokviz.teaching.predictions.follow_up import Answer, Why, where

GREW = 1.05             # multiple of its value at the fit above which ℓ2 has grown
DROP = 2.0              # multiple of its end at which a fall looks like learning


def numbers(record: Record) -> Mapping[str, Any]:
    """The numbers of the first run that the sentences need."""
    fit, found = fitted_at(record)[0], found_at(record)[0]
    first = int((record.values["train_error"][:, 0] < FITTED).argmax())
    l2 = record.values["l2_norm"][:, 0]
    grown = float(l2[-1] / max(l2[first], 1e-300))
    test = record.values["test_error"][:, 0]
    return {
        "fit": fit, "found": found, "test": float(test[-1]),
        "drop": float(test[first] / max(test[-1], 1e-300)), "l2": grown,
        "rise": grown - 1, "beta": float(record.sweep["penalty_strength"][0]),
        "penalty": str(record.sweep["penalty"][0]), "depth": int(record.settings["depth"]),
        "lone": record.runs == 1,
    }


_when = partial(where, numbers)


NOT_FITTED = Why(
    "penalties.why.not_fitted.question",
    (
        Answer("common.choice_more_steps", "penalties.why.not_fitted.choice_1_answer"),
        Answer("penalties.why.not_fitted.choice_2",
               "penalties.why.not_fitted.choice_2_answer", right=True),
        Answer("penalties.why.not_fitted.choice_3", "penalties.why.not_fitted.choice_3_answer"),
    ),
    _when(lambda fit, **_: np.isnan(fit)),
)
WHICH = Why(
    "penalties.why.which.question",
    (
        Answer("penalties.why.which.choice_1", "penalties.why.which.choice_1_answer"),
        Answer("penalties.why.which.choice_2", "penalties.why.which.choice_2_answer", right=True),
        Answer("penalties.why.which.choice_3", "penalties.why.which.choice_3_answer"),
    ),
    _when(lambda found, fit, l2, depth, penalty, **_: found > 2 * fit and l2 > GREW and depth == 1
          and penalty != "none"),
)
DEPTH = Why(
    "penalties.why.depth.question",
    (
        Answer("penalties.why.depth.choice_1", "penalties.why.depth.choice_1_answer"),
        Answer("penalties.why.depth.choice_2", "penalties.why.depth.choice_2_answer", right=True),
        Answer("penalties.why.depth.choice_3", "penalties.why.depth.choice_3_answer"),
    ),
    _when(lambda found, fit, depth, penalty, **_: found > 2 * fit and depth > 1
          and penalty != "none"),
)
FOOLED = Why(
    "penalties.why.fooled.question",
    (
        Answer("penalties.why.fooled.choice_1", "penalties.why.fooled.choice_1_answer"),
        Answer("penalties.why.fooled.choice_2", "penalties.why.fooled.choice_2_answer", right=True),
        Answer("penalties.why.fooled.choice_3", "penalties.why.fooled.choice_3_answer"),
    ),
    _when(lambda found, drop, penalty, **_: np.isnan(found) and penalty == "l2" and drop > DROP),
)
NEVER = Why(
    "penalties.why.never.question",
    (
        Answer("penalties.why.never.choice_1", "penalties.why.never.choice_1_answer"),
        Answer("penalties.why.never.choice_2", "penalties.why.never.choice_2_answer", right=True),
        Answer("penalties.why.never.choice_3", "penalties.why.never.choice_3_answer"),
    ),
    _when(lambda test, **_: test >= FOUND),
)
AT_ONCE = Why(
    "penalties.why.at_once.question",
    (
        Answer("penalties.why.at_once.choice_1",
               "penalties.why.at_once.choice_1_answer", right=True),
        Answer("penalties.why.at_once.choice_2", "penalties.why.at_once.choice_2_answer"),
        Answer("penalties.why.at_once.choice_3", "penalties.why.at_once.choice_3_answer"),
    ),
)
RUN = (NOT_FITTED, WHICH, DEPTH, FOOLED, NEVER, AT_ONCE)

LAW = (Why(
    "penalties.why.law.question",
    (
        Answer("penalties.why.law.choice_1", "penalties.why.law.choice_1_answer", right=True),
        Answer("penalties.why.law.choice_2", "penalties.why.law.choice_2_answer"),
        Answer("penalties.why.law.choice_3", "penalties.why.law.choice_3_answer"),
    ),
),)
RACE = (Why(
    "penalties.why.race.question",
    (
        Answer("penalties.why.race.choice_1", "penalties.why.race.choice_1_answer"),
        Answer("penalties.why.race.choice_2", "penalties.why.race.choice_2_answer", right=True),
        Answer("penalties.why.race.choice_3", "penalties.why.race.choice_3_answer"),
    ),
),)
