"""Questions of the parity lab, before a run and after it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from grokviz.labs.base import LATE, curve_of_test, learnt, middle
from grokviz.run import Record
from grokviz.teaching.predictions.follow_up import Answer, Why, where
from grokviz.teaching.predictions.question import NEVER, Guessable

DELAY = 5               # multiple of t_train that counts as a delay


def numbers(record: Record) -> Mapping[str, Any]:
    """The numbers that the sentences need; the median over several runs."""
    share = np.median(record.values["relevant_share"], axis=1)
    return {
        "t_train": middle(record.times("t_train")),
        "t_test": middle(record.times("t_test")),
        "step": int(record.steps[-1]), "share": float(share[-1]), "first": float(share[0]),
        "right": float(np.median(record.values["test_accuracy"][-1])),
        "relevant": int(record.settings["relevant"]), "bits": int(record.settings["bits"]),
    }


_when = partial(where, numbers)


NOT_FITTED = Why(
    "sparse_parity.why.not_fitted.question",
    (
        Answer("sparse_parity.why.not_fitted.choice_1",
               "sparse_parity.why.not_fitted.choice_1_answer", right=True),
        Answer("sparse_parity.why.not_fitted.choice_2",
               "sparse_parity.why.not_fitted.choice_2_answer"),
    ),
    _when(lambda t_train, **_: t_train == NEVER),
)
NOT_YET = Why(
    "sparse_parity.why.not_yet.question",
    (
        Answer("sparse_parity.why.not_yet.choice_1", "sparse_parity.why.not_yet.choice_1_answer",
               right=True),
        Answer("sparse_parity.why.not_yet.choice_2", "sparse_parity.why.not_yet.choice_2_answer"),
        Answer("sparse_parity.why.not_yet.choice_3", "sparse_parity.why.not_yet.choice_3_answer"),
    ),
    _when(lambda t_test, **_: t_test == NEVER),
)
HIDDEN = Why(
    "sparse_parity.why.hidden.question",
    (
        Answer("common.choice_nothing_until", "sparse_parity.why.hidden.choice_1_answer"),
        Answer("sparse_parity.why.hidden.choice_2", "sparse_parity.why.hidden.choice_2_answer",
               right=True),
        Answer("sparse_parity.why.hidden.choice_3", "sparse_parity.why.hidden.choice_3_answer"),
    ),
    _when(lambda t_test, t_train, **_: t_test >= DELAY * max(t_train, 1)),
)
TOGETHER = Why(
    "sparse_parity.why.together.question",
    (
        Answer("sparse_parity.why.together.choice_1",
               "sparse_parity.why.together.choice_1_answer", right=True),
        Answer("sparse_parity.why.together.choice_2",
               "sparse_parity.why.together.choice_2_answer"),
    ),
)
RUN = (NOT_FITTED, NOT_YET, HIDDEN, TOGETHER)
_PUT: dict[str, Any] = {"numbers": numbers, "whys": RUN}
OF_A_RUN = (
    Guessable(
        "t_test", "common.guess_when_learnt", "common.guess_when_learnt_question", picture=1,
        level=0.95, truth=learnt, form="guess.form_step", wrong=LATE, never=True, **_PUT,
    ),
    Guessable(
        "test_curve", "common.guess_test_curve", "common.guess_test_curve_question", picture=1,
        shape="curve", truth=curve_of_test, **_PUT,
    ),
)
