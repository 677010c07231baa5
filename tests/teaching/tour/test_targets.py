"""Moments against the record, targets, and conditions."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from widgets.records import run

from grokviz.labs.teacher_student.lab import TeacherStudentLab
from grokviz.recipes.teacher_student import SETTINGS
from grokviz.teaching.tour import targets
from grokviz.teaching.tour.steps import Step
from grokviz.widgets import controls


@pytest.fixture(scope="module")
def shared():
    made = TeacherStudentLab()
    yield made
    made.close()


@pytest.fixture
def lab(shared):
    """The shared lab in its first state."""
    yield shared
    shared.view = "Run"
    shared.view_state.look_at(None)
    shared.update(SETTINGS.defaults())


def unlearnt(name):
    record = run()
    return replace(record, values=record.values | {name: 0 * record.values[name]})


def test_moments_of_a_run_that_generalises():
    record = run()
    found = [targets.moment(record, name)
             for name in ("start", "t_train", "plateau", "t_test", "end")]
    assert found == [0, 100, pytest.approx(np.sqrt(100 * 1000)), 1000, None]
    assert targets.moment(record, 42.0) == 42


def test_the_plateau_of_a_run_that_never_does_reaches_to_its_end():
    found = targets.moment(unlearnt("test_accuracy"), "plateau")
    assert found == pytest.approx(np.sqrt(100 * 1000))


@pytest.mark.parametrize(("missing", "name", "says"), [
    ("test_accuracy", "t_test", "test set is not learnt"),
    ("train_accuracy", "plateau", "training set is not learnt"),
])
def test_a_moment_that_did_not_come_says_so(missing, name, says):
    with pytest.raises(ValueError, match=says):
        targets.moment(unlearnt(missing), name)
    with pytest.raises(ValueError, match="go to a run"):
        targets.moment(replace(run(), values={}), name)


@pytest.mark.parametrize(("target", "at"), [
    ("start", 0), ("t_train", 115), ("t_test", 1900), ("step 300", 300),
])
def test_a_link_brings_the_cursor_to_its_moment(lab, target, at):
    targets.do(lab, target)
    assert lab.view_state.shown.steps[-1] == at
    targets.do(lab, "end")
    assert lab.view_state.at is None


def test_a_link_sets_settings_and_turns_to_views(lab):
    targets.do(lab, "weight_decay=0.3, n_train=50")
    assert (lab.weight_decay, lab.n_train) == (0.3, 50)
    targets.do(lab, "view The law")
    assert lab.view == "The law"
    targets.do(lab, "view L and U")
    with pytest.raises(ValueError, match="go to a run"):
        targets.do(lab, "t_train")


def test_start_is_pressed_as_the_user_presses_it(lab, monkeypatch):
    pressed = []
    lab.transport.go.on_click(pressed.append)
    monkeypatch.setattr(lab.run_control, "go", lambda: None)
    targets.do(lab, "Start")
    assert pressed == [lab.transport.go]


def done(lab, condition, before=None):
    return targets.is_done(lab, Step("", done=condition), before)


def test_what_stands_at_the_cursor_is_done(lab):
    for name in ("start", "t_train", "plateau", "t_test"):
        assert not done(lab, f"at {name}")
        targets.do(lab, name)
        assert done(lab, f"at {name}")
        targets.do(lab, "end")
    targets.do(lab, "step 90")
    assert not done(lab, "at plateau")
    targets.do(lab, "step 2000")
    assert not done(lab, "at plateau")


def test_the_recorded_run_counts_as_done_by_nobody_and_one_s_own_does():
    lab = TeacherStudentLab()
    conditions = ("started", "ended", "t_train", "t_test")
    assert not any(done(lab, c) for c in conditions)
    lab.run(threshold=0.1, steps=100)
    assert np.isfinite(lab.record.t_test[0]) and all(done(lab, c) for c in conditions)
    before = lab.view_state.player.job
    assert not done(lab, "started", before) and not done(lab, "ended", before)
    lab.reset()                                 # step 0 is not a run yet
    assert not done(lab, "started", before) and not done(lab, "t_train", before)
    lab.close()


def test_settings_views_and_functions(lab):
    assert done(lab, "weight_decay >= 0.1") and not done(lab, "weight_decay > 0.1")
    assert done(lab, "weight_decay = 0.1") and not done(lab, "weight_decay < 0.1")
    assert done(lab, "view Run") and not done(lab, "view The law")
    assert done(lab, lambda lab: lab.n_train == 100)


def test_in_an_animated_view_all_of_it_is_pointed_at_or_nothing(lab):
    lab.view = "Animation"
    lab.frames.flush()
    assert targets.pointed(lab, lab.view_state.plots[0].title) == [lab.view_state.box]
    assert targets.pointed(lab, "Accuracy") == []
    targets.check(lab, Step("", point="Accuracy"))      # it is there, in another view


def test_parts_of_an_animated_picture_are_marked_in_its_box(lab):
    lab.view = "Animation"
    lab.frames.flush()
    for point, mark, said in (("Start", "grokviz-points-play", "Play"),
                              ("time machine", "grokviz-points-strip", "the bar of time")):
        assert targets.pointed(lab, point) == [lab.view_state.box]
        assert (targets.mark(lab, point), targets.called(lab, point)) == (mark, said)
    style = Path(controls.__file__).with_name("lab.css").read_text(encoding="utf-8")
    assert all(f".{mark} .grokviz-" in style for mark in targets.INSIDE.values())


def test_where_a_thing_is_seen(lab):
    lab.view = "Animation"
    for point, view in (("Start", "Animation"), ("speed", "Animation"), ("n_train", "Animation"),
                        ("The law", "Animation"), ("The L and the U", "Animation"),
                        ("Weight norm", "Run"), ("When is it learnt?", "The law")):
        assert targets.where(lab, point) == view
        assert lab.view == "Animation" and lab.view_state.pictures.animated is not None
    assert targets.where(lab, "moon") is None
    lab.view = "L and U"
    assert targets.where(lab, "Accuracy") == "Run"


def test_what_an_animated_picture_has_not_come_to_is_not_done_yet():
    lab = TeacherStudentLab(view="Animation")
    lab.run(threshold=0.1, steps=100)
    assert not done(lab, "t_test") and not done(lab, "ended") and done(lab, "started")
    t_train, t_test = float(lab.record.t_train[0]), float(lab.record.t_test[0])
    lab.animation.ask({"ask": "passed", "step": t_train})
    assert done(lab, "t_train") and not done(lab, "t_test")
    number = int((lab.record.steps < t_test).sum())
    lab.animation.ask({"ask": "at", "number": number})          # the strip was dragged there
    assert done(lab, "t_test") and done(lab, "at t_test") and not done(lab, "ended")
    lab.animation.ask({"ask": "at", "number": 0})               # and back: it was seen
    assert done(lab, "t_test") and not done(lab, "at t_test")
    lab.animation.ask({"ask": "at", "number": None})
    assert done(lab, "ended")
    lab.run()
    assert not done(lab, "t_test")                              # another run
    lab.close()


def test_a_word_moves_the_head_of_an_animated_picture(lab, monkeypatch):
    lab.view = "Animation"
    lab.frames.flush()
    sent = []
    animated = lab.view_state.pictures.animated
    monkeypatch.setattr(animated.canvas, "send", lambda message, buffers=None: sent.append(message))
    targets.do(lab, "t_train")
    lab.frames.flush()
    number = int(np.flatnonzero(lab.record.steps == 115)[0])
    assert [m["number"] for m in sent if m["kind"] == "at"] == [number]
    animated._heard({"ask": "play", "open": False})             # its head goes on from there
    lab.frames.flush()
    assert [m["number"] for m in sent if m["kind"] == "at"] == [number]
    assert lab.view_state.at is None


def test_what_is_pointed_at_is_a_widget_of_the_lab(lab):
    assert targets.pointed(lab, "weight_decay") == [lab.controls.rows["weight_decay"]]
    assert targets.pointed(lab, "The law") == [lab.transport.views["The law"]]
    assert targets.pointed(lab, "Start") == [lab.transport.go]
    assert targets.pointed(lab, "time machine") == [lab.time]
    (cell,) = targets.pointed(lab, "Accuracy")
    assert cell.children[0] is lab.view_state.plots[1].figure
    assert targets.pointed(lab, "When is it learnt?") == []        # a picture of another view
    targets.check(lab, Step("", point="When is it learnt?"))


@pytest.mark.parametrize(("step", "says"), [
    ({"words": "[x](weigth_decay=1)"}, "did you mean 'weight_decay'"),
    ({"words": "[x](weight_decay=100)"}, "give a value from"),
    ({"words": "[x](view The lw)"}, "did you mean 'The law'"),
    ({"words": "", "done": "alpha >= 1"}, "no setting 'alpha'"),
    ({"words": "", "show": "lambda"}, "no setting 'lambda'"),
    ({"words": "", "point": "Acuracy"}, "did you mean 'Accuracy'"),
])
def test_a_step_that_speaks_of_what_is_not_there_is_refused(lab, step, says):
    with pytest.raises(ValueError, match=says):
        targets.check(lab, Step(**step))
