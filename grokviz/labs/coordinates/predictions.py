"""Questions of the coordinates lab, and the time that the U predicts.

The prediction is the slide down the valley (Liu, Michaud & Tegmark 2022, arXiv:2210.01117, Sec. 5):
decay shrinks the norm as exp(-ηλt), and the test error is c where the right arm of the U has c. So
t = ln(w₀/w_c)/(ηλ). It is early, for images by a fifth or less, for equations by up to a half: the
training that goes on during the decay holds the norm up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from grokviz.labs.base import LATE, curve_of_test, learnt, middle
from grokviz.labs.coordinates.headline import lowest
from grokviz.run import Record
from grokviz.teaching.predictions.follow_up import Answer, Why, where
from grokviz.teaching.predictions.question import NEVER, Guessable
from grokviz.theory.delay import critical_norm, generalisation_time

ERROR = 0.3             # test error that counts in the law: a third of what the mean alone gives
DELAY = 3               # multiple of t_train that counts as a delay
Curve = Callable[[Mapping[str, Any]], Record | None]


def predicted(record: Record, curve: Record | None, error: float = ERROR) -> np.ndarray:
    """The step at which the U predicts this test error, for each run; nan where it cannot."""
    nothing = np.full(record.runs, np.nan)
    if curve is None or not len(record.steps):
        return nothing
    norms, losses = (curve.values[k][-1] for k in ("weight_norm", "test_loss"))
    there = np.isfinite(norms) & np.isfinite(losses)
    if there.sum() < 2:
        return nothing
    order = np.argsort(norms[there])
    end = critical_norm(norms[there][order], losses[there][order], error)
    if np.isnan(end):
        return nothing
    rate, decay = (np.asarray(record.sweep[k], float) for k in ("learning_rate", "weight_decay"))
    return generalisation_time(record.values["weight_norm"][0], end, rate, decay)


def numbers(record: Record) -> Mapping[str, Any]:
    """The numbers that the sentences need; the median over several runs."""
    norm = np.median(record.values["weight_norm"], axis=1)
    return {
        "t_train": middle(record.times("t_train")), "t_test": middle(record.times("t_test")),
        "step": int(record.steps[-1]), "start": float(norm[0]), "norm": float(norm[-1]),
        "right": float(np.median(record.values["test_accuracy"][-1])),
        "weight_decay": float(np.median(record.sweep["weight_decay"])),
        "centred": str(record.sweep["centred"][0]),
    }


_when = partial(where, numbers)


NOT_FITTED = Why(
    "coordinates.why.not_fitted.question",
    (
        Answer("coordinates.why.not_fitted.choice_1",
               "coordinates.why.not_fitted.choice_1_answer", right=True),
        Answer("coordinates.why.not_fitted.choice_2",
               "coordinates.why.not_fitted.choice_2_answer"),
    ),
    _when(lambda t_train, **_: t_train == NEVER),
)
CONTROL = Why(
    "coordinates.why.control.question",
    (
        Answer("coordinates.why.control.choice_1",
               "coordinates.why.control.choice_1_answer"),
        Answer("coordinates.why.control.choice_2",
               "coordinates.why.control.choice_2_answer", right=True),
    ),
    _when(lambda centred, **_: centred == "yes"),
)
NO_DECAY = Why(
    "coordinates.why.no_decay.question",
    (
        Answer("coordinates.why.no_decay.choice_1",
               "coordinates.why.no_decay.choice_1_answer"),
        Answer("coordinates.why.no_decay.choice_2",
               "coordinates.why.no_decay.choice_2_answer", right=True),
        Answer("coordinates.why.no_decay.choice_3",
               "coordinates.why.no_decay.choice_3_answer"),
    ),
    _when(lambda t_test, weight_decay, **_: t_test == NEVER and weight_decay == 0),
)
NOT_YET = Why(
    "coordinates.why.not_yet.question",
    (
        Answer("coordinates.why.not_yet.choice_1",
               "coordinates.why.not_yet.choice_1_answer", right=True),
        Answer("coordinates.why.not_yet.choice_2",
               "coordinates.why.not_yet.choice_2_answer"),
    ),
    _when(lambda t_test, **_: t_test == NEVER),
)
WAIT = Why(
    "coordinates.why.wait.question",
    (
        Answer("coordinates.why.wait.choice_1",
               "coordinates.why.wait.choice_1_answer"),
        Answer("coordinates.why.wait.choice_2",
               "coordinates.why.wait.choice_2_answer", right=True),
        Answer("coordinates.why.wait.choice_3",
               "coordinates.why.wait.choice_3_answer"),
    ),
    _when(lambda t_test, t_train, **_: t_test >= DELAY * max(t_train, 1)),
)
TOGETHER = Why(
    "coordinates.why.together.question",
    (
        Answer("coordinates.why.together.choice_1",
               "coordinates.why.together.choice_1_answer", right=True),
        Answer("coordinates.why.together.choice_2",
               "coordinates.why.together.choice_2_answer"),
    ),
)
RUN = (NOT_FITTED, CONTROL, NO_DECAY, NOT_YET, WAIT, TOGETHER)
CURVE = (Why(
    "coordinates.why.curve.question",
    (
        Answer("coordinates.why.curve.choice_1",
               "coordinates.why.curve.choice_1_answer"),
        Answer("coordinates.why.curve.choice_2",
               "coordinates.why.curve.choice_2_answer", right=True),
    ),
),)

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


def _bottom(record: Record) -> float | None:
    return lowest(record)[0] if record.steps[-1] >= record.settings["steps"] else None


OF_THE_CURVE = (Guessable(
    "bottom", "common.guess_best_norm", "common.guess_best_norm_question", picture=0, level=1e-2,
    truth=_bottom, form="guess.form_norm", whys=CURVE),)
