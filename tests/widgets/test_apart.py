"""Runs that differ: names, runs made again, differences; beside closed forms."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from widgets.standin import SETTINGS, counting

from grokviz.run import Change, Record, record
from grokviz.widgets.apart import again, difference, differing, measured, origin, show, turned

WANTED = SETTINGS.defaults()


def made(steps, *columns):
    values = np.array(columns, float).T
    return Record("made", {}, {"n": np.arange(len(columns))}, np.array(steps), {"value": values})


def test_what_differs_is_named_in_order():
    assert differing([{"a": 1, "b": 2, "c": [1, 2]}, {"a": 1, "b": 3, "c": [1, 3]}]) == ["b", "c"]
    assert differing([{"a": 1}]) == [] == differing([])


def test_a_run_with_turned_settings_is_made_again_from_what_it_began_with():
    hot, history = {}, None
    stream = counting(WANTED).start(hot)
    steps = []
    for snapshot in stream:
        if snapshot is not None:
            steps.append(snapshot.values["value"][0])
            hot["decay"] = {4: 0.3, 12: 0.0}.get(snapshot.step, hot.get("decay", 0.1))
    changes = (Change(5, "decay", (0.3,)), Change(13, "decay", (0.0,)))
    history = record(again(counting(WANTED), changes), progress=False)
    assert_allclose(history.values["value"][:, 0], steps)
    assert history.changes == changes
    last = {**WANTED, "decay": 0.0}
    assert origin(last, history) == WANTED == origin(WANTED, history)


def test_the_origin_of_several_runs_is_a_list():
    runs = record(again(counting({**WANTED, "decay": [0.1, 0.2]}),
                        [Change(3, "decay", (1.0, 2.0))]), progress=False)
    assert origin({**WANTED, "decay": [1.0, 2.0]}, runs)["decay"] == [0.1, 0.2]


def test_an_experiment_made_again_is_closed_with_it():
    stream = again(counting(WANTED), []).start({})
    next(stream)
    stream.close()
    assert next(stream, None) is None


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
    assert turned(SETTINGS, "decay", [0.3, 0.3], 1200) == "λ→0.3 at 1,200"
    assert turned(SETTINGS, "decay", 0.0, 7) == "λ→off at 7"
    assert measured([1900.0]) == "1,900" and measured([np.nan]) == "–"
    assert measured([100, 300, np.nan]) == "200 (2/3)"
