"""Questions of the penalty lab, and the paper's prediction before the run.

The paper's estimate, ‖a_LS − a*‖/(ηβ) in the norm dual to the penalty's, ignores the
bends of the path: measured waits are 1 to 3 times as long.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs.base import LATE, is_over
from grokviz.labs.penalties import questions as whys
from grokviz.labs.penalties.plots import relative
from grokviz.labs.penalties.status import found_at
from grokviz.run import Record
from grokviz.teaching.predictions.question import NEVER, Guessable, Theory

Law = Callable[[], Any]
LEAST = 5e-4            # β of the law, the smallest


def of_a_run(law: Law) -> tuple[Guessable, ...]:
    """Questions on the step that finds the truth, and on ℓ2 and ℓ1 there; `law` is a Forecast."""
    put: dict[str, Any] = {"whys": whys.RUN, "numbers": whys.numbers}
    return (
        Guessable(
            "found", "penalties.guess.found.name", "penalties.guess.found.question", picture=0,
            level=0.1, truth=_found, form="guess.form_step", wrong=LATE, never=True,
            predicted=partial(_estimate, law), **put),
        Guessable(
            "l2", "penalties.guess.l2.name",
            "penalties.guess.l2.question", picture=1, shape="y", level=100,
            truth=partial(_end_of, "l2_norm"), form="{}", predicted=_least_norm, **put),
        Guessable(
            "l1", "penalties.guess.l1.name",
            "penalties.guess.l1.question", picture=1, shape="y", level=100,
            truth=partial(_end_of, "l1_norm"), form="{}", **put),
    )


def of_the_race() -> tuple[Guessable, ...]:
    return (Guessable(
        "found", "penalties.guess.race.name", "penalties.guess.race.question",
        picture=0, level=0.1, truth=_first_found, form="guess.form_step", wrong=LATE, never=True,
        whys=whys.RACE),)


def of_the_law() -> tuple[Guessable, ...]:
    return (Guessable(
        "least", "penalties.guess.least.name", "penalties.guess.least.question",
        picture=0, shape="y", level=LEAST, truth=_at_least, form="guess.form_step", wrong=LATE,
        never=True,
        whys=whys.LAW),)


# ---- before the run -----------------------------------------------------------------------------

def _estimate(law: Law, wanted: Mapping[str, Any]) -> Theory:
    """The median over several runs."""
    found = law()
    if found is None:
        return Theory(None, t("common.theory_late"))
    strength, rate = (np.asarray(wanted[k], float) for k in ("penalty_strength", "learning_rate"))
    speed, wait = strength * rate, found.given["wait"]
    if wanted["depth"] > 1:
        return Theory(None, t("penalties.predictions.products_several_factors_paper"))
    if not np.isfinite(wait).all():
        return Theory(NEVER, t("penalties.predictions.theory_penalty_not_like"))
    if not speed.all():
        return Theory(NEVER, t("penalties.predictions.theory_wait_goes_1"))
    return Theory(float(np.median(wait / speed)),
                  t("penalties.predictions.papers_estimate_distance_least"))


def _least_norm(wanted: Mapping[str, Any]) -> Theory:
    return Theory(None, t("penalties.predictions.theory_small_start_fit"))


# ---- what happened ------------------------------------------------------------------------------

def _found(record: Record) -> float | None:
    at = found_at(record)
    if not (np.isfinite(at).all() or is_over(record)):
        return None
    return float(np.median(np.where(np.isfinite(at), at, NEVER)))


def _first_found(record: Record) -> float | None:
    at = found_at(record)
    if np.isfinite(at).any():
        return float(np.nanmin(at))
    return NEVER if is_over(record) else None


def _at_least(record: Record) -> float | None:
    strength = record.sweep["penalty_strength"]
    return _found(record.take(np.isclose(strength, strength.min())))


def _end_of(name: str, record: Record) -> float | None:
    if not is_over(record):
        return None
    end = relative(record).values[name][-1]
    return float(np.median(end)) if np.isfinite(end).all() else None
