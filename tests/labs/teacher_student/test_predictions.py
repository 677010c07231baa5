"""Questions of the teacher-student lab: theory against stored runs, a question for each outcome."""

import string
from dataclasses import replace

import numpy as np
import pytest

from grokviz import store
from grokviz.i18n import t
from grokviz.labs import base
from grokviz.labs.teacher_student import predictions, questions
from grokviz.recipes.teacher_student import PRESETS, SETTINGS
from grokviz.run import Record
from grokviz.teaching.predictions.follow_up import question_for
from grokviz.teaching.predictions.question import NEVER
from grokviz.teaching.predictions.score import Outcome

CURVE, RUN, LAW = (store.stored(f"teacher_student.{name}") for name in ("lu_curve", "grokking",
                                                                      "law"))
WHEN, TEST_CURVE, NORM = predictions.of_a_run(lambda wanted: CURVE)
SMALLEST, = predictions.of_the_law(lambda wanted: CURVE)


def wanted(**other):
    return SETTINGS.defaults() | other


def made(t_train=100, t_test=2000, last=10_000, **sweep):
    """A run that learns its sets at these steps, or never."""
    steps = np.array([0, 50, 100, 150, 1000, 2000, last])
    sweep = {"weight_decay": 0.1, "init_scale": 2.0, "n_train": 100} | sweep
    norm = np.geomspace(17, 17 if sweep["weight_decay"] == 0 else 4, len(steps))
    values = {"train_accuracy": steps >= t_train, "test_accuracy": steps >= t_test,
              "weight_norm": norm}
    return Record("r", {"steps": 10_000}, {k: np.array([v]) for k, v in sweep.items()}, steps,
                  {k: np.array(v, float)[:, None] for k, v in values.items()})


def asked(record):
    return question_for(Outcome(WHEN, 5, None, WHEN.truth(record), 0, 0, 1, 1, record))


def test_theory_comes_near_the_stored_runs_from_the_u_alone():
    ratio = WHEN.truth(RUN) / WHEN.predicted(wanted()).value
    assert WHEN.truth(RUN) == RUN.t_test[0] and 1 < ratio < 1.2
    assert SMALLEST.truth(LAW) / SMALLEST.predicted(wanted()).value == pytest.approx(1.07, abs=0.05)
    assert NORM.truth(RUN) / NORM.predicted(wanted()).value == pytest.approx(0.92, abs=0.03)


def test_the_mean_error_is_a_quarter_of_the_threshold_where_the_test_set_is_learnt():
    at = np.searchsorted(LAW.steps, LAW.t_test)
    share = LAW.values["test_loss"][at, np.arange(LAW.runs)] / LAW.settings["threshold"]
    assert share.min() >= 0.2 and share.max() <= 0.3


def test_theory_follows_the_settings():
    base = WHEN.predicted(wanted()).value
    assert WHEN.predicted(wanted(weight_decay=0.05)).value == pytest.approx(2 * base)
    assert WHEN.predicted(wanted(learning_rate=0.03)).value == pytest.approx(base / 10)
    assert WHEN.predicted(wanted(weight_decay=0)).value == NEVER
    assert NORM.predicted(wanted(weight_decay=0)).value == NEVER
    swept = WHEN.predicted(wanted(weight_decay=[0.0, 0.05, 0.1])).value
    assert swept == pytest.approx(2 * base)             # the median of never, 2 and 1


@pytest.mark.parametrize("settings, curve, words", [
    ({"init_scale": 0.5}, CURVE, "inside the U"), ({}, None, "needs the L and the U"),
    ({"threshold": 1e-5}, CURVE, "does not come down to"),
])
def test_where_theory_says_nothing_it_says_why(settings, curve, words):
    when, _, norm = predictions.of_a_run(lambda wanted: curve)
    for ask in (when, norm):
        theory = ask.predicted(wanted(**settings))
        assert theory.value is None and words in theory.words


def test_what_happened_is_told_as_soon_as_it_is_certain():
    assert WHEN.truth(made(last=2500)) == 2000 and TEST_CURVE.truth(made(last=2500)) is None
    assert WHEN.truth(made(t_test=1e9, last=2500)) is None
    assert WHEN.truth(made(t_test=1e9)) == NEVER == NORM.truth(made(t_test=1e9))
    assert NORM.truth(made()) == made().values["weight_norm"][5, 0]
    curve = TEST_CURVE.truth(RUN)
    assert curve[0][0] == 1 and curve[-1] == (1e4, RUN.values["test_accuracy"][-1, 0])
    assert (np.diff([x for x, _ in curve]) > 0).all()


def test_the_middle_of_several_runs_counts_never_as_late():
    assert base.middle([1, np.nan, 3]) == 3 and base.middle([1, 3]) == 2
    assert base.middle([1, np.nan]) == NEVER == base.middle([np.nan, np.nan])


def test_the_bottom_of_the_u_is_where_the_mean_loss_is_lowest():
    bottom, = predictions.of_the_curve()
    norms, losses = predictions.u_curve(CURVE)
    assert bottom.truth(CURVE) == norms[losses.argmin()] and 5 < bottom.truth(CURVE) < 9
    assert bottom.truth(replace(CURVE, steps=CURVE.steps - 1)) is None


@pytest.mark.parametrize("record, why", [
    (made(t_test=1e9, weight_decay=0), questions.NO_DECAY),
    (made(t_train=1e9, t_test=1e9, weight_decay=3), questions.HELD_BACK),
    (made(t_train=1e9, t_test=1e9, weight_decay=0), questions.NOT_FITTED),
    (made(t_test=1e9), questions.NOT_YET),
    (made(t_test=1000, weight_decay=0.3), questions.STRONGER),
    (made(), questions.SLIDE), (RUN, questions.SLIDE),
    (made(t_test=150, n_train=500), questions.MANY_EXAMPLES),
    (made(t_test=150, init_scale=0.5), questions.AT_ONCE),
])
def test_the_question_is_the_one_that_fits_what_happened(record, why):
    assert asked(record) is why


@pytest.mark.parametrize("why", [*questions.RUN, *questions.CURVE, *questions.LAW])
def test_every_choice_is_answered_and_speaks_of_numbers_there_are(why):
    known = ({*questions.numbers(RUN), *questions.curve_numbers(CURVE)}
             if why not in questions.LAW else set())
    assert len(why.choices) == 3 and len({choice.answer for choice in why.choices}) == 3
    for sentence in [why.question, *(said for choice in why.choices for said in choice[:2])]:
        fields = {field for _, field, _, _ in string.Formatter().parse(t(sentence)) if field}
        assert fields <= known


def test_every_preset_can_be_said_by_theory_or_is_given_a_reason():
    for preset in PRESETS.values():
        theory = WHEN.predicted(wanted(**preset))
        assert theory.words and (theory.value is None or theory.value > 0)
