"""Runs that differ: names, courses, differences; beside closed forms."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from widgets.standin import SETTINGS

from grokviz.metrics import Time
from grokviz.run import Change, Record
from grokviz.widgets.panels.comparison import (
    course,
    difference,
    differing,
    measured,
    show,
    turn,
    with_,
)
from grokviz.widgets.player.branching import Segment

WANTED = SETTINGS.defaults()


def made(steps, *columns):
    values = np.array(columns, float).T
    return Record("made", {}, {"n": np.arange(len(columns))}, np.array(steps), {"value": values})


def test_what_differs_is_named_in_order():
    assert differing([{"a": 1, "b": 2, "c": [1, 2]}, {"a": 1, "b": 3, "c": [1, 3]}]) == ["b", "c"]
    assert differing([{"a": 1}]) == [] == differing([])


def test_the_course_of_a_run_is_all_that_was_turned_branches_included():
    segments = (Segment(0, WANTED, (Change(5, "decay", (0.3,)), Change(7, "rate", (0.1, 0.2)))),
            Segment(9, WANTED | {"decay": 0.3, "rate": [0.1, 0.2], "scale": 4.0},
                (Change(12, "decay", (0.0,)),)))
    assert course(segments) == [(5, "decay", 0.3), (7, "rate", [0.1, 0.2]), (9, "scale", 4.0),
                            (12, "decay", 0.0)]
    assert course(segments[:1])[0] == (5, "decay", 0.3) and course((Segment(0, WANTED),)) == []


def test_the_same_course_but_for_one_setting():
    segments = (Segment(0, WANTED, (Change(5, "decay", (0.3,)), Change(6, "rate", (0.1,)))),
            Segment(9, WANTED | {"decay": 0.3, "rate": 0.1}))
    found = with_(segments, "decay", 0.2)
    assert [segment.wanted["decay"] for segment in found] == [0.2, 0.2]
    assert [segment.changes for segment in found] == [(Change(6, "rate", (0.1,)),), ()]
    assert course(found) == [(6, "rate", 0.1)] and with_(segments, "scale", 2.0) == segments


def test_a_difference_is_taken_on_common_steps_the_other_interpolated():
    one = made([0, 1, 2, 4, 8, 16], np.array([0, 1, 2, 4, 8, 16]) * 3.0)
    other = made([0, 4, 8, 12], np.array([0, 4, 8, 12]) * 1.0)          # lines: known in between
    steps, apart = difference(one, other, "value")
    assert_array_equal(steps, [0, 1, 2, 4, 8])
    assert_allclose(apart[:, 0], 2.0 * steps)


def test_one_twin_may_stand_beside_several_runs_but_two_not_beside_three():
    steps, apart = difference(made([0, 1], [1, 2], [3, 4]), made([0, 1], [1, 1]), "value")
    assert_array_equal(apart, [[0, 2], [1, 3]])
    with pytest.raises(ValueError, match="3 runs and 2 runs"):
        difference(made([0], [1], [1], [1]), made([0], [1], [2]), "value")
    assert difference(made([], []), made([0], [1]), "value")[1].shape == (0, 1)


def test_words():
    assert show(SETTINGS, "decay", 0) == "off" and show(SETTINGS, "decay", [0, 0.3]) == "off…0.3"
    assert turn(SETTINGS, 1200, "decay", 0.3) == "λ→0.3 at 1,200"
    assert turn(SETTINGS, 7, "decay", 0.0) == "λ→off at 7"
    assert measured([1900.0]) == "1,900" and measured([np.nan]) == "–"
    assert measured([100, 300, np.nan]) == "200 (2/3)"
    times = Time(100, 90), Time(300, 280), Time(np.nan)
    assert measured(times) == "185–200 (2/3)" and measured(times[:1]) == "90–100"
    assert measured(times[2:]) == "–"
