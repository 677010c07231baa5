"""The parity lab without a browser: the stored run, its pictures, questions, errors."""

import numpy as np
import pytest
from labs.views import show
from numpy.testing import assert_allclose, assert_array_equal

from grokviz import i18n, store
from grokviz.i18n import t
from grokviz.labs.sparse_parity import animation, predictions
from grokviz.labs.sparse_parity.animation import Story
from grokviz.labs.sparse_parity.headline import headline
from grokviz.labs.sparse_parity.lab import ParityLab
from grokviz.recipes.sparse_parity import PRESETS, SETTINGS, grokking
from grokviz.recording import record
from grokviz.widgets.plots.animated.animated import packed

SMALL = {"steps": 100, "bits": 8, "relevant": 2, "n_train": 40, "width": 12}
RUN = store.stored("sparse_parity.grokking")


@pytest.fixture
def lab():
    made = ParityLab()
    yield made
    made.close()


def test_the_stored_run_is_that_of_the_preset_and_groks(lab):
    assert lab.badge == "recorded" and lab.controls.presets.value == "grokking"
    assert lab.value == {name: RUN.settings[name] for name in SETTINGS}
    assert RUN.t_test[0] >= 5 * RUN.t_train[0] and "generalised at step" in lab.status
    fit = int(np.searchsorted(RUN.steps, RUN.t_train[0]))
    assert RUN.values["test_accuracy"][fit, 0] < 0.6        # as good as chance


def test_a_run_of_the_lab_is_the_run_of_the_recipe_and_all_pictures_tell_of_it(lab):
    got, want = lab.run(**SMALL), record(grokking(**SMALL), progress=False)
    for name in want.values:
        assert_array_equal(got.values[name], want.values[name])
    for view in ("Run", "Inside"):
        for plot in show(lab, view).plots:
            assert plot.describe(got) and plot.numbers(got)[1]
    assert "bit" in lab.view_state.plots[0].numbers(got)[0]


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_can_be_chosen(lab, name):
    lab.controls.presets.value = name
    assert PRESETS[name].items() <= lab.value.items() and not lab.desk.remedy.description


@pytest.mark.parametrize("bad, says", [
    ({"bits": 4, "relevant": 5}, "relevant is 5, but an input has 4 bits; give 4 or less"),
    ({"n_train": 5}, "n_train is 5"), ({"loss": "l7"}, "no loss 'l7'"),
    ({"weight_decay": 10, "learning_rate": 1}, "learning_rate . weight_decay is 1 . 10"),
])
def test_bad_settings_raise_a_sentence_and_change_nothing(lab, bad, says):
    before = dict(lab.value)
    with pytest.raises(ValueError, match=says):
        lab.update(bad)
    assert lab.value == before and lab.badge == "recorded"


def test_the_bars_are_the_shares_of_the_bits_and_the_relevant_ones_stand_apart():
    sent, k = Story().channels(RUN, 0), RUN.settings["relevant"]
    share = RUN.values["bit_share"][:, 0]
    tops = np.concatenate([sent[name].reshape(len(share), -1, 4)[..., 1]
                           for name in ("relevant", "others")], 1)
    assert_allclose(tops, share, rtol=1e-6)
    assert_allclose(tops[:, :k].sum(1), sent["relevant_share"], rtol=1e-5)
    bits, _ = Story().scene(RUN, {})["panels"]
    grey, orange, *words = bits["marks"]
    assert orange["x"].min() > 0.5 and orange["x"].max() < k + 0.5 < grey["x"].min()
    assert len(orange["x"]) == 4 * k == sent["relevant"].shape[1]
    assert [mark["text"] for mark in words] == ["3 matter", "37 do not"]
    assert bits["y"]["hi"] > 1 / k                          # the tallest bars that there can be


def test_of_several_runs_the_bars_are_the_mean_and_each_run_has_its_own_event():
    run = record(grokking(init_seed=[0, 1], **SMALL), progress=False)
    sent = Story().channels(run, 0)
    assert_allclose(sent["relevant_share"], run.values["relevant_share"].mean(1))
    events = Story().events(run)
    learnt = run.t_test[np.isfinite(run.t_test)]
    assert len(learnt) and sorted(event["step"] for event in events) == sorted(learnt)


def test_the_opening_scene_knows_nothing_of_what_comes():
    assert packed(Story().scene(RUN.until(0), {})) == packed(Story().scene(RUN, {}))
    assert all(len(rows) == 1 for rows in Story().channels(RUN.until(0), 0).values())
    assert_allclose(animation.places(2, 3), [1.64, 1.64, 2.36, 2.36, 2.64, 2.64, 3.36, 3.36])


def test_headlines_say_what_is_known_at_their_step():
    titles = [headline(RUN.until(step)).title for step in (0, 20, 100, 300, 2000)]
    assert titles == [
        "3 of 40 bits decide. Will it find out which?", "It is learning the examples it is shown",
        "It has memorised its examples. New ones are a coin toss.",
        "Inside, it begins to find the bits that matter",
        "It found the 3 bits that matter among 40"]


@pytest.mark.parametrize("settings, why", [
    ({"steps": 200}, predictions.NOT_YET),
    ({"weight_decay": 10, "learning_rate": 1e-4, "steps": 100}, predictions.NOT_FITTED),
    ({"bits": 10, "relevant": 2, "steps": 200, "width": 50}, predictions.TOGETHER),
])
def test_the_question_afterwards_fits_what_happened(settings, why):
    assert _asked(record(grokking(**settings), progress=False)) is why


@pytest.mark.parametrize("code", ["en", "zh"])
def test_the_stored_run_asks_about_the_wait_and_every_answer_is_a_sentence(code):
    assert _asked(RUN) is predictions.HIDDEN
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
