"""The animated picture of teacher and student, against the record and a network trained anew."""

import numpy as np
import pytest
import torch

import grokviz as gv
from grokviz import models, store
from grokviz.labs.teacher_student.animation import FLOOR, Story
from grokviz.recipes import teacher_student as recipes
from grokviz.tasks.teacher_student import along_one_input
from grokviz.widgets.plots.animated.canvas import packed


@pytest.fixture(scope="module")
def record():
    return store.stored("teacher_student.grokking")


@pytest.fixture
def story():
    return Story(lambda settings: store.stored("teacher_student.lu_curve"))


def marks(scene, kind, panel=0):
    return [mark for mark in scene["panels"][panel]["marks"] if mark["kind"] == kind]


def test_channels_are_the_record_from_a_number_on(story, record):
    channels = story.channels(record, 100)
    assert channels["weight_norm"] == pytest.approx(record.values["weight_norm"][100:, 0])
    assert channels["student"] == pytest.approx(record.values["function_slice"][100:, 0, 0])
    train = record.values["train_loss"][100:, 0]
    assert channels["train_loss"] == pytest.approx(np.where(train < FLOOR, FLOOR, train))


def test_the_ground_is_the_l_and_the_u(story, record):
    """Where a run was held at a norm, the ground has the geometric mean of its seeds' losses."""
    curve = store.stored("teacher_student.lu_curve")
    scene = story.scene(record, {})
    (test, train) = marks(scene, "line")[:2]
    scale = np.asarray(curve.sweep["init_scale"])
    there = scale == np.unique(scale)[14]
    norm = np.exp(np.log(curve.values["weight_norm"][-1][there]).mean())
    loss = np.exp(np.log(curve.values["test_loss"][-1][there]).mean())
    drawn = np.exp(np.interp(np.log(norm), np.log(test["x"]), np.log(test["y"])))
    assert drawn == pytest.approx(loss, rel=0.05)
    assert (train["y"] >= FLOOR).all() and (test["y"] > train["y"] * 0.99).all()


def test_an_opening_scene_tells_nothing_of_what_comes(story, record):
    """The scene of step 0 is that of the whole run, but for the moments that have to happen."""
    first, whole = (story.scene(each, {}) for each in (record.until(0), record))
    for scene in (first, whole):
        for mark in marks(scene, "earlier", 1):
            mark["steps"] = []
    assert packed(first) == packed(whole)
    assert story.events(record.until(0)) == []


def test_events_are_the_times_of_the_record(story, record):
    train, test = story.events(record)
    assert (train["step"], test["step"]) == (record.t_train[0], record.t_test[0]) == (115, 1900)
    assert test["asked"] and not train["asked"]
    assert story.events(record.until(115)) == [train]


def test_the_function_is_what_the_trained_network_says():
    """The recorded slice is the forward pass of the very weights of that step."""
    inputs, teacher = along_one_input(0, 0)
    experiment = recipes.grokking(init_seed=1, steps=100)
    for snapshot in experiment.start({}):
        if snapshot is not None and snapshot.state is not None:
            last, state = snapshot, snapshot.state()  # only while it is new
    params = {k.removeprefix("params/"): torch.as_tensor(v) for k, v in state.items()
              if k.startswith("params/")}
    said = models.mlp([5, 100, 100, 5], "tanh").apply(params, inputs[None])[0, :, 1]
    assert last.values["function_slice"][0, 0] == pytest.approx(said.numpy(), abs=1e-6)
    assert last.values["function_slice"][0, 1] == pytest.approx(teacher.numpy(), abs=1e-7)


def test_runs_of_several_teachers_have_no_slice():
    experiment = recipes.grokking(teacher_seed=[0, 1], steps=100)
    snapshot = next(s for s in experiment.start({}) if s is not None)
    assert "function_slice" not in snapshot.values


@pytest.mark.parametrize("code", ["en", "zh"])
def test_no_array_is_left_in_what_is_sent(story, record, code):
    gv.language(code)
    try:
        scene = packed(story.scene(record, {}))
    finally:
        gv.language("en")

    def parts(value):
        if isinstance(value, dict):
            return [x for v in value.values() for x in parts(v)]
        if isinstance(value, list):
            return [x for v in value for x in parts(v)]
        return [value]

    assert not any(isinstance(part, np.ndarray) for part in parts(scene))
    assert any(isinstance(part, bytes) for part in parts(scene))
