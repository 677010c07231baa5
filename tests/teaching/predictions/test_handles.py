"""Marks in a picture: what a hand on them comes to, and what they show."""

import bqplot
import numpy as np
import pytest

from grokviz.teaching.predictions.handles import EDGE, Marks
from grokviz.teaching.predictions.question import NEVER, Guessable
from grokviz.widgets.plots import Curves, Series
from grokviz.widgets.theme import TEST


@pytest.fixture
def plot():
    made = Curves("Accuracy", "share", [Series("test_accuracy", TEST, "test")], (0, 1))
    yield made
    made.close()


def marks(plot, shape, **more):
    moved = []
    ask = Guessable("key", "name", "When?", 0, lambda record: None, shape, **more)
    made = Marks(plot, ask, moved.append)
    return made, made._handle, moved


def drag(handle, x=None, y=None):
    """As the browser does it: one trait after the other."""
    for name, value in (("x", x), ("y", y)):
        if value is not None:
            setattr(handle, name, np.array(value, float))


def test_dragging_along_x_gives_three_digits_and_never_at_the_end(plot):
    made, handle, moved = marks(plot, "x", never=True, level=0.95)
    made.show((None, None, None), free=True)
    assert moved == [] and handle.visible and handle.y[0] == 0.95
    assert handle.restrict_x and not handle.restrict_y and handle.x[0] == pytest.approx(100)
    drag(handle, [1234.6])
    drag(handle, [9_900])
    drag(handle, [0.2])
    assert moved == [1230.0, NEVER, 1.0]


def test_without_never_the_hand_stays_at_the_edge(plot):
    made, handle, moved = marks(plot, "y")
    made.show((None, None, None), free=True)
    drag(handle, y=[1.7])
    assert moved == [1.0] and made.at(30, 0.25) == 0.25


def test_a_path_has_a_handle_for_each_place(plot):
    made, handle, moved = marks(plot, "path", handles=3)
    made.show((None, None, None), free=True)
    assert len(handle.x) == 3
    drag(handle, [1, 50, 1e5])
    assert [x for x, _ in moved[-1]] == [1, 50, 10_000] and made.at(5, 0.5) is None
    made.show((((1.0, 0.1), (7.0, 0.9)), None, None), free=True)
    assert list(handle.x) == [1, 7] and plot.drawn().marks["guess 0"].x.size >= 2
    assert marks(plot, "place")[0].at(51.234, 0.5) == [(51.2, 0.5)]


def test_a_curve_is_drawn_with_a_pen(plot):
    made, handle, moved = marks(plot, "curve")
    made.show((None, None, None), free=True, drawing=True)
    assert not handle.visible
    rule = plot.figure.interaction.lines                # of the pen
    drawn = np.linspace(-0.1, 1.1, len(rule.x))
    rule.y = drawn[None]                                # as the browser sends it
    guess = moved[-1]
    assert [y for _, y in guess] == pytest.approx(np.clip(drawn, 0, 1), abs=5e-3)
    made.show((guess, None, None), free=False)
    assert plot.figure.interaction is None and rule.y == pytest.approx(
        [y for _, y in guess], abs=5e-3)


def test_three_lines_stand_where_they_should_and_say_so(plot):
    made, handle, _ = marks(plot, "x", never=True)
    made.show((NEVER, 100.0, 1000.0), free=False)
    shapes = plot.drawn().marks
    rules, words = ([shapes[f"guess {i}"] for i in three] for three in (range(3), range(3, 6)))
    assert not handle.visible
    assert [float(rule.x[0, 0]) for rule in rules] == pytest.approx([1e4**EDGE, 100, 1000])
    assert [word.text[0] for word in words] == ["you never", "theory 100", "run 1,000"]
    assert len({word.y[0] for word in words}) == 3
    made.show((5.0, None, None), free=False)
    assert [name in plot.drawn().marks for name in ("guess 0", "guess 1", "guess 2")] == [
        True, False, False]


def test_what_has_not_changed_is_not_sent(plot):
    made, handle, _ = marks(plot, "x")
    made.show((20.0, None, None), free=True)
    sent = []
    for mark in made.marks:
        mark.observe(sent.append)
    made.show((20.0, None, None), free=True)
    made.show((20.01, None, None), free=True)           # the handle is in the user's hand
    assert handle not in {change.owner for change in sent}


def test_another_question_has_the_same_marks(plot):
    made, handle, moved = marks(plot, "x", never=True, level=0.95)
    made.show((100.0, 120.0, None), free=True)
    before = list(plot.figure.marks)
    made.hide()
    assert not any(mark.visible for mark in made.marks) and plot.figure.marks == before
    made.turn_to(Guessable("other", "name", "How high?", 0, lambda record: None, "y"))
    made.show((None, None, None), free=True)
    assert plot.figure.marks == before and handle.visible and not made._rules[1].visible
    assert handle.restrict_y and not handle.restrict_x
    drag(handle, y=[0.25])
    assert moved == [0.25]


def test_closed_marks_leave_the_picture_as_it_was(plot):
    before = list(plot.figure.marks)
    made, *_ = marks(plot, "curve")
    made.show((None, None, None), free=True, drawing=True)
    made.close()
    assert plot.figure.marks == before and plot.figure.interaction is None
    assert plot.figure.display_toolbar and not any(
        isinstance(mark, bqplot.Scatter) and mark.enable_move for mark in plot.figure.marks)
