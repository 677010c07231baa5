"""The density lab without a browser: stored records, theory before the run, counts, questions."""

import numpy as np
import pytest
from labs.views import show
from numpy.testing import assert_allclose, assert_array_equal

from grokviz import i18n, store
from grokviz.i18n import t
from grokviz.labs.density import predictions
from grokviz.labs.density.animation import FLOOR, Story
from grokviz.labs.density.counts import counts, first, nearest, shares, swept
from grokviz.labs.density.headline import describe, headline
from grokviz.labs.density.lab import DensityLab, Limit, trained_of
from grokviz.labs.density.minima import _parted
from grokviz.metrics import binomial_interval
from grokviz.recipes.density import DEPTHS, PRESETS, at_a_norm, guess_and_check, that_fit
from grokviz.recording import record
from grokviz.widgets.plots.animated.animated import packed

RUN = store.stored("density.guess_and_check")
NORM = store.stored("density.at_a_norm")
TRAINED = store.stored("density.trained_at_a_norm")
LIMIT = store.stored("density.infinite_width")
SIXTEEN = RUN.sweep["width"].tolist().index(16)


@pytest.fixture(scope="module")
def lab():
    made = DensityLab()
    yield made
    made.close()


def story(width=16, law=LIMIT):
    return Story(lambda: {"width": width}, lambda: law)


def test_views_open_on_their_stored_records_and_every_picture_tells_of_them(lab):
    for view in lab.view_states:
        scene = show(lab, view)
        assert lab.badge == "recorded" and len(lab.status) > 30
        assert "other settings" not in lab.status
        for plot in scene.plots:
            assert plot.describe(lab.record) and plot.numbers(lab.record)[1]
    pictures = show(lab, "Width").plots
    assert isinstance(lab.view_state.law, Limit)
    law = pictures[0].drawn().marks["law 0"]
    assert_allclose(law.y, LIMIT.values["fit_share"][0, 0], rtol=1e-5)      # before any run


def test_beside_the_density_over_the_norm_is_the_u_of_trained_networks(lab):
    """Where good random networks are most common, trained ones are at the bottom of the U."""
    drawn = show(lab, "Norm").plots[2].drawn().marks
    losses = TRAINED.values["test_loss"][-1]
    seen = (TRAINED.sweep["init_scale"] > 0.4) & (TRAINED.sweep["init_scale"] < 3.75)
    assert_allclose(drawn["test"].y[0], np.maximum(losses[seen], 1e-4), rtol=1e-5)
    best = NORM.sweep["init_scale"][shares(NORM)["both"][-1].argmax()]
    assert losses[TRAINED.sweep["init_scale"] == best] < 2 * losses.min() < losses[-1] / 50
    one = Story(lambda: {"init_scale": 1.0}, lambda: TRAINED)
    common, trained, _ = one.scene(NORM, {})["panels"]
    lines = [mark["y"] for mark in trained["marks"] if mark["kind"] == "line"]
    assert_allclose(lines[2], np.maximum(losses, 1e-4))
    assert not [mark for mark in common["marks"] if "dash" in mark]         # no infinite width here
    law = trained_of(at_a_norm(width=4, steps=1000), steps=10)(NORM)
    assert law.sweep["width"][0] == 4 and law.values["test_loss"].shape[1] == law.runs


def test_rings_are_drawn_where_a_network_says_plus_and_curves_are_its_outputs(lab):
    show(lab, "Width").plots[3].show(RUN)
    drawn = lab.view_state.plots[3].drawn().marks
    good, outputs, truth = that_fit(RUN, SIXTEEN, most=12)
    for name, some in (("good", outputs[good]), ("fits", outputs[~good]), ("truth", truth[None])):
        x, y = drawn[name].x, drawn[name].y
        places = {(round(r, 3), round(a * 400 / (2 * np.pi) - 0.5)) for r, a in zip(
            np.hypot(x, y).ravel(), (np.arctan2(y, x) % (2 * np.pi)).ravel(), strict=True)}
        assert len(places) == (some > 0).sum()              # a ring for each, where it says plus
        assert {a for _, a in places} == {*np.flatnonzero((some > 0).any(0)).tolist()}
    show(lab, "Norm").plots[3].show(NORM)
    curves = lab.view_state.plots[3].drawn().marks
    assert curves["truth"].y.shape == (1, 101) and len(curves["good"].x) > 0


def test_walks_from_minima_with_wrong_labels_are_lines_of_their_own(lab):
    show(lab, "Basins")
    poison = lab.record.sweep["poison"] > 0
    clean, wrong = (_parted(lab.record).values[k] for k in ("clean", "wrong"))
    assert np.isnan(clean[:, poison]).all() and np.isnan(wrong[:, ~poison]).all()
    assert_array_equal(np.where(poison, wrong, clean), lab.record.values["held"])


def test_a_bar_is_the_interval_and_a_share_of_none_has_no_point(lab):
    drawn = show(lab, "Width").plots[0].drawn().marks
    low, high = binomial_interval(RUN.values["fit"][-1], RUN.steps[-1])
    assert_allclose(drawn["bars 0"].y[:, 1], high, rtol=1e-5)
    assert RUN.values["fit"][-1, 0] == 0 and drawn["bars 0"].y[0, 0] == np.float32(1e-6)
    assert len(drawn["dots 0"].x) == RUN.runs - 1 and drawn["dots 0"].x.min() == 2
    assert low[0] == 0 < high[0]


def test_a_run_of_the_lab_is_the_run_of_the_recipe_and_its_slider_only_chooses(lab):
    show(lab, "By depth")
    got = lab.run(steps=1000, n_train=6, width=4)
    want = record(guess_and_check(4, 6, depth=DEPTHS, steps=1000), progress=False)
    for name in want.values:
        assert_array_equal(got.values[name], want.values[name])
    lab.depth = 3
    assert len(lab.record.steps) == len(got.steps) and lab.badge != "recorded"
    assert "depth 3" in describe(got, "finished", lab.value)
    lab.update({"steps": 200_000, "n_train": 8, "width": 16, "depth": 1})


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_can_be_chosen(lab, name):
    show(lab, "Stream")
    lab.controls.presets.value = name
    assert PRESETS[name].items() <= lab.value.items() and not lab.desk.remedy.description


@pytest.mark.parametrize("bad, says", [
    ({"width": 0}, "width is 0"), ({"n_train": 1}, "n_train is 1"),
    ({"depth": 4, "steps": 100_000_000}, "give at most"), ({"task": "circle"}, "no task 'circle'")])
def test_bad_settings_raise_a_sentence_and_change_nothing(lab, bad, says):
    before = dict(lab.value)
    with pytest.raises(ValueError, match=says):
        lab.update(bad)
    assert lab.value == before


def test_counts_are_those_of_the_chosen_run():
    assert swept(RUN) == "width" and swept(NORM) == "init_scale"
    assert nearest(RUN, {"width": 17}) == SIXTEEN and nearest(RUN, {"width": 500}) == RUN.runs - 1
    found = counts(RUN, SIXTEEN)
    share = shares(RUN)
    assert share["fit"][-1, SIXTEEN] == found.fit / found.drawn == found.fit_share
    assert share["good"][-1, SIXTEEN] == found.good_share
    at = int(np.searchsorted(RUN.steps, first(RUN, "good", SIXTEEN)))
    assert RUN.values["good"][at, SIXTEEN] > 0 == RUN.values["good"][at - 1, SIXTEEN]


def test_the_story_sends_the_networks_of_the_chosen_run_and_theory_before():
    one = story()
    sent = one.channels(RUN, 0)
    assert_array_equal(sent["newest"], RUN.values["newest"][:, SIXTEEN])
    assert sent["newest"].dtype == np.uint8 and (sent["fit_share"] >= FLOOR).all()
    assert sent["n_fit"][-1] == RUN.values["fit"][-1, SIXTEEN]
    assert not one.renews(RUN, True)
    one.chosen = lambda: {"width": 2}
    assert one.renews(RUN, True)
    panel, _ = story().scene(RUN.until(0), {})["panels"]
    lines = [mark for mark in panel["marks"] if "dash" in mark]
    assert_allclose([line["y"][0] for line in lines], [LIMIT.values[k][0, 0] for k in (
        "fit_share", "both_share")])
    assert packed(story().scene(RUN.until(0), {})) == packed(story().scene(RUN, {}))
    asked = [event for event in story().events(RUN) if event["asked"]]
    assert [event["step"] for event in asked] == [predictions.first_good(RUN)]


def test_headlines_say_what_was_counted():
    assert headline(None).title == "Nothing is trained. Will a random network be right?"
    assert "fit a curve" in headline(NORM.until(0)).title
    assert headline(RUN.until(2000)).title.startswith("One in ")
    assert "No random network fits" in headline(RUN, "finished", {"width": 1}).title
    assert "times as common as at 2" in headline(RUN, "finished").title
    assert "most common at norm 1" in headline(NORM, "finished").title


@pytest.mark.parametrize("code", ["en", "zh"])
def test_every_answer_is_a_sentence_and_the_stored_run_asks_what_width_does(code):
    outcome = type("Outcome", (), {"record": RUN})
    assert next(why for why in predictions.WIDTH if why.when(outcome)) is predictions.COUNTING
    before = i18n.language()
    i18n.language(code)
    try:
        for why in predictions.WIDTH:
            for choice in why.choices:
                assert "{" not in t(choice.text, **predictions.numbers(RUN))
                assert "{" not in t(choice.answer, **predictions.numbers(RUN))
    finally:
        i18n.language(before)
    curve = predictions.curve_of_good(RUN)
    assert curve[0][0] == 2 and len(curve) == RUN.runs - 1
