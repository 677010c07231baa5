"""Hot settings: out of bounds they raise their own sentence, whenever they come."""

import numpy as np
import pytest

import grokviz as gv
from grokviz.run import Change, Hot

RECIPES = gv.recipes
RUN = RECIPES.shell_toy.slide([2.8, 2.0], steps=200)


@pytest.mark.parametrize("hot, says", [
    ({"weight_decay": -1}, "weight_decay is -1; give a value from 0.01 to 4 or 0"),
    ({"weight_decay": np.nan}, "weight_decay is nan; give"),
    ({"weight_decay": "fast"}, "weight_decay is 'fast', not a number"),
    ({"weight_decay": [0.1]}, "weight_decay has 1 values for 2 runs; give one number, or one"),
    ({"weight_decay": [0.1, 9]}, "weight_decay is 9; give"),
    ({"weight_decay": [[0.1], [0.2]]}, r"weight_decay is \[0.1\], not a number"),
    ({"foo": 1}, "there is no hot setting 'foo'; known: weight_decay"),
    ({"u": 1}, "u is set before the run; while it runs weight_decay may be turned"),
])
def test_a_bad_value_is_refused_before_a_step(hot, says):
    with pytest.raises(ValueError, match=says):
        gv.record(RUN, hot=hot, progress=False)
    with pytest.raises(ValueError, match=says):
        RUN.start(hot)


@pytest.mark.parametrize("wrong", [5, "weight_decay", [("weight_decay", 1)], {1: 2}])
def test_what_is_no_mapping_is_refused(wrong):
    with pytest.raises(TypeError, match="^hot is .*; give names and values, e.g. {'weight_decay'"):
        gv.record(RUN, hot=wrong, progress=False)


@pytest.mark.parametrize("make, good", [
    (lambda: RECIPES.teacher_student.grokking(steps=200, width=5, n_train=10),
     {"weight_decay": 0.3}),
    (lambda: RECIPES.norm_flow.hyperbola(steps=400), {"learning_rate": 0.01}),
    (lambda: RUN, {"weight_decay": [0.3, 0]}),
    (lambda: RECIPES.first_layer.simulated(modulus=5, hidden=32, steps=100),
     {"learning_rate": 2e-3}),
    (lambda: RECIPES.toy_addition.reduced_trajectory(
        gv.load("stored:toy_addition.landscape_45"), steps=200), {"weight_decay": 0.1}),
], ids=["train", "flow", "toy", "follow", "path"])
def test_a_value_that_comes_later_is_checked_as_well(make, good):
    hot = {}
    stream = make().start(hot)
    next(s for s in stream if s is not None)
    hot |= good
    changed = next(s for s in stream if s is not None and s.changes)
    assert changed.changes[0].name == next(iter(good))
    hot |= {next(iter(good)): -1}
    with pytest.raises(ValueError, match=f"{next(iter(good))} is -1; give a value"):
        list(stream)


def test_an_array_that_is_written_into_is_seen():
    decay = np.array([0.1, 0.1])
    stream = RUN.start({"weight_decay": decay})
    next(stream)
    decay[1] = -1
    with pytest.raises(ValueError, match="weight_decay is -1"):
        list(stream)


def test_changes_that_are_still_to_come_are_checked_at_the_start():
    with pytest.raises(ValueError, match="weight_decay is 9"):
        RUN.start(Hot(changes=[Change(100, "weight_decay", (9.0, 9.0))]))
    hot = Hot(changes=[Change(100, "weight_decay", (0.2, 0.3))])
    assert gv.record(RUN, hot=hot, progress=False).changes[0].value == (0.2, 0.3)


def test_two_that_do_not_go_together_are_refused():
    run = RECIPES.teacher_student.grokking(steps=200)
    with pytest.raises(ValueError, match=r"learning_rate \* weight_decay is 1 \* 2 = 2"):
        run.start({"learning_rate": 1, "weight_decay": 2})


@pytest.mark.parametrize("make", [
    lambda: RECIPES.teacher_student.lu_curve(steps=100),
    lambda: RECIPES.toy_addition.landscape(points=5),
    lambda: RECIPES.norm_flow_forecast.slow_flow(RECIPES.norm_flow.hyperbola()),
    lambda: gv.replay(gv.load("stored:teacher_student.grokking"))])
def test_where_nothing_may_be_turned_that_is_said(make):
    with pytest.raises(ValueError, match="(nothing (may|can) be turned|cannot be changed)"):
        gv.record(make(), hot={"weight_decay": 0.1}, progress=False)


def test_what_a_lab_turns_may_be_turned():
    """Every hot setting of a lab's views is one of the table."""
    lab = gv.TeacherStudentLab(driver="here")
    for view_state in lab.view_states.values():
        assert all(lab.table[name].hot for name in view_state.view.hot)
    lab.close()
