"""Records that are made in one go, and which of them have a state."""

from collections import deque

import pytest

from grokviz.engines.streaming.marks import in_one_go, with_state

DUE = [0, 1, 2, 3, 100, 101, 102, 103, 104, 300]


def test_the_last_of_those_a_hair_apart_has_the_state():
    assert with_state(DUE) == {0, 1, 2, 3, 102, 104, 300}
    assert with_state([]) == set() and with_state([7]) == {7}


@pytest.mark.parametrize("pace", [1, 2, 3, 50, 1000])
def test_no_pace_takes_marks_past_one_with_a_state(pace):
    left, ends, at, found = deque(DUE), with_state(DUE), 0, []
    while left:
        marks = in_one_go(left, at + pace, ends)
        assert not set(marks[:-1]) & ends
        found += marks
        at = marks[-1] if marks else at + pace
    assert found == DUE
