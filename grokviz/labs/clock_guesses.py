"""What can be guessed in the modular-addition lab, and what is asked after it.

What is said before a run of the default network comes from a measured law, not from theory:
t_test ∝ 1/λ from the stored run with λ = 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grokviz.labs import clock_whys as whys
from grokviz.labs.guesses import LATE, curve_of_test, is_over, learnt, middle
from grokviz.labs.stored import load
from grokviz.recipes.modular_addition import PRESETS, SETTINGS
from grokviz.run import Record
from grokviz.teaching.guessable import NEVER, Guessable, Theory
from grokviz.widgets.strings import t

SMALLEST = 0.03         # λ of the law, about


def _scaled(wanted: Mapping[str, Any]) -> Theory:
    known, base = SETTINGS.defaults(), PRESETS["grokking"]
    decay = float(np.median(wanted["weight_decay"]))
    others = {k: v for k, v in known.items() if k not in ("weight_decay", "steps", "init_seed")}
    if any(np.ndim(wanted[k]) or wanted[k] != v for k, v in others.items()):
        return Theory(None, t("For this network no law was measured."))
    if decay == 0:
        return Theory(NEVER, t("The law: t_test goes as 1/λ, so without λ never."))
    seen = float(load("modular_addition.grokking").t_test[0])
    return Theory(seen * base["weight_decay"] / decay,
                  t("The law, t_test ∝ 1/λ, from the recorded run with λ = 1."))


def _least_share(record: Record) -> float | None:
    """The least share at which more than half of the runs learnt the test set."""
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


_PUT = {"numbers": whys.numbers, "whys": whys.RUN}
OF_A_RUN = (
    Guessable(
        "t_test", "when it is understood", "At which step will the test set be learnt?",
        picture=1, level=0.95, truth=learnt, form="step {}", wrong=LATE, never=True,
        predicted=_scaled, **_PUT,
    ),
    Guessable(
        "test_curve", "the whole test curve", "How will the test accuracy go?", picture=1,
        shape="curve", truth=curve_of_test, **_PUT,
    ),
)
OF_THE_CURVE = (Guessable(
    "bottom", "the best norm", "At which weight norm will the test loss be lowest?", picture=1,
    level=1e-2, truth=_best_norm, form="norm {}", whys=whys.CURVE,
),)
OF_THE_LAW = (Guessable(
    "smallest_decay", "at the smallest λ",
    "At which step will the test set be learnt with λ = 0.03, the leftmost?", picture=0, shape="y",
    level=SMALLEST, form="step {}", wrong=LATE, never=True, truth=_at_smallest, whys=whys.LAW,
),)
OF_THE_SIZE = (Guessable(
    "least_share", "the least share", "From which share of the pairs on is the test set learnt?",
    picture=0, level=1000, form="{}", never=True, truth=_least_share, whys=whys.SIZE,
),)
