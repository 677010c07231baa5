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


NO_DECAY = Why(
    "teacher_student.why.no_decay.question",
    (
        Answer("common.choice_learning_over", "teacher_student.why.no_decay.choice_1_answer"),
        Answer("teacher_student.why.no_decay.choice_2",
               "teacher_student.why.no_decay.choice_2_answer", right=True),
        Answer("teacher_student.why.no_decay.choice_3",
               "teacher_student.why.no_decay.choice_3_answer"),
    ),
    _when(lambda t_test, t_train, weight_decay, **_:
          t_train < t_test == NEVER and weight_decay == 0),
)
HELD_BACK = Why(
    "teacher_student.why.held_back.question",
    (
        Answer("teacher_student.why.held_back.choice_1",
               "teacher_student.why.held_back.choice_1_answer"),
        Answer("teacher_student.why.held_back.choice_2",
               "teacher_student.why.held_back.choice_2_answer"),
        Answer("teacher_student.why.held_back.choice_3",
               "teacher_student.why.held_back.choice_3_answer", right=True),
    ),
    _when(lambda t_train, weight_decay, start, norm, **_:
          t_train == NEVER and weight_decay > 0 and norm < start / 2),
)
NOT_FITTED = Why(
    "teacher_student.why.not_fitted.question",
    (
        Answer("teacher_student.why.not_fitted.choice_1",
               "teacher_student.why.not_fitted.choice_1_answer"),
        Answer("teacher_student.why.not_fitted.choice_2",
               "teacher_student.why.not_fitted.choice_2_answer", right=True),
        Answer("teacher_student.why.not_fitted.choice_3",
               "teacher_student.why.not_fitted.choice_3_answer"),
    ),
    _when(lambda t_train, **_: t_train == NEVER),
)
NOT_YET = Why(
    "teacher_student.why.not_yet.question",
    (
        Answer("teacher_student.why.not_yet.choice_1",
               "teacher_student.why.not_yet.choice_1_answer", right=True),
        Answer("teacher_student.why.not_yet.choice_2",
               "teacher_student.why.not_yet.choice_2_answer"),
        Answer("teacher_student.why.not_yet.choice_3",
               "teacher_student.why.not_yet.choice_3_answer"),
    ),
    _when(lambda t_test, **_: t_test == NEVER),
)
STRONGER = Why(
    "teacher_student.why.stronger.question",
    (
        Answer("teacher_student.why.stronger.choice_1",
               "teacher_student.why.stronger.choice_1_answer"),
        Answer("teacher_student.why.stronger.choice_2",
               "teacher_student.why.stronger.choice_2_answer", right=True),
        Answer("teacher_student.why.stronger.choice_3",
               "teacher_student.why.stronger.choice_3_answer"),
    ),
    _when(lambda t_test, t_train, weight_decay, **_:
          t_test >= DELAY * t_train and weight_decay >= STRONG),
)
SLIDE = Why(
    "teacher_student.why.slide.question",
    (
        Answer("common.choice_nothing_until", "teacher_student.why.slide.choice_1_answer"),
        Answer("teacher_student.why.slide.choice_2",
               "teacher_student.why.slide.choice_2_answer", right=True),
        Answer("teacher_student.why.slide.choice_3", "teacher_student.why.slide.choice_3_answer"),
    ),
    _when(lambda t_test, t_train, **_: t_test >= DELAY * t_train),
)
MANY_EXAMPLES = Why(
    "teacher_student.why.many_examples.question",
    (
        Answer("teacher_student.why.many_examples.choice_1",
               "teacher_student.why.many_examples.choice_1_answer", right=True),
        Answer("teacher_student.why.many_examples.choice_2",
               "teacher_student.why.many_examples.choice_2_answer"),
        Answer("teacher_student.why.many_examples.choice_3",
               "teacher_student.why.many_examples.choice_3_answer"),
    ),
    _when(lambda n_train, init_scale, **_: n_train >= MANY and init_scale > SMALLER),
)
AT_ONCE = Why(
    "teacher_student.why.at_once.question",
    (
        Answer("teacher_student.why.at_once.choice_1",
               "teacher_student.why.at_once.choice_1_answer"),
        Answer("teacher_student.why.at_once.choice_2",
               "teacher_student.why.at_once.choice_2_answer"),
        Answer("teacher_student.why.at_once.choice_3",
               "teacher_student.why.at_once.choice_3_answer", right=True),
    ),
)
RUN = (NO_DECAY, HELD_BACK, NOT_FITTED, NOT_YET, STRONGER, SLIDE, MANY_EXAMPLES, AT_ONCE)

CURVE = (Why(
    "teacher_student.why.curve.question",
    (
        Answer("teacher_student.why.curve.choice_1", "teacher_student.why.curve.choice_1_answer"),
        Answer("teacher_student.why.curve.choice_2",
               "teacher_student.why.curve.choice_2_answer",
               right=True),
        Answer("common.choice_too_short", "teacher_student.why.curve.choice_3_answer"),
    ),
),)
LAW = (Why(
    "common.why_third_of_decay",
    (
        Answer("common.choice_three_times", "teacher_student.why.law.choice_1_answer", right=True),
        Answer("common.choice_not_later", "teacher_student.why.law.choice_2_answer"),
        Answer("common.choice_nine_times", "teacher_student.why.law.choice_3_answer"),
    ),
),)
