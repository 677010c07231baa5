"""Reading a typed guess, and showing it again."""

import math

import bqplot
import pytest

from grokviz.teaching.predictions.question import NEVER, Guessable, share

SCALES = {"x": bqplot.LogScale(min=1.0, max=10_000.0), "y": bqplot.LinearScale(min=0.0, max=1.0)}


def ask(shape="x", **more):
    return Guessable("key", "name", "When?", 0, lambda record: None, shape, **more)


@pytest.mark.parametrize("raw, value", [
    ("1,900", 1900.0), (" 2e3 ", 2000.0), (1, 1.0), ("never", NEVER), ("Never ", NEVER),
    (math.inf, NEVER), ("", None), (None, None),
])
def test_a_number_is_read_and_shown_again(raw, value):
    when = ask(never=True)
    assert when.read(raw, SCALES) == value
    assert when.read(when.show(value), SCALES) == value


@pytest.mark.parametrize("raw", ["soon", 0.5, 10_001, "1 2", float("nan"), [3], -math.inf])
def test_what_is_no_such_number_is_answered_with_what_is_wanted(raw):
    with pytest.raises(ValueError, match="give a value from 1 to 10,000 or never"):
        ask(never=True).read(raw, SCALES)


def test_never_has_to_be_on_offer():
    with pytest.raises(ValueError, match="from 0 to 1$"):
        ask("y").read("never", SCALES)


def test_places_are_read_as_text_and_as_pairs():
    path = ((10.0, 0.5), (5.0, 0.2))
    assert ask("path").read("10 0.5; 5 0.2", SCALES) == path == ask("path").read(path, SCALES)
    assert ask("curve").read("10 0.5; 5 0.2", SCALES) == path[::-1]
    assert ask("place").read([(1000, 1)], SCALES) == ((1000.0, 1.0),)
    assert ask("path").show(path) == "10 0.5; 5 0.2"
    assert ask("curve").show(tuple((x + 1.0, 0.5) for x in range(20))) == "drawn"


@pytest.mark.parametrize("shape, raw", [
    ("path", "10 0.5"), ("place", "10 0.5; 5 0.2"), ("path", "10 0.5; 5"), ("place", "10"),
    ("curve", "1 0; 20000 1"), ("path", [(1, 2), (3, 0)]), ("place", 7), ("curve", "a b; c d"),
])
def test_wrong_places_are_answered_with_an_example_that_is_right(shape, raw):
    with pytest.raises(ValueError, match="e.g. ") as error:
        ask(shape).read(raw, SCALES)
    assert ask(shape).read(str(error.value).split("e.g. ")[1], SCALES)


def test_an_unknown_shape_is_refused():
    with pytest.raises(ValueError, match="give one of x, y, place, path, curve"):
        ask("circle")


def test_a_share_counts_decades_on_a_logarithmic_scale():
    assert share(SCALES["x"], [1, 100, 10_000]) == pytest.approx([0, 0.5, 1])
    assert share(SCALES["y"], 0.3) == pytest.approx(0.3)
