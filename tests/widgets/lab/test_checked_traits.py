"""Traits of a lab that are no settings: names in any case, numbers within bounds."""

import pytest
from widgets.standin import lab


@pytest.fixture
def one():
    made = lab()
    yield made
    made.close()


def test_names_are_taken_in_any_case(one):
    one.view, one.comparing = "OTHER", "Decay"
    assert (one.view, one.comparing) == ("Other", "decay")
    one.comparing = None
    one.view = "run"
    one.preset("Small")
    assert one.scale == 0.1


@pytest.mark.parametrize("name, value, says", [
    ("view", 5, "there is no view 5; known: Run"), ("view", "Rum", "did you mean 'Run'"),
    ("comparing", "steps", "there is no comparing 'steps'"), ("comparing", [], "no comparing"),
    ("runs", 99, "runs is 99; give a number from 2 to 8"), ("runs", "x", "runs is 'x', not a"),
    ("runs", 2.5, "runs is 2.5; give a whole"), ("runs", None, "runs is None"),
    ("pace", -1, "pace is -1; give"), ("pace", float("nan"), "pace is nan; give"),
])
def test_what_cannot_be_says_so_and_changes_nothing(one, name, value, says):
    before = getattr(one, name)
    with pytest.raises(ValueError, match=says):
        setattr(one, name, value)
    assert getattr(one, name) == before


@pytest.mark.parametrize("wrong", [[1], 5, "scale", None, {1: 2}])
def test_settings_come_as_names_and_values(one, wrong):
    with pytest.raises(TypeError, match="settings is .*; give names and values, e.g."):
        one.update(wrong)


def test_a_step_to_look_at_is_a_number_or_newest(one):
    with pytest.raises(ValueError, match="There is no run to look at yet"):
        one.go_to(5)
    one.run()
    for wrong, says in ((-1, "step is -1"), ([1], r"step is \[1\]"), ("soon", "The step is")):
        with pytest.raises(ValueError, match=says):
            one.go_to(wrong)
    with pytest.raises(ValueError, match="n is 0; give a number from 1"):
        one.step(0)
