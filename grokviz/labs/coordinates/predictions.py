"""Questions of the coordinates lab, and the time that the U predicts.

The prediction is the slide down the valley (Liu, Michaud & Tegmark 2022, arXiv:2210.01117, Sec. 5):
decay shrinks the norm as exp(-ηλt), and the test error is c where the right arm of the U has c. So
t = ln(w₀/w_c)/(ηλ). It is early, for images by a fifth or less, for equations by a half and more.
There the norm is w_c in time; but a network that comes from a larger norm is worse than one that
was trained at w_c.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from grokviz.labs.base import middle
from grokviz.labs.coordinates.headline import ERROR, lowest
from grokviz.labs.questions import of_the_bottom, of_the_test_set, why
from grokviz.run import Record
from grokviz.teaching.predictions.follow_up import where
from grokviz.teaching.predictions.question import NEVER
from grokviz.theory.delay import critical_norm, generalisation_time

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


NOT_FITTED = why("coordinates.why.not_fitted", 1, choices=2,
                 when=_when(lambda t_train, **_: t_train == NEVER))
CONTROL = why("coordinates.why.control", 2, choices=2,
              when=_when(lambda centred, **_: centred == "yes"))
NO_DECAY = why("coordinates.why.no_decay", 2, _when(
    lambda t_test, weight_decay, **_: t_test == NEVER and weight_decay == 0))
NOT_YET = why("coordinates.why.not_yet", 1, choices=2,
              when=_when(lambda t_test, **_: t_test == NEVER))
WAIT = why("coordinates.why.wait", 2, _when(
    lambda t_test, t_train, **_: t_test >= DELAY * max(t_train, 1)))
TOGETHER = why("coordinates.why.together", 1, choices=2)
RUN = (NOT_FITTED, CONTROL, NO_DECAY, NOT_YET, WAIT, TOGETHER)
CURVE = (why("coordinates.why.curve", 2, choices=2),)

OF_A_RUN = of_the_test_set(numbers=numbers, whys=RUN)


def _bottom(record: Record) -> float | None:
    return lowest(record)[0] if record.steps[-1] >= record.settings["steps"] else None


OF_THE_CURVE = of_the_bottom(1e-2, _bottom, whys=CURVE)
