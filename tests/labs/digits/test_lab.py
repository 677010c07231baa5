"""The lab of digits without a browser: the stored runs, the wall, questions, errors."""

import numpy as np
import pytest
from labs.views import show
from numpy.testing import assert_allclose, assert_array_equal

from grokviz import i18n, store
from grokviz.i18n import t
from grokviz.labs.digits import predictions
from grokviz.labs.digits.animation import AXES, OnTheU, Story
from grokviz.labs.digits.headline import headline
from grokviz.labs.digits.lab import DigitsLab
from grokviz.recipes.common import digit_pictures
from grokviz.recipes.digits import PRESETS, SETTINGS, grokking
from grokviz.recording import record
from grokviz.widgets.plots.animated.animated import packed
from grokviz.widgets.plots.lines import errors_at_norm

SMALL = {"steps": 100, "n_train": 60, "batch_size": 20, "width": 12}
RUN = store.stored("digits.grokking")
END = len(RUN.steps) - 1


@pytest.fixture
def lab():
    made = DigitsLab()
    yield made
    made.close()


@pytest.fixture(scope="module")
def kept():
    """One lab for tests that may find it in any state."""
    made = DigitsLab()
    yield made
    made.close()


def test_the_stored_run_is_that_of_the_preset_and_groks(lab):
    assert lab.badge == "recorded" and lab.controls.presets.value == "grokking"
    assert lab.value == {name: RUN.settings[name] for name in SETTINGS}
    assert RUN.t_test[0] >= 3 * RUN.t_train[0] and "generalised at step" in lab.status
    assert float(RUN.values["test_accuracy"][np.searchsorted(RUN.steps, RUN.t_train[0]), 0]) < 0.55


def test_a_run_of_the_lab_is_the_run_of_the_recipe_and_all_pictures_tell_of_it(lab):
    got, want = lab.run(**SMALL), record(grokking(**SMALL), progress=False)
    for name in want.values:
        assert_array_equal(got.values[name], want.values[name])
    for plot in lab.view_state.plots:
        assert plot.describe(got) and plot.numbers(got)[1]


@pytest.mark.parametrize("view", ["L and U", "The law", "Phases", "Two losses"])
def test_every_view_opens_with_its_stored_runs_and_says_what_they_show(kept, view):
    state = show(kept, view)
    assert state.player.record is not None and kept.status
    for plot in state.plots:
        assert plot.describe(state.player.record) and plot.numbers(state.player.record)[1]


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_can_be_chosen(kept, name):
    kept.view = "Run"
    kept.controls.presets.value = name
    assert PRESETS[name].items() <= kept.value.items() and not kept.desk.remedy.description


@pytest.mark.parametrize("bad, says", [
    ({"n_train": 5}, "n_train is 5"), ({"loss": "l7"}, "no loss 'l7'"), ({"side": "20"}, "no side"),
    ({"weight_decay": 10, "learning_rate": 1}, "learning_rate . weight_decay is 1 . 10"),
])
def test_bad_settings_raise_a_sentence_and_change_nothing(lab, bad, says):
    before = dict(lab.value)
    with pytest.raises(ValueError, match=says):
        lab.update(bad)
    assert lab.value == before and lab.badge == "recorded"


def test_the_wall_shows_the_answers_of_the_outputs_and_the_bars_their_heights():
    sent = Story().channels(RUN, 0)
    outputs = RUN.values["wall_outputs"][:, 0]
    assert sent["answers"].dtype == sent["units"].dtype == np.uint8
    assert_array_equal(sent["answers"], outputs.argmax(-1))
    assert_allclose(sent["outputs"].reshape(outputs.shape), np.clip(outputs, -0.5, 1.2), rtol=1e-6)
    right = (sent["answers"] == digit_pictures.wall_labels()).mean(1)
    fit = np.searchsorted(RUN.steps, RUN.t_train[0])
    assert right[fit] < 0.6 < right[END]                    # a wall of wrong ones turns
    wall, answers, units = Story().scene(RUN, {})["panels"]
    assert len(wall["marks"][0]["images"]) == 40 * 196
    assert len(answers["marks"][0]["near"]) == 120 * 196
    assert sent["units"].shape[1] == units["marks"][0]["count"] * 196


def test_bars_under_cross_entropy_are_probabilities():
    run = record(grokking(loss="cross_entropy", **SMALL), progress=False)
    heights = Story().channels(run, 0)["outputs"].reshape(len(run.steps), 40, 10)
    assert_allclose(heights.sum(-1), 1, rtol=1e-6)
    assert Story().scene(run, {})["panels"][1]["marks"][0]["range"] == [0, 1]


def test_several_runs_have_an_event_each_and_too_many_have_no_pictures():
    run = record(grokking(init_seed=[0, 1], init_scale=1.0, steps=100), progress=False)
    learnt = run.t_test[np.isfinite(run.t_test)]
    assert len(learnt) and sorted(e["step"] for e in Story().events(run)) == sorted(learnt)
    many = record(grokking(init_seed=range(9), **SMALL | {"records": [0, 100]}), progress=False)
    (panel,) = Story().scene(many, {})["panels"]
    assert "8 runs" in panel["marks"][0]["text"] and "answers" not in Story().channels(many, 0)


def test_the_opening_scene_knows_nothing_of_what_comes():
    assert packed(Story().scene(RUN.until(0), {})) == packed(Story().scene(RUN, {}))
    assert all(len(rows) == 1 for rows in Story().channels(RUN.until(0), 0).values())


def test_headlines_say_what_is_known_at_their_step():
    titles = [headline(RUN.until(step)).title for step in (0, 100, RUN.t_train[0], 3000)]
    assert titles == [
        "When will it read digits that it has never seen?",
        "It is learning the examples it is shown",
        "It has memorised its digits. It misreads new ones.", titles[-1]]
    assert titles[-1].startswith(("It grokked", "It generalised late"))


def test_the_zone_lies_between_the_crossings_of_one_half():
    norm, error = np.array([1.0, 2, 4, 8, 16]), np.array([0.9, 0.4, 0.2, 0.3, 0.7])
    low, high = errors_at_norm.zone(norm, error)
    assert_allclose([low, high], [2 * 0.5**0.2, 8 * 2**0.5])
    assert np.isnan(errors_at_norm.zone(norm, error + 0.4)).all()


@pytest.mark.parametrize("settings, why", [
    ({"weight_decay": 0, "steps": 600}, predictions.NO_DECAY),
    ({"steps": 600}, predictions.NOT_YET),
    ({"weight_decay": 10, "learning_rate": 1e-4, "steps": 100}, predictions.NOT_FITTED),
    ({"init_scale": 1.0, "steps": 200}, predictions.TOGETHER),
])
def test_the_question_afterwards_fits_what_happened(settings, why):
    assert _asked(record(grokking(**settings), progress=False)) is why


@pytest.mark.parametrize("code", ["en", "zh"])
def test_the_stored_run_asks_about_the_wait_and_every_answer_is_a_sentence(code):
    assert _asked(RUN) is predictions.SLIDE
    before = i18n.language()
    i18n.language(code)
    try:
        for why in predictions.RUN:
            for choice in why.choices:
                assert "{" not in t(choice.text, **predictions.numbers(RUN))
                assert "{" not in t(choice.answer, **predictions.numbers(RUN))
    finally:
        i18n.language(before)


def _asked(run):
    outcome = type("Outcome", (), {"record": run})
    return next(why for why in predictions.RUN if why.when(outcome))


def test_the_ball_rolls_on_the_curve_of_its_loss_and_its_number_of_digits(lab):
    curve, note = lab._curve_of(RUN.settings)
    assert note == "" and set(curve.sweep["n_train"]) == {200}
    other, note = lab._curve_of({**RUN.settings, "n_train": 700, "width": 50})
    assert set(other.sweep["n_train"]) == {1000} and "N = 1000, width = 100" in note
    entropy, _ = lab._curve_of({**RUN.settings, "loss": "cross_entropy"})
    assert entropy.settings["loss"] == "cross_entropy" and entropy.sweep["init_scale"].max() == 100
    story = OnTheU(lab._curve_of, lambda settings: AXES[settings["loss"]])
    ground, wall = story.scene(RUN, {})["panels"]
    (test, train) = [mark for mark in ground["marks"] if mark["kind"] == "line"]
    lowest = test["x"][test["y"].argmin()]
    assert RUN.values["weight_norm"][0, 0] > 2 * lowest and (train["y"] >= 2e-5).all()
    sent = story.channels(RUN, 3)
    assert_allclose(sent["weight_norm"], RUN.values["weight_norm"][3:, 0])
    assert_array_equal(sent["answers"], Story().channels(RUN, 3)["answers"])
    assert wall["marks"][0]["kind"] == "wall"


def test_the_axes_of_the_run_have_room_for_its_loss(lab):
    run = record(grokking(loss="cross_entropy", init_scale=100.0, **SMALL), progress=False)
    ground, norm = lab.view_state.pictures.sheets[""].plots[2:4]
    for plot, axis in ((ground, "x"), (norm, "y")):
        plot.show(run)
        assert plot.scales[axis].max > run.values["weight_norm"].max()
        plot.show(RUN)
        assert plot.scales[axis].max == 150
    assert max(norm.figure.axes[1].tick_values) == 100      # none beyond the axis
