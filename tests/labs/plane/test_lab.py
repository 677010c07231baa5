"""The plane lab without a browser: stored maps, paths from clicks and drags, maps made here."""

import re

import numpy as np
import pytest

from grokviz.labs.base import load
from grokviz.labs.plane import maps, status
from grokviz.labs.plane.forecast import arrival, descents
from grokviz.labs.plane.lab import FULL, MAPS, MNIST, REDUCED, PlaneLab
from grokviz.recipes import toy_addition as recipes
from grokviz.recording import record


@pytest.fixture
def lab():
    made = PlaneLab()
    yield made
    made.close()


def drag(lab, x, y, run=0, side=0):
    start = next(mark for mark in lab.view_state.plots[side].figure.marks
                 if getattr(mark, "enable_move", False))
    start._handle_custom_msgs(
        None, {"event": "drag_end", "point": {"x": x, "y": y}, "index": run}, None)


def test_the_first_picture_is_the_path_of_the_recipe_on_the_stored_map(lab):
    assert lab.badge == "recorded" and lab.view == REDUCED
    want = record(recipes.reduced_trajectory(load("toy_addition.landscape_45")), progress=False)
    got = lab.run()
    for name, value in want.values.items():
        np.testing.assert_array_equal(got.values[name], value)
        np.testing.assert_allclose(load("toy_addition.reduced_trajectory").values[name], value,
                                   rtol=1e-6, atol=1e-9)
    assert lab.status.startswith(f"It rolled for {arrival(got)[0]:,.0f} steps to the solution")
    assert lab.status.endswith("the formula said 7,427.")
    sheet = lab.maps.sheet(lab.value)
    assert "(L + h tan θ)/(ηλ) = 7,427" in status.why(got, sheet)
    assert status.why(got.until(0), sheet) == status.why(got, sheet)        # it was known before


def test_a_click_adds_a_path_and_a_click_on_a_path_is_a_moment(lab):
    lab.run()
    lab.view_state.plots[1].clicked(3.0, 0.2)
    assert lab.starts == "3 0.2" and lab.record.runs == 2
    assert lab.record.sweep["path"].tolist() == [1, 2]
    w, m = (lab.record.values[k][60, 0] for k in ("decoder_norm", "messiness"))
    lab.view_state.plots[0].clicked(w, m)
    assert lab.record.runs == 2 and lab.view_state.at == 60


def animated(lab, view):
    lab.view = view
    lab.frames.flush()
    return lab.view_state.plots[0]


def test_a_dragged_ball_sets_both_settings_and_its_run_begins_anew(lab):
    animated(lab, "Animation").canvas._handle_custom_msg(
        {"ask": "drag", "mark": "start", "open": True, "x": 3.03149, "y": 0.0512}, [])
    lab.frames.flush()
    lab.view_state.player.wait_for_first()
    assert (lab.init_scale, lab.messiness) == (3.03, 0.0512)
    assert len(lab.record.steps) == 1 and lab.record.values["messiness"][0, 0] == 0.0512


def test_a_map_lies_under_the_still_picture_of_an_animation(lab):
    for view in ("Animation", "Animation of training"):
        animated(lab, view)
        assert all(np.isfinite(plot._star[0].x).all() and plot._star[0].visible
                   for plot in lab.pictures.maps[lab._base])
    lab.update({"messiness": 0.6}, settle=False)
    lab.before_frame()
    lab.frames.flush()
    assert lab.pictures.maps[FULL][0].window.y == (0, 1)


def test_a_drag_moves_its_own_start_within_the_map(lab):
    lab.run(starts="3 0.2")
    for run, (x, y), wanted in ((0, (2.5, 0.0512345), (2.5, 0.0512)), (1, (9.0, -1.0), (5, 0))):
        drag(lab, x, y, run)
        lab.run()
        found = [lab.record.values[k][0, run] for k in ("decoder_norm", "messiness")]
        np.testing.assert_allclose(found, wanted)
    assert lab.starts == "5 0"


def test_a_start_beyond_what_is_shown_makes_room(lab):
    lab.run(messiness=0.6)
    lab.frames.flush()
    assert all(plot.window.y == (0, 1) for plot in lab.view_state.plots[:2])


@pytest.mark.parametrize("wrong, says", [
    ({"init_scale": 0}, "init_scale is 0; give a value from 0.5 to 5"),
    ({"init_scale": -1}, "init_scale is -1"),
    ({"messiness": 1.1}, "messiness is 1.1; give a value from 0 to 1"),
    ({"messiness": -0.1}, "messiness is -0.1"),
    ({"n_train": 56}, "n_train is 56; give a value from 10 to 54"),
    ({"starts": "4"}, "starts is '4'; give up to 5 places, each init_scale and messiness"),
    ({"starts": "4 2"}, "messiness is 2"),
    ({"starts": "4 0.1;" * 6}, "give up to 5 places"),
])
def test_what_cannot_be_changes_nothing(lab, wrong, says):
    before = lab.value
    with pytest.raises(ValueError, match=says):
        lab.update(wrong)
    assert lab.value == before


def test_fewer_points_are_those_of_the_stored_map_and_without_a_star_it_says_never(lab):
    lab.run(points=11, n_train=25)
    assert lab.maps.sheet(lab.value).surface.train.shape == (11, 11)
    assert "It did not generalise in 33,333 steps" in lab.status
    assert "no answer" in status.why(lab.record, lab.maps.sheet(lab.value))
    whole = maps._stored((25, 28, 0, 21)).surface
    np.testing.assert_array_equal(lab.maps.sheet(lab.value).surface.test, whole.test[::2, ::2])


def test_a_map_that_is_not_stored_is_trained_and_then_kept(lab, monkeypatch):
    made = recipes.landscape

    def small(**settings):
        return made(**settings, width=8, steps=100)

    monkeypatch.setattr(maps.recipes, "landscape", small)
    stages = []
    lab.maps.on_stage = lambda: stages.append(lab.maps._on_its_way.points)
    lab.run(n_train=40, points=11)
    assert stages == [5, 11] and lab.maps.sheet(lab.value).done
    assert lab.record.settings["n_train"] == 40
    lab.run(n_train=45)
    lab.run(n_train=40)
    assert stages == [5, 11]                            # known by now


def test_full_training_is_the_recipe_and_shows_how_far_it_is_off_the_plane(lab):
    lab.view = FULL
    got = lab.run(steps=100)
    assert got.name == "toy_addition.full_trajectory" and got.steps[-1] == 100
    assert f"{got.values['residual'][-1, 0]:.0%} of the representation" in lab.status
    (line,) = lab.pictures._slaved(got)
    np.testing.assert_allclose(line[0], (4, 0.1))


def test_the_maps_themselves_and_a_click_that_opens_a_path(lab):
    lab.view = MNIST
    lab.frames.flush()
    assert re.search(r"digits changes by \d+% .* for sums \d+%", lab.status)
    assert len(lab.view_state.plots) == 4
    assert all(plot.describe(lab.record) and plot.numbers(lab.record)[1]
               for plot in lab.view_state.plots)
    assert "441 cells" in lab.view_state.plots[3].describe(lab.record)
    lab.view = MAPS
    lab.frames.flush()
    lab.view_state.plots[0].clicked(3.0, 0.05)
    assert (lab.view, lab.init_scale, lab.messiness) == (REDUCED, 3.0, 0.05)


def test_a_branch_with_another_decay_bends_from_where_it_left(lab):
    before = lab.run()
    lab.go_to(15_000)
    lab.branch(weight_decay=0.01)
    lab.view_state.player.wait()
    after = lab.record
    there = before.steps <= 14_000              # the newest state kept is a bit before
    old, new = (run.values["decoder_norm"][:, 0] for run in (before, after))
    np.testing.assert_array_equal(new[: there.sum()], old[there])
    assert after.steps[-1] >= before.steps[-1] and after.changes[0].name == "weight_decay"
    assert abs(new[-1] - old[-1]) > 0.02                # a weaker pull rests further out


@pytest.mark.parametrize("losses, count", [
    ([1, 0.5], 1), ([1, 0.5, 0.6, 0.4], 2), ([1, 0.5, 0.51, 0.4], 1), ([1, 1], 0), ([1, 2], 0)])
def test_descents_are_counted(losses, count):
    assert descents(np.array(losses, float)) == count
