"""The animated pictures of norm flow, against closed forms, the records, and a real browser."""

from dataclasses import replace

import numpy as np
import pytest

import grokviz as gv
from grokviz import store
from grokviz.labs.norm_flow.animation import Story
from grokviz.labs.norm_flow.forecast import stored_forecast
from grokviz.labs.norm_flow.heroes import HEROES
from grokviz.labs.norm_flow.lab import NormFlowLab
from grokviz.labs.norm_flow.status import FITTED
from grokviz.widgets.plots.animated.canvas import packed


def story_of(task):
    law = stored_forecast(task)
    return Story(HEROES[task](lambda: law)), store.stored(f"norm_flow.{task}")


def marks(scene, kind, panel=0):
    return [mark for mark in scene["panels"][panel]["marks"] if mark["kind"] == kind]


def test_the_clocks_tell_eta_times_step_and_lambda_times_that():
    story, record = story_of("hyperbola")
    channels = story.channels(record, 100)
    assert channels["flow_time"] == pytest.approx(0.02 * record.steps[100:])
    assert channels["slow_time"] == pytest.approx(0.01 * 0.02 * record.steps[100:])
    fast, slow = marks(story.scene(record, {}), "dial", 1)
    assert (fast["by"], slow["by"]) == ({"ch": "flow_time"}, {"ch": "slow_time"})


def test_the_ground_is_pale_on_the_valley_and_dark_far_from_it():
    """Where uv = 1 the loss is 0; at (3, 3) it is 32, the most there is."""
    story, record = story_of("hyperbola")
    scene = story.scene(record, {})
    (ground,), axis = marks(scene, "field"), scene["panels"][0]["x"]
    grid = ground["left"].reshape(ground["ny"], ground["nx"])
    place = np.linspace(axis["lo"], axis["hi"], ground["nx"])
    at = [int(np.abs(place - value).argmin()) for value in (0.5, 1.0, 2.0)]
    assert grid[at[1], at[1]] < 0.1 and grid[at[2], at[0]] < 0.15 and grid[at[0], at[2]] < 0.15
    assert grid[-1, -1] == grid.max() == 1 and grid.min() == 0
    for line in marks(scene, "line"):
        assert line["x"] * line["y"] == pytest.approx(np.ones(len(line["x"])))


def test_the_star_appears_where_the_shortest_weights_that_fit_are_reached():
    """Of all uv = 1 the shortest is (1, 1); nothing shows it before a run is there."""
    story, record = story_of("hyperbola")
    channels = story.channels(record, 0)
    seen = np.isfinite(channels["star_u"])
    far = np.hypot(channels["u"], channels["v"])
    assert (seen == (far <= 1.01 * np.sqrt(2))).all() and 0 < seen.sum() < len(seen)
    assert set(channels["star_u"][seen]) == set(channels["star_v"][seen]) == {1.0}


def test_the_ground_of_an_adder_is_pale_where_the_sum_fits_and_bends_at_the_kink():
    story, record = story_of("adder")
    (ground,) = marks(story.scene(record, {}), "field")
    axis = np.linspace(-3, 3, ground["nx"])
    u, v = np.meshgrid(axis, axis)
    grid = ground["left"].reshape(u.shape)
    assert grid[np.abs(u + v - 2) < 0.02].max() == 0 and grid[np.abs(u + v - 2) > 0.5].min() > 0.4
    assert len(marks(story.scene(record, {}), "line")) == 1
    bent = replace(record, sweep=record.sweep | {"slope": np.array([0.1])})
    scene = story.scene(bent, {})
    (flat,) = marks(scene, "field")
    below = u + v < -0.1
    assert (flat["left"].reshape(u.shape)[below] < grid[below]).all()
    assert len(marks(scene, "line")) == 2


def test_the_star_of_an_adder_is_at_ones():
    story, record = story_of("adder")
    channels = story.channels(record, 0)
    seen = np.isfinite(channels["star_u"])
    assert 0 < seen.sum() < len(seen) and set(channels["star_u"][seen]) == {1.0}
    assert "norm_place" not in channels and "test_loss" in channels
    fitted, halved = story.events(record)
    assert fitted["step"] < 50 < 500 < halved["step"]


def test_events_are_those_of_the_record():
    story, record = story_of("hyperbola")
    fitted, smallest = story.events(record)
    loss, norm = (record.values[k][:, 0] for k in ("train_loss", "weight_norm"))
    assert fitted["step"] == record.steps[loss <= FITTED * loss[0]][0] == 18
    assert smallest["step"] == record.steps[norm <= 1.01 * np.sqrt(2)][0]
    assert smallest["asked"] and not fitted["asked"]
    assert story.events(record.until(18)) == [fitted] and story.events(record.until(17)) == []


def test_the_error_of_new_examples_is_halved_where_the_slide_halves_it():
    story, record = story_of("diagonal_network")
    halved = story.events(record)[1]
    test, at = record.values["test_loss"][:, 0], np.searchsorted(record.steps, halved["step"])
    plateau = test[record.values["slow_time"][:, 0] >= 0.02][0]
    assert test[at] < plateau / 2 <= test[at - 1] and halved["colour"] == "test"


def test_the_truth_stands_beside_what_is_learnt():
    """The data were made by it: targets are its product with the inputs, or its values there."""
    given = store.stored("norm_flow.given_diagonal_network").values
    story, record = story_of("diagonal_network")
    (stems,) = marks(story.scene(record, {}), "stems")
    assert given["inputs"][0, 0] @ stems["truth"] == pytest.approx(given["targets"][0, 0], abs=1e-4)
    story, record = story_of("relu_network")
    scene = story.scene(record, {})
    points = marks(scene, "point")
    truth = marks(scene, "line")[0]
    assert len(points) == 10
    assert [point["y"] for point in points] == pytest.approx(
        np.interp([point["x"] for point in points], truth["x"], truth["y"]), abs=0.03)


@pytest.mark.parametrize("task", HEROES)
def test_an_opening_scene_tells_nothing_of_what_comes(task):
    story, record = story_of(task)
    assert packed(story.scene(record.until(0), {})) == packed(story.scene(record, {}))
    assert story.events(record.until(0)) == []


@pytest.mark.parametrize("code", ["en", "zh"])
@pytest.mark.parametrize("task", HEROES)
def test_no_array_is_left_in_what_is_sent(task, code):
    story, record = story_of(task)
    gv.language(code)
    try:
        scene = packed(story.scene(record, {}))
    finally:
        gv.language("en")
    assert not any(isinstance(part, np.ndarray) for part in parts(scene))


def parts(value):
    if isinstance(value, dict):
        value = list(value.values())
    return [x for v in value for x in parts(v)] if isinstance(value, list) else [value]


def test_a_start_that_is_dragged_is_where_the_next_run_begins():
    lab = NormFlowLab(driver="here")
    try:
        lab.view = "Animation"
        lab.frames.flush()
        lab.animation.ask({"ask": "drag", "mark": "start", "x": 1.234, "y": 2.0})
        lab.frames.flush()
        assert (lab.wanted["u"], lab.wanted["v"]) == (1.23, 2.0)
    finally:
        lab.close()


def test_a_flag_on_the_strip_is_a_guess_of_the_flow_time(monkeypatch):
    lab = NormFlowLab(driver="here")
    try:
        lab.view = "Sparse flow"
        lab.frames.flush()
        taken = []
        for panel in lab.panels:
            if hasattr(panel, "rounds"):
                monkeypatch.setattr(panel, "take", taken.append)
        lab.animation.ask({"ask": "guess", "step": 3000.0})
        assert taken == [pytest.approx(300.0)]          # η is 0.1
    finally:
        lab.close()
