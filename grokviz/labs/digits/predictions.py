"""Questions of the lab of digits, before a run and after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grokviz.labs.base import LATE, curve_of_test, is_over, learnt, middle
from grokviz.labs.digits.plots import of_one_size
from grokviz.metrics import geometric_mean
from grokviz.run import Record, level
from grokviz.teaching.predictions.follow_up import Answer, Why, where
from grokviz.teaching.predictions.question import NEVER, Guessable

DELAY = 2.0             # multiple of t_train that counts as a delay


def numbers(record: Record) -> Mapping[str, Any]:
    """The numbers that the sentences need; the median over several runs."""
    norm = np.median(record.values["weight_norm"], axis=1)
    return {
        "t_train": middle(record.times("t_train")), "t_test": middle(record.times("t_test")),
        "step": int(record.steps[-1]), "start": float(norm[0]), "norm": float(norm[-1]),
        "right": float(np.median(record.values["test_accuracy"][-1])),
        "level": level(record.settings, "test_accuracy"),
        "weight_decay": float(np.median(record.sweep["weight_decay"])),
    }


def _why(name: str, choices: int, right: int, when: Callable[..., bool] = lambda **_: True) -> Why:
    """The question of this name, whose choice number `right` is right; `when` tests numbers."""
    return Why(f"digits.why.{name}.question", tuple(
        Answer(f"digits.why.{name}.choice_{i}", f"digits.why.{name}.choice_{i}_answer",
               right=i == right) for i in range(1, choices + 1)), where(numbers, when))


NOT_FITTED = _why("not_fitted", 2, 1, lambda t_train, **_: t_train == NEVER)
NO_DECAY = _why("no_decay", 3, 2, lambda t_test, weight_decay, **_: (
    t_test == NEVER and weight_decay == 0))
NOT_YET = _why("not_yet", 2, 1, lambda t_test, **_: t_test == NEVER)
SLIDE = _why("slide", 3, 3, lambda t_test, t_train, **_: t_test >= DELAY * max(t_train, 1))
TOGETHER = _why("together", 2, 1)
RUN = (NOT_FITTED, NO_DECAY, NOT_YET, SLIDE, TOGETHER)
_PUT: dict[str, Any] = {"numbers": numbers, "whys": RUN}


def of_a_run() -> tuple[Guessable, ...]:
    """Questions on the step at which new digits are recognised, and on the whole test curve."""
    return (
        Guessable("t_test", "common.guess_when_learnt", "digits.guess.when.question", picture=1,
                  level=0.7, truth=learnt, form="guess.form_step", wrong=LATE, never=True, **_PUT),
        Guessable("test_curve", "common.guess_test_curve", "common.guess_test_curve_question",
                  picture=1, shape="curve", truth=curve_of_test, **_PUT),
    )


def of_the_curve() -> tuple[Guessable, ...]:
    """The question on the bottom of the U."""
    return (Guessable(
        "bottom", "common.guess_best_norm", "common.guess_best_norm_question", picture=0,
        level=1e-1, truth=_bottom, form="guess.form_norm"),)


def of_the_law() -> tuple[Guessable, ...]:
    """The question on the step at the smallest decay."""
    return (Guessable(
        "smallest_decay", "common.guess_smallest_decay", "common.guess_smallest_decay_question",
        picture=0, shape="y", level=0.03, form="guess.form_step", wrong=LATE, never=True,
        truth=lambda record: learnt(record.take(np.isclose(
            record.sweep["weight_decay"], record.sweep["weight_decay"].min())))),)


def lowest(record: Record) -> tuple[float, float]:
    """Weight norm and test loss at the bottom of the U, over the seeds; nan before any."""
    record = of_one_size(record)
    scale, cell = np.unique(record.sweep["init_scale"], return_inverse=True)
    norm, loss = (np.array([geometric_mean(record.values[k][-1][cell == i])
                            for i in range(len(scale))]) for k in ("weight_norm", "test_loss"))
    if not np.isfinite(loss).any():
        return np.nan, np.nan
    best = int(np.nanargmin(loss))
    return float(norm[best]), float(loss[best])


def _bottom(record: Record) -> float | None:
    return lowest(record)[0] if is_over(record) else None
