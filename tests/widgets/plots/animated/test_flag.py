"""The guess on the strip."""

import numpy as np
import pytest

from grokviz.run import Record
from grokviz.widgets.plots.animated.flag import Flag


def run(steps):
    return Record("toy", {}, {"seed": np.zeros(1)}, np.arange(steps), {
        "norm": np.ones((steps, 1))})


@pytest.mark.parametrize("log", [True, False])
def test_the_handle_stands_inside_the_axis_and_elsewhere_each_time(log):
    flag, places = Flag(), set()
    for _ in range(20):
        flag.plant(True, 10_000, log)
        places.add(flag.state["step"])
        flag.plant(False, 10_000, log)
    assert len(places) > 3 and min(places) >= 1 and max(places) <= 9_000


def test_a_placed_flag_stays_until_another_run_opens():
    flag = Flag()
    flag.plant(True, 100, False)
    flag.place(30.0)
    flag.plant(False, 100, False)
    assert flag.state == {"step": 30.0, "placed": True}
    flag.plant(True, 100, False)
    assert flag.state["placed"] is False


def test_the_verdict_compares_with_what_was_asked_or_says_never():
    flag, asked = Flag(), [{"step": 2.0}, {"step": 5.0, "asked": True}]
    flag.plant(True, 100, False)
    assert flag.verdict(run(9), asked, True) is None            # nobody guessed
    flag.place(3.0)
    assert flag.verdict(run(9), asked, False)["step"] == 5.0
    assert flag.verdict(run(9), asked[:1], False) is None       # it may still happen
    assert flag.verdict(run(9), asked[:1], True)["step"] == 8.0
