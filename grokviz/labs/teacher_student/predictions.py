"""Questions of the teacher-student lab, and the prediction of theory before the run.

Theory is the slide down the valley: t_test = ln(w₀/w_c)/(ηλ) (Liu, Michaud & Tegmark 2022,
arXiv:2210.01117, Sec. 5). Here w_c is taken from the U, not from a run: 95% of the test examples
have an error below ε when the mean error is about ε/4. At t_test the 24 stored runs of the law
have 0.20 to 0.30 of ε, and the same holds for an ε three to ten times larger. So w_c is the norm
at which the right arm of the U reaches ε/4. Theory ignores the time of the fit
and the norm that the fit adds, so it is early. In 18 runs (α 1.6 to 3, λ 0.05 and 0.1, ε 3e-4 to
3e-3) the step was 0.96 to 1.28 times the prediction, and once 1.53 times.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs.base import LATE, is_over, learnt, middle
from grokviz.labs.questions import of_the_bottom, of_the_test_set
from grokviz.labs.teacher_student import questions
from grokviz.metrics import geometric_mean
from grokviz.run import Record
from grokviz.teaching.predictions.question import NEVER, Guessable, Theory
from grokviz.theory.delay import critical_norm, generalisation_time

QUARTER = 0.25          # of ε: the mean error where 95% are right
Curve = Callable[[Mapping[str, Any]], Record | None]


def of_a_run(curve: Curve) -> tuple[Guessable, ...]:
    """Questions on the step that learns the test set, the whole test curve, and the norm there.

    Parameters
    ----------
    curve : function
        The settings of a run -> the record of its L and U, or None.
    """
    put: dict[str, Any] = {"numbers": questions.numbers, "whys": questions.RUN}
    return (
        *of_the_test_set(lambda wanted: _time(wanted, curve(wanted)), **put),
        Guessable(
            "norm", "teacher_student.guess.norm.name", "teacher_student.guess.norm.question",
            picture=3, shape="y", level=30, truth=_norm_then, form="guess.form_norm", never=True,
            predicted=lambda wanted: _norm(wanted, curve(wanted)), **put,
        ),
    )


def of_the_curve() -> tuple[Guessable, ...]:
    """The question on the bottom of the U."""
    return of_the_bottom(1e-3, _bottom, whys=questions.CURVE, numbers=questions.curve_numbers)


def of_the_law(curve: Curve) -> tuple[Guessable, ...]:
    """The question on the step that learns the test set at the smallest decay."""
    smallest = 0.03
    return (Guessable(
        "smallest_decay", "common.guess_smallest_decay",
        "common.guess_smallest_decay_question",
        picture=0, shape="y", level=smallest, form="guess.form_step", wrong=LATE, never=True,
        truth=lambda record: learnt(record.take(
            np.isclose(record.sweep["weight_decay"], record.sweep["weight_decay"].min()))),
        predicted=lambda wanted: _time(dict(wanted, weight_decay=smallest), curve(wanted)),
        whys=questions.LAW,
    ),)


def u_curve(record: Record) -> tuple[np.ndarray, np.ndarray]:
    """Norms and test losses of the U, over the seeds, norms increasing; nan where not trained."""
    scale, cell = np.unique(record.sweep["init_scale"], return_inverse=True)
    norms, losses = (
        np.array([geometric_mean(record.values[k][-1][cell == i]) for i in range(len(scale))])
        for k in ("weight_norm", "test_loss")
    )
    return norms, losses


# ---- what happened ------------------------------------------------------------------------------


def _norm_then(record: Record) -> float | None:
    when = learnt(record)
    return None if when is None else middle([
        norm[np.searchsorted(record.steps, at)] if np.isfinite(at) else np.nan
        for at, norm in zip(record.t_test, record.values["weight_norm"].T, strict=True)])


def _bottom(record: Record) -> float | None:
    if not is_over(record):
        return None
    norms, losses = u_curve(record)
    return float(norms[np.nanargmin(losses)])


# ---- prediction of theory -----------------------------------------------------------------------

def _time(wanted: Mapping[str, Any], curve: Record | None) -> Theory:
    slide = _slide(wanted, curve)
    if isinstance(slide, str):
        return Theory(None, slide)
    start, end = slide
    steps = generalisation_time(start, end, wanted["learning_rate"], wanted["weight_decay"])
    return Theory(middle(steps), t("teacher_student.predictions.theory_t_ln_w", norm=f"{end:.1f}"))


def _norm(wanted: Mapping[str, Any], curve: Record | None) -> Theory:
    slide = _slide(wanted, curve)
    if isinstance(slide, str):
        return Theory(None, slide)
    moves = np.median(wanted["weight_decay"]) > 0
    return Theory(slide[1] if moves else NEVER, t("teacher_student.predictions.theory_right_arm_u"))


def _slide(wanted: Mapping[str, Any], curve: Record | None) -> tuple[np.ndarray, float] | str:
    """The first norms of the runs and the norm they must reach, or why there are none."""
    if curve is None:
        return t("teacher_student.predictions.theory_needs_l_u")
    norms, losses = u_curve(curve)
    end = critical_norm(norms, losses, QUARTER * wanted["threshold"])
    if np.isnan(end):
        return t("teacher_student.predictions.theory_no_answer_u")
    unit = geometric_mean(norms / np.unique(curve.sweep["init_scale"]))     # of init scale 1
    start = unit * np.asarray(wanted["init_scale"], float)
    if np.median(start) <= end:
        return t("teacher_student.predictions.theory_begins_inside_u")
    return start, end
