"""Data of the animated race, against the record: entries, errors, norms."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from grokviz import i18n, store
from grokviz.labs.penalties.animation import Story
from grokviz.labs.penalties.forecast import forecast, stored_forecast
from grokviz.labs.penalties.headline import race_headline
from grokviz.labs.penalties.lab import PenaltyLab
from grokviz.optim.penalties import PENALTIES
from grokviz.recipes import penalties as recipes
from grokviz.recording import record
from grokviz.widgets.plots.animated.canvas import packed
from grokviz.widgets.plots.animated.palette import COLOURS

NAME = "race_sparse_recovery"
RUN, LAW = store.stored(f"penalties.{NAME}"), stored_forecast(NAME)
TRUTH = LAW.given["matrix"][0].ravel().astype(float)


@pytest.fixture(params=sorted(i18n.LANGUAGES))
def code(request):
    yield i18n.language(request.param)
    i18n.language("en")


@pytest.fixture(scope="module")
def matrices():
    made = recipes.race("matrix_sensing", steps=400, penalty_strength=1e-2)
    return record(made, progress=False), forecast(made)


def told(run=RUN, law=LAW):
    story = Story(lambda: law)
    return story.scene(run, {}), story.channels(run, 0)


def mark(scene, panel):
    return scene["panels"][panel]["marks"][0]


def test_each_lane_has_the_entries_and_the_distance_of_one_penalty():
    scene, sent = told()
    race = mark(scene, 0)
    assert [lane["text"] for lane in race["lanes"]] == [
        "no penalty", *(penalty.symbol for penalty in PENALTIES.values() if penalty.featured)]
    entries = sent["product"].reshape(len(RUN.steps), len(race["lanes"]), -1)
    assert_array_equal(race["truth"], TRUTH)
    far = np.linalg.norm(entries - TRUTH, axis=-1) / np.linalg.norm(TRUTH)
    assert_allclose(far, sent["error"], atol=2e-3)      # entries are stored with three digits
    assert race["limit"] == abs(TRUTH).max() >= abs(entries).max() - 1e-3
    for run in range(4):
        assert_array_equal(sent[f"error_{run}"], sent["error"][:, run])


@pytest.mark.parametrize("of", ["vector", "matrix"])
def test_each_bar_is_a_norm_of_the_entries_over_that_of_the_truth(of, matrices):
    run, law = (RUN, LAW) if of == "vector" else matrices
    scene, sent = told(run, law)
    bars, made = mark(scene, 1), run.values["product"][-1].astype(float)
    want = {"ℓ1 norm": lambda m: abs(m).sum(), "ℓ2 norm": np.linalg.norm,
            "nuclear norm": lambda m: np.linalg.norm(m, "nuc")}
    assert [group["text"] for group in bars["groups"]] == list(want)[:2 if of == "vector" else 3]
    got = sent["norms"][-1].reshape(-1, 4)
    for group, row in zip(bars["groups"], got, strict=True):
        norm = want[group["text"]]
        assert group["truth"] == pytest.approx(norm(law.given["matrix"][0]), rel=1e-5)
        assert_allclose(row, [norm(m) for m in made], rtol=2e-3)


def test_nothing_of_the_future_is_in_the_scene(code):
    first, whole = (packed(told(run)[0]) for run in (RUN.until(0), RUN))
    assert first == whole
    assert mark(first, 0)["truth"].__class__ is bytes
    assert Story(lambda: LAW).events(RUN.until(0)) == []


def test_before_the_truth_is_known_its_row_is_empty_and_no_norm_is_compared():
    scene, _ = told(law=None)
    assert mark(scene, 0)["truth"] is None
    assert {group["truth"] for group in mark(scene, 1)["groups"]} == {None}


def test_the_strip_marks_when_all_fitted_and_who_found_the_truth():
    fitted, found = Story(lambda: LAW).events(RUN)
    error = RUN.values["test_error"]
    assert fitted["step"] == RUN.steps[(RUN.values["train_error"] < 0.05).all(1)].min()
    assert found["step"] == RUN.steps[(error[:, 1] < 0.1)].min() and found["asked"]
    assert found["text"] == "ℓ1 found it · 6,600–6,900" and found["colour"] == "lane1"


@pytest.mark.parametrize("theme", sorted(COLOURS))
def test_the_lanes_are_four_colours_in_each_theme(theme):
    colours = told()[0]["colours"][theme]
    assert len({colours[f"lane{run}"] for run in range(4)}) == 4
    assert colours.items() >= COLOURS[theme].items()


def changed(**errors):
    """The race, with other errors at the end."""
    values = {k: v.copy() for k, v in RUN.values.items()}
    for name, last in errors.items():
        values[name][-1] = last
    return replace(RUN, values=values)


@pytest.mark.parametrize("run, state, title", [
    (RUN.until(0), "paused", "4 runs, one truth. Which penalty will find it?"),
    (RUN.until(5), "running", "They are fitting the measurements"),
    (RUN.until(100), "running", "All of them fit, and all of them are wrong"),
    (RUN.until(3000), "looking back", "All of them fit, but only ℓ1 nears the truth"),
    (RUN, "recorded", "Only ℓ1 has found the truth"),
    (RUN.until(3000), "stopped", "None of them found the truth"),
    (changed(test_error=[0.8, 0.05, 0.8, 0.02]), "finished", "2 of 4 runs have found the truth"),
    (changed(test_error=[0.8, 0.3, 0.8, 0.2]), "running",
     "All of them fit, and some near the truth"),
])
def test_the_title_says_who_is_ahead(run, state, title):
    assert race_headline(run, state).title == title


def test_the_lab_opens_on_the_race_where_a_browser_shows_it_and_old_links_where_they_did():
    lab = PenaltyLab()
    try:
        opening = "Animation" if lab.state.auto else "Sparse vector"
        assert lab.view == opening and next(iter(lab.view_states)) == "Animation"
        assert lab.view_states["Animation"] is lab.view_states["The race"]
        lab.open_link("penalties?penalty=l2")           # of the time when there was no animation
        lab.frames.flush()
        assert (lab.view, lab.penalty) == ("Sparse vector", "l2")
    finally:
        lab.close()
