"""Data of the animated picture of two weights, against the training code."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from grokviz import i18n, store
from grokviz.labs.shell_toy.animation import GROUND, POINTS, REACH, Story
from grokviz.labs.shell_toy.lab import ShellToy
from grokviz.recipes.shell_toy import slide
from grokviz.recording import record
from grokviz.widgets.plots.animated.canvas import packed

RUN = store.stored("shell_toy.slide")


def marks(scene, panel, kind):
    return [mark for mark in scene["panels"][panel]["marks"] if mark["kind"] == kind]


def arrays(value):
    if isinstance(value, dict):
        return sum(map(arrays, value.values()))
    if isinstance(value, (list, tuple)):
        return sum(map(arrays, value))
    return isinstance(value, np.ndarray)


def test_the_ball_is_where_the_weights_are_and_as_far_out_as_their_norm():
    sent = Story().channels(RUN, 3)
    assert_allclose(np.stack([sent["u"], sent["v"]], -1), RUN.values["weights"][3:, 0])
    assert_allclose(np.hypot(sent["u"], sent["v"]), sent["weight_norm"], rtol=1e-6)
    assert_allclose(np.maximum((sent["u"] * sent["v"] - 1) ** 2, 2e-6), sent["train_loss"],
                    rtol=1e-3, atol=1e-9)


def test_the_ground_is_the_training_loss_at_every_pair_of_weights():
    field, = marks(Story().scene(RUN, {}), 0, "field")
    at = np.linspace(-REACH, REACH, POINTS)
    low, high = np.log(GROUND)
    for row, column in ((100, 110), (120, 90), (108, 108), (40, 7)):
        loss = (at[column] * at[row] - 1) ** 2          # a row is one v
        want = np.clip((np.log(max(loss, GROUND[0])) - low) / (high - low), 0, 1)
        assert field["left"][row, column] == pytest.approx(want)


@pytest.mark.parametrize("v, sees", [(1.2, (-2, 2)), (2.6, (-2, 3.2)), (-2.9, (-3.2, 2))])
def test_a_start_is_in_the_picture_whole(v, sees):
    run = record(slide(v=v, steps=100), progress=False)
    y = Story().scene(run, {})["panels"][0]["y"]
    assert (y["lo"], y["hi"]) == sees


def test_nothing_of_the_future_is_in_the_scene(code):
    story = Story()
    for live in ({}, {"pull": 0.1}):
        first, whole = (packed(story.scene(run, live)) for run in (RUN.until(0), RUN))
        assert first == whole and not arrays(first)


@pytest.fixture(params=sorted(i18n.LANGUAGES))
def code(request):
    yield i18n.language(request.param)
    i18n.language("en")


def test_a_ball_that_is_dragged_starts_there_within_the_bounds():
    lab = ShellToy(driver="here")
    lab.animation.ask({"ask": "drag", "mark": "start", "x": -1.234, "y": 0.5})
    lab.frames.flush()
    assert (lab.u, lab.v) == (-1.23, 0.5)
    lab.animation.ask({"ask": "drag", "mark": "start", "x": 4.9, "y": -3.2})
    lab.frames.flush()
    assert (lab.u, lab.v) == (3, -3)
    lab.close()
