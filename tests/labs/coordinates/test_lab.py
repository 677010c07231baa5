"""The coordinates lab without a browser: stored runs, pictures, your own array, errors."""

import numpy as np
import pytest
from labs.views import show
from numpy.testing import assert_allclose, assert_array_equal

from grokviz import i18n, store
from grokviz.i18n import t
from grokviz.labs.coordinates import plots, predictions
from grokviz.labs.coordinates.animation import Story
from grokviz.labs.coordinates.headline import headline
from grokviz.labs.coordinates.lab import CASES, CoordinatesLab
from grokviz.recipes import coordinates as recipes
from grokviz.recording import record
from grokviz.widgets.plots.animated.animated import packed

SMALL = {"steps": 100, "width": 6, "features": 8, "n_train": 20}
RUNS = {case: store.stored(f"coordinates.{case}") for case in recipes.CASES}
CURVE = store.stored("coordinates.lu_curve_image")


@pytest.fixture
def lab():
    made = CoordinatesLab()
    yield made
    made.close()


@pytest.mark.parametrize("case", RUNS)
def test_a_stored_run_fits_soon_and_generalises_late(case):
    run = RUNS[case]
    assert run.t_test[0] >= 5 * run.t_train[0]
    fit = int(np.searchsorted(run.steps, run.t_train[0]))
    assert run.values["test_loss"][fit, 0] > 0.7 > 0.1 > run.values["test_loss"][-1, 0]


def test_every_view_shows_its_case_and_all_pictures_tell_of_it(lab):
    for view, case in CASES.items():
        got = show(lab, view).player.record
        assert got.settings.items() >= recipes.preset("late", case).items()
        for plot in lab.view_state.plots:
            assert plot.describe(got) and plot.numbers(got)[1]
    for view in ("L and U", "The law", "Map"):
        show(lab, view)
        assert all(plot.describe(lab.record) for plot in lab.view_state.plots)


def test_a_run_of_the_lab_is_the_run_of_the_recipe(lab):
    for view, case in CASES.items():
        lab.view = view
        got, want = lab.run(**SMALL), record(recipes.CASES[case](**SMALL), progress=False)
        for name in want.values:
            assert_array_equal(got.values[name], want.values[name])


def test_your_own_picture_is_what_the_lab_trains():
    mine = np.add.outer(np.arange(9.0), np.arange(11.0) ** 2)
    lab = CoordinatesLab(picture=mine)
    got = lab.run(**SMALL)
    assert got.settings["target"] == "own" and got.values["shape"][0, 0].tolist() == [9, 11]
    assert_allclose(np.corrcoef(got.values["truth"][0, 0].astype(float), mine.ravel())[0, 1], 1,
                    atol=1e-4)
    assert plots.tiles(got, 0, None)[0].values.shape == (11, 11)
    lab.close()


@pytest.mark.parametrize("bad, says", [
    ({"n_train": 600}, "n_train is 600"), ({"target": "own"}, "CoordinatesLab.picture=array"),
    ({"bandwidth": 14}, "give 12 or less"), ({"centred": "maybe"}, "no centred 'maybe'"),
    ({"weight_decay": 10, "learning_rate": 0.1}, "learning_rate . weight_decay"),
])
def test_bad_settings_raise_a_sentence_and_change_nothing(lab, bad, says):
    before = dict(lab.value)
    with pytest.raises(ValueError, match=says):
        lab.update(bad)
    assert lab.value == before and lab.badge == "recorded"


def test_a_bad_picture_is_refused_before_there_is_a_lab():
    with pytest.raises(ValueError, match="not all of it finite"):
        CoordinatesLab(picture=np.full((9, 9), np.nan))


def test_fewer_points_than_half_waves_are_refused(lab):
    lab.view = "Equation"
    with pytest.raises(ValueError, match="5 half waves.*give 6 or more|from 6"):
        lab.update({"n_train": 5})


# ---- pictures -----------------------------------------------------------------------------------

def test_the_panels_are_the_picture_the_truth_their_difference_and_one_row():
    run, story = RUNS["image"], Story("image")
    *pictures, row = story.scene(run, {})["panels"]
    now, truth, gap = (panel["marks"][0] for panel in pictures)
    sent = story.channels(run, 0)
    assert now["nx"] == now["ny"] == 24 and now["shown"].sum() == run.sweep["n_train"][0]
    last, target = sent["signal"][-1].astype(float), np.asarray(truth["value"], float)
    assert sent["signal"].dtype == np.uint8 and np.corrcoef(last, target)[0, 1] > 0.95
    shown = now["shown"] > 0
    first_fit = int(np.searchsorted(run.steps, run.t_train[0])) + 3
    dots, rest = (sent["gap"][first_fit][part].astype(float).mean() for part in (shown, ~shown))
    assert dots < 20 < rest                                 # right at the dots, noise between
    assert sent["gap"][-1].mean() < 0.3 * rest and gap["value"] == {"ch": "gap"}
    road, _, line, squares = row["marks"][:4]
    assert len(squares["x"]) > 3 and line["y"] == {"ch": "row"}
    far = np.abs(sent["row"] - road["y"]).max(1)
    assert far[-1] < 0.2 * far[0]


def test_the_residual_is_zero_at_the_ticks_and_large_between():
    run = RUNS["equation"]
    sent = Story("equation").channels(run, 0)
    fit = int(np.searchsorted(run.steps, run.t_train[0])) + 2
    x = (np.arange(200) + 0.25) / 200
    far = np.abs(x[:, None] - run.values["places"][0, 0]).min(1)
    residual = np.abs(np.sinh(sent["residual"][fit]))
    assert np.median(residual[far < 0.003]) < 0.3 * np.median(residual[far > 0.015])
    curve, beside = Story("equation").scene(run, {})["panels"]
    ticks = next(mark for mark in curve["marks"] if mark["kind"] == "samples")
    assert len(ticks["x"]) == 24 and ticks["y"] is None and len(beside["marks"]) == 6


def test_a_sound_can_be_heard_as_it_is_as_it_was_at_the_fit_and_as_it_should_be():
    run, story = RUNS["sound"], Story("sound")
    (listen,) = story.scene(run, {})["panels"][1]["marks"]
    now, fitted, truth = (lane["value"] for lane in listen["lanes"])
    assert (now, fitted) == ({"ch": "signal"}, {"ch": "fitted"}) and len(truth) == 256
    sent, at = story.channels(run, 0), int(np.searchsorted(run.steps, run.t_train[0]))
    assert_array_equal(sent["fitted"][:at + 1], sent["signal"][:at + 1])
    assert_array_equal(sent["fitted"][-1], sent["signal"][at])
    rest = run.values["shown"][0, 0] == 0           # noise before, the sound itself after
    before, after = (np.square(heard - truth)[rest].mean() for heard in (
        sent["fitted"][-1], sent["signal"][-1]))
    assert before > 0.7 > 0.1 > after
    assert_array_equal(story.channels(run, 5)["fitted"], sent["fitted"][5:])


@pytest.mark.parametrize("case", RUNS)
def test_the_opening_scene_knows_nothing_of_what_comes(case):
    run, story = RUNS[case], Story(case)
    assert packed(story.scene(run.until(0), {})) == packed(story.scene(run, {}))
    assert all(len(rows) == 1 for rows in story.channels(run.until(0), 0).values())


def test_runs_of_different_samples_have_no_picture_and_say_so():
    many = record(recipes.image(data_seed=[0, 1], **SMALL), progress=False)
    (panel,) = Story("image").scene(many, {})["panels"]
    assert "8 runs" in panel["marks"][0]["text"]
    assert "signal" not in Story("image").channels(many, 0)


def test_each_run_of_an_ensemble_has_its_picture():
    three = record(recipes.image(weight_decay=[0, 0.5, 1], **SMALL), progress=False)
    panels = Story("image", {"weight_decay": "λ"}).scene(three, {})["panels"]
    assert [panel["marks"][0]["value"] for panel in panels[:3]] == [
        {"ch": "signal"}, {"ch": "signal 2"}, {"ch": "signal 3"}]
    assert len({panel["title"] for panel in panels}) == 4


# ---- words --------------------------------------------------------------------------------------

def test_headlines_say_what_is_known_at_their_step():
    run = RUNS["equation"]
    titles = [headline(run.until(step)).title for step in (0, 200, 3000)]
    assert titles == ["An equation at 24 points. Does that give the solution?",
                      "Every residual is zero, and the solution is wrong",
                      "It solves the equation between the ticks too"]


def test_the_u_predicts_the_step_and_the_law_tells_how_late_it_is():
    law = store.stored("coordinates.law")
    told = predictions.predicted(law, CURVE)
    measured = np.asarray(law.times("test_loss", below=predictions.ERROR), float)
    assert ((measured / told > 0.8) & (measured / told < 1.6)).all()
    assert_allclose(told * law.sweep["weight_decay"], told[0] * law.sweep["weight_decay"][0],
                    rtol=0.1)                               # seeds start at other norms
    assert np.isnan(predictions.predicted(law, None)).all()


@pytest.mark.parametrize("settings, why", [
    ({"weight_decay": 0, "steps": 500}, predictions.NO_DECAY),
    ({"weight_decay": 0, "centred": "yes", "steps": 300}, predictions.CONTROL),
    ({"weight_decay": 0.1, "steps": 400}, predictions.NOT_YET),
    ({"steps": 100, "learning_rate": 1e-5}, predictions.NOT_FITTED),
])
def test_the_question_afterwards_fits_what_happened(settings, why):
    assert _asked(record(recipes.image(**settings), progress=False)) is why


@pytest.mark.parametrize("code", ["en", "zh"])
def test_the_stored_runs_ask_about_the_wait_and_every_answer_is_a_sentence(code):
    assert all(_asked(run) is predictions.WAIT for run in RUNS.values())
    before = i18n.language()
    i18n.language(code)
    try:
        for why in (*predictions.RUN, *predictions.CURVE):
            for choice in why.choices:
                assert "{" not in t(choice.text, **predictions.numbers(RUNS["image"]))
                assert "{" not in t(choice.answer, **predictions.numbers(RUNS["image"]))
    finally:
        i18n.language(before)


def _asked(run):
    outcome = type("Outcome", (), {"record": run})
    return next(why for why in predictions.RUN if why.when(outcome))
