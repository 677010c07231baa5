"""Questions after a run of the teacher-student lab; its outcome selects the question.

Every wrong choice is a common misconception, and each has its own answer. The numbers in the
answers were measured from α = 2 at the lab's learning rate. The test set is learnt at about step
2,000 with λ = 0.1, at step 500 to 1,000 with λ = 0.3, and at about step 4,500 with λ = 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from grokviz.labs.questions import why
from grokviz.metrics import median_time
from grokviz.run import Record
from grokviz.teaching.predictions.follow_up import Answer, Why, where
from grokviz.teaching.predictions.question import NEVER

DELAY = 5               # multiple of t_train that counts as a delay
STRONG = 0.2            # λ above which more decay delays the fit
MANY = 300              # examples from which it may be they that leave no delay
SMALLER = 1.3           # α up to which a run begins inside the U, or nearly


def numbers(record: Record) -> Mapping[str, Any]:
    """The numbers that the sentences need; the median over several runs."""
    values = {k: np.median(record.values[k], axis=1) for k in ("weight_norm", "test_accuracy")}
    t_train, t_test = (median_time(record.times(name), NEVER) for name in ("t_train", "t_test"))
    then = min(int(np.searchsorted(record.steps, t_test)), len(record.steps) - 1)
    settings = {k: float(np.median(record.sweep[k])) for k in ("weight_decay", "init_scale",
                                                               "n_train")}
    return settings | {
        "t_train": t_train, "t_test": t_test, "step": int(record.steps[-1]),
        "start": float(values["weight_norm"][0]), "then": float(values["weight_norm"][then]),
        "norm": float(values["weight_norm"][-1]), "share": float(values["test_accuracy"][-1]),
    }


def curve_numbers(record: Record) -> Mapping[str, Any]:
    return {"low": float(np.nanmin(record.values["weight_norm"][-1]))}


_when = partial(where, numbers)


NO_DECAY = why("teacher_student.why.no_decay", 2, _when(
    lambda t_test, t_train, weight_decay, **_: t_train < t_test == NEVER and weight_decay == 0),
    common={1: "common.choice_learning_over"})
HELD_BACK = why("teacher_student.why.held_back", 3, _when(
    lambda t_train, weight_decay, start, norm, **_:
    t_train == NEVER and weight_decay > 0 and norm < start / 2))
NOT_FITTED = why("teacher_student.why.not_fitted", 2, _when(lambda t_train, **_: t_train == NEVER))
NOT_YET = why("teacher_student.why.not_yet", 1, _when(lambda t_test, **_: t_test == NEVER))
STRONGER = why("teacher_student.why.stronger", 2, _when(
    lambda t_test, t_train, weight_decay, **_:
    t_test >= DELAY * t_train and weight_decay >= STRONG))
SLIDE = why("teacher_student.why.slide", 2, _when(
    lambda t_test, t_train, **_: t_test >= DELAY * t_train),
    common={1: "common.choice_nothing_until"})
MANY_EXAMPLES = why("teacher_student.why.many_examples", 1, _when(
    lambda n_train, init_scale, **_: n_train >= MANY and init_scale > SMALLER))
AT_ONCE = why("teacher_student.why.at_once", 3)
RUN = (NO_DECAY, HELD_BACK, NOT_FITTED, NOT_YET, STRONGER, SLIDE, MANY_EXAMPLES, AT_ONCE)

CURVE = (why("teacher_student.why.curve", 2, common={3: "common.choice_too_short"}),)
LAW = (Why(
    "common.why_third_of_decay",
    (
        Answer("common.choice_three_times", "teacher_student.why.law.choice_1_answer", right=True),
        Answer("common.choice_not_later", "teacher_student.why.law.choice_2_answer"),
        Answer("common.choice_nine_times", "teacher_student.why.law.choice_3_answer"),
    ),
),)
