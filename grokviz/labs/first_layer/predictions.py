"""Questions of the first-layer lab; theory is the dynamics without the output layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs.base import LATE, is_over
from grokviz.labs.first_layer.status import slow_at
from grokviz.metrics import median_time
from grokviz.run import Record
from grokviz.teaching.predictions.follow_up import Answer, Why, where
from grokviz.teaching.predictions.question import NEVER, Guessable, Theory


def of_a_run(law: Callable[[], Any]) -> tuple[Guessable, ...]:
    """When the other pairs are learnt, and how the accuracy will go; `law` gives the present
    law of the view, or None."""
    put: dict[str, Any] = {"whys": WHYS, "numbers": numbers}

    def predicted(wanted: Mapping[str, Any]) -> Theory:
        found = law()
        if found is None:
            return Theory(None)
        return Theory(_learnt(found.alone) or NEVER,
                      t("first_layer.predictions.without_output_layer_all"))

    return (
        Guessable("s_test", "common.guess_when_learnt",
                  "first_layer.guess.s_test.question", picture=0, level=0.95,
                  truth=_learnt, form="s = {}", wrong=LATE, never=True, predicted=predicted,
                  **put),
        Guessable("test_curve", "common.guess_test_curve", "common.guess_test_curve_question",
                  picture=0, shape="curve", truth=_test_curve, **put),
    )


def numbers(record: Record) -> Mapping[str, Any]:
    """The numbers that the sentences need; the median over several runs."""
    special = np.median(record.values["specialisation"], axis=1)
    fit, slow = (median_time(slow_at(record, side), NEVER) for side in ("t_train", "t_test"))
    return {"fit": fit, "slow": slow, "first": float(special[0]), "special": float(special[-1]),
            "share": float(np.median(record.values["test_accuracy"][-1]))}


def _learnt(record: Record) -> float | None:
    slow = slow_at(record, "t_test")
    return median_time(slow, NEVER) if np.isfinite(slow).all() or is_over(record) else None


def _test_curve(record: Record) -> tuple[tuple[float, float], ...] | None:
    if not is_over(record):
        return None
    s, right = record.values["slow_time"][:, 0], np.median(record.values["test_accuracy"], axis=1)
    keep = (s > 0) & (np.diff(s, prepend=-1) > 0)
    return tuple(zip(s[keep].tolist(), right[keep].tolist(), strict=True))


_when = partial(where, numbers)


WHYS = (
    Why(
        "first_layer.why.all_training_pairs.question",
        (
            Answer("first_layer.why.all_training_pairs.choice_1",
                   "first_layer.why.all_training_pairs.choice_1_answer"),
            Answer("first_layer.why.all_training_pairs.choice_2",
                   "first_layer.why.all_training_pairs.choice_2_answer", right=True),
            Answer("first_layer.why.all_training_pairs.choice_3",
                   "first_layer.why.all_training_pairs.choice_3_answer"),
        ),
        _when(lambda slow, share, **_: slow == NEVER and share < 0.9),
    ),
    Why(
        "first_layer.why.accuracy_rose_about.question",
        (
            Answer("first_layer.why.accuracy_rose_about.choice_1",
                   "first_layer.why.accuracy_rose_about.choice_1_answer"),
            Answer("first_layer.why.accuracy_rose_about.choice_2",
                   "first_layer.why.accuracy_rose_about.choice_2_answer", right=True),
            Answer("first_layer.why.accuracy_rose_about.choice_3",
                   "first_layer.why.accuracy_rose_about.choice_3_answer"),
        ),
    ),
)
