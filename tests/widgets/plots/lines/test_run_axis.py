"""Where the records of a run stand on the x axis of its curves."""

import numpy as np
import pytest

from grokviz.run import Record
from grokviz.widgets.plots.core.axes import axis
from grokviz.widgets.plots.lines.run_axis import RunAxis, furthest

RECORD = Record("r", {"steps": 1000}, {"rate": np.array([0.1, 0.2])}, np.array([0, 10, 100]),
                {"loss": np.ones((3, 2))})


def made(x=None, ends=None):
    return RunAxis(axis("x", 1, 100, log=True), x, True, ends)


def slow(record):
    return record.steps[:, None] * record.sweep["rate"]


def test_a_step_stands_where_it_is_and_step_0_at_the_edge():
    steps = made()
    assert [steps.place(RECORD, step) for step in (0, 10, 55)] == [1, 10, 55]
    assert steps.moment(RECORD, 55.0) == 55 and steps.tells_moments


def test_another_clock_is_that_of_the_furthest_run_and_goes_back_to_the_step():
    other = made(slow, lambda settings: (0.1, 20.0))
    assert other.place(RECORD, 55) == pytest.approx(0.2 * 55)
    for step in RECORD.steps[1:]:
        assert other.moment(RECORD, other.place(RECORD, step) + 1e-9) == step
    assert made(slow).moment(RECORD, 3.0) is None and not made(slow).tells_moments


def test_the_axis_makes_room_once_for_a_run():
    steps = made()
    assert steps.fit({"steps": 5000}) and steps.scale.max == 5000
    assert not steps.fit({"steps": 5000})
    assert steps.axis.tick_values.tolist() == [1, 10, 100, 1000]
    assert not made(slow).fit({"steps": 5000})          # its ends do not depend on the run


def test_a_lost_run_is_nowhere():
    assert furthest(np.array([[1.0, np.nan], [2.0, 3.0]])).tolist() == [1, 3]
