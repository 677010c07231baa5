"""Questions of the modular-addition lab, before a run and after it.

The prediction for the default network comes from a measured law, not from theory:
t_test ∝ 1/λ from the stored run with λ = 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from grokviz.algebra.operations import OPERATIONS
from grokviz.i18n import t
from grokviz.labs.base import LATE, curve_of_test, is_over, learnt, load, middle
from grokviz.recipes.modular_addition import PRESETS, SETTINGS
from grokviz.run import Record
from grokviz.teaching.predictions.follow_up import Answer, Why, where
from grokviz.teaching.predictions.question import NEVER, Guessable, Theory

DELAY = 5               # multiple of t_train that counts as a delay


def numbers(record: Record) -> Mapping[str, Any]:
    """The numbers that the sentences need; the median over several runs."""
    test, norm = (np.median(record.values[k], axis=1) for k in ("test_accuracy", "weight_norm"))
    power = record.values["fourier_power"].astype(float)[..., 1:]
    top = np.sort(power, -1)[..., -5:].sum(-1) / power.sum(-1)
    said = record.settings
    return {
        "t_train": middle(record.times("t_train")), "t_test": middle(record.times("t_test")),
        "step": int(record.steps[-1]), "share": float(test[-1]), "start": float(norm[0]),
        "norm": float(norm[-1]),
        "first": float(np.median(top[0])), "top": float(np.median(top[-1])),
        "operation": said["operation"], "constraint": said["constraint"],
        "weight_decay": float(np.median(record.sweep["weight_decay"])),
        "pairs": float(np.median(record.sweep["train_fraction"])),
    }


_when = partial(where, numbers)


RANDOM = Why(
    "modular_addition.why.random.question",
    (
        Answer("common.choice_too_short", "modular_addition.why.random.choice_1_answer"),
        Answer("modular_addition.why.random.choice_2",
               "modular_addition.why.random.choice_2_answer",
               right=True),
        Answer("modular_addition.why.random.choice_3",
               "modular_addition.why.random.choice_3_answer"),
    ),
    _when(lambda operation, **_: operation == "random"),
)
NOT_FITTED = Why(
    "modular_addition.why.not_fitted.question",
    (
        Answer("modular_addition.why.not_fitted.choice_1",
               "modular_addition.why.not_fitted.choice_1_answer", right=True),
        Answer("modular_addition.why.not_fitted.choice_2",
               "modular_addition.why.not_fitted.choice_2_answer"),
        Answer("modular_addition.why.not_fitted.choice_3",
               "modular_addition.why.not_fitted.choice_3_answer"),
    ),
    _when(lambda t_train, **_: t_train == NEVER),
)
NO_DECAY = Why(
    "modular_addition.why.no_decay.question",
    (
        Answer("common.choice_learning_over", "modular_addition.why.no_decay.choice_1_answer"),
        Answer("modular_addition.why.no_decay.choice_2",
               "modular_addition.why.no_decay.choice_2_answer", right=True),
        Answer("modular_addition.why.no_decay.choice_3",
               "modular_addition.why.no_decay.choice_3_answer"),
    ),
    _when(lambda t_test, t_train, weight_decay, constraint, **_: t_train < t_test == NEVER
          and weight_decay == 0 and constraint == "free"),
)
FEW = Why(
    "modular_addition.why.few.question",
    (
        Answer("modular_addition.why.few.choice_1",
               "modular_addition.why.few.choice_1_answer",
               right=True),
        Answer("modular_addition.why.few.choice_2", "modular_addition.why.few.choice_2_answer"),
        Answer("modular_addition.why.few.choice_3", "modular_addition.why.few.choice_3_answer"),
    ),
    _when(lambda t_test, **_: t_test == NEVER),
)
CLOCK = Why(
    "modular_addition.why.clock.question",
    (
        Answer("common.choice_nothing_until", "modular_addition.why.clock.choice_1_answer"),
        Answer("modular_addition.why.clock.choice_2",
               "modular_addition.why.clock.choice_2_answer", right=True),
        Answer("modular_addition.why.clock.choice_3", "modular_addition.why.clock.choice_3_answer"),
    ),
    _when(lambda t_test, t_train, operation, **_: t_test >= DELAY * max(t_train, 1)
          and OPERATIONS[operation].sign != 0),
)
RULE = Why(                             # of an operation that no clock computes
    "modular_addition.why.rule.question",
    (
        Answer("common.choice_nothing_until", "modular_addition.why.rule.choice_1_answer"),
        Answer("modular_addition.why.rule.choice_2", "modular_addition.why.rule.choice_2_answer",
               right=True),
        Answer("modular_addition.why.clock.choice_3", "modular_addition.why.rule.choice_3_answer"),
    ),
    _when(lambda t_test, t_train, **_: t_test >= DELAY * max(t_train, 1)),
)
TOGETHER = Why(
    "modular_addition.why.together.question",
    (
        Answer("modular_addition.why.together.choice_1",
               "modular_addition.why.together.choice_1_answer", right=True),
        Answer("modular_addition.why.together.choice_2",
               "modular_addition.why.together.choice_2_answer"),
        Answer("modular_addition.why.together.choice_3",
               "modular_addition.why.together.choice_3_answer"),
    ),
)
RUN = (RANDOM, NOT_FITTED, NO_DECAY, FEW, CLOCK, RULE, TOGETHER)

CURVE = (Why(
    "modular_addition.why.curve.question",
    (
        Answer("modular_addition.why.curve.choice_1",
               "modular_addition.why.curve.choice_1_answer", right=True),
        Answer("modular_addition.why.curve.choice_2", "modular_addition.why.curve.choice_2_answer"),
        Answer("modular_addition.why.curve.choice_3", "modular_addition.why.curve.choice_3_answer"),
    ),
),)
LAW = (Why(
    "common.why_third_of_decay",
    (
        Answer("common.choice_three_times", "modular_addition.why.law.choice_1_answer", right=True),
        Answer("common.choice_not_later", "modular_addition.why.law.choice_2_answer"),
        Answer("common.choice_nine_times", "modular_addition.why.law.choice_3_answer"),
    ),
),)
SIZE = (Why(
    "modular_addition.why.size.question",
    (
        Answer("modular_addition.why.size.choice_1", "modular_addition.why.size.choice_1_answer"),
        Answer("modular_addition.why.size.choice_2",
               "modular_addition.why.size.choice_2_answer", right=True),
        Answer("modular_addition.why.size.choice_3", "modular_addition.why.size.choice_3_answer"),
    ),
),)


SMALLEST = 0.03         # λ of the law, about


def _scaled(wanted: Mapping[str, Any]) -> Theory:
    known, base = SETTINGS.defaults(), PRESETS["grokking"]
    decay = float(np.median(wanted["weight_decay"]))
    others = {k: v for k, v in known.items() if k not in ("weight_decay", "steps", "init_seed")}
    if any(np.ndim(wanted[k]) or wanted[k] != v for k, v in others.items()):
        return Theory(None, t("modular_addition.predictions.network_no_law_measured"))
    if decay == 0:
        return Theory(NEVER, t("modular_addition.predictions.law_t_test_goes"))
    seen = float(load("modular_addition.grokking").t_test[0])
    return Theory(seen * base["weight_decay"] / decay,
                  t("modular_addition.predictions.law_t_test_1"))


def _least_share(record: Record) -> float | None:
    """The smallest train fraction at which more than half of the runs generalised."""
    if not (is_over(record) or np.isfinite(record.t_test).all()):
        return None
    shares = record.sweep["train_fraction"]
    good = [s for s in np.unique(shares) if np.isfinite(middle(record.t_test[shares == s]))]
    return float(min(good)) if good else NEVER


def _at_smallest(record: Record) -> float | None:
    decay = record.sweep["weight_decay"]
    return learnt(record.take(np.isclose(decay, decay.min())))


def _best_norm(record: Record) -> float | None:
    if not is_over(record):
        return None
    loss = record.values["test_loss"][-1]
    return float(record.values["weight_norm"][-1][np.nanargmin(loss)])


_PUT: dict[str, Any] = {"numbers": numbers, "whys": RUN}
OF_A_RUN = (
    Guessable(
        "t_test", "modular_addition.guess.t_test.name", "common.guess_when_learnt_question",
        picture=1, level=0.95, truth=learnt, form="guess.form_step", wrong=LATE, never=True,
        predicted=_scaled, **_PUT,
    ),
    Guessable(
        "test_curve", "common.guess_test_curve", "common.guess_test_curve_question", picture=1,
        shape="curve", truth=curve_of_test, **_PUT,
    ),
)
OF_THE_CURVE = (Guessable(
    "bottom", "common.guess_best_norm", "common.guess_best_norm_question", picture=1,
    level=1e-2, truth=_best_norm, form="guess.form_norm", whys=CURVE,
),)
OF_THE_LAW = (Guessable(
    "smallest_decay", "common.guess_smallest_decay",
    "common.guess_smallest_decay_question", picture=0, shape="y",
    level=SMALLEST, form="guess.form_step", wrong=LATE, never=True, truth=_at_smallest, whys=LAW,
),)
OF_THE_SIZE = (Guessable(
    "least_share", "modular_addition.guess.least_share.name",
    "modular_addition.guess.least_share.question",
    picture=0, level=1000, form="{}", never=True, truth=_least_share, whys=SIZE,
),)
