"""The steps to measure at: mended where it is plain what is meant, refused where it is not."""

import itertools

import numpy as np
import pytest

from grokviz.engines.streaming.due import due_steps
from grokviz.recording import record

FOUR = [0, 10, 50, 100]


@pytest.mark.parametrize("records", [
    [100, 50, 10], [50, 10, 100, 50], [0, 10, 50, 100], {10, 50, 100}, (10.0, 50.0, 100.0),
    np.array([50.0, 10, 100]), (s for s in (100, 10, 50)), [np.int64(10), 50, 100]])
def test_order_and_doubles_are_mended_and_step_0_is_always_there(records):
    assert due_steps(records, 100, None) == FOUR


@pytest.mark.parametrize("wrong, says", [
    ([0, 50, 200], "records has 200; give whole steps from 0 to 100"),
    ([-1, 50], "records has -1; give"), ([0.5], "records has 0.5"), ([True], "records has True"),
    ([None], "records has None"), (["5"], "records has '5'"), ([float("nan")], "records has nan"),
    ([], "records is an empty list"), ("100", "records is '100'"), (5, "records is 5"),
    ({5: 1}, "records is {5: 1}"), ([[1, 2]], r"records has \[1, 2\]"), ([10**400], "records has"),
    (itertools.count(), "records has more than 100,000"), (itertools.repeat(0), "more than"),
])
def test_what_is_no_step_of_the_run_is_refused(wrong, says):
    with pytest.raises(ValueError, match=says):
        due_steps(wrong, 100, None)


@pytest.mark.parametrize("make", ["teacher_student.grokking", "modular_addition.grokking",
                                  "norm_flow.hyperbola", "penalties.sparse_recovery",
                                  "first_layer.simulated", "toy_addition.full_trajectory"])
def test_every_recipe_that_takes_records_takes_them_so(make):
    import grokviz as gv

    area, name = make.split(".")
    recipe = getattr(getattr(gv.recipes, area), name)
    with pytest.raises(ValueError, match="records has 101; give whole steps from 0 to 100"):
        recipe(steps=100, records=[0, 101])
    found = record(recipe(steps=100, records=[3, 1, 3]), progress=False)
    assert found.steps.tolist() == [0, 1, 3]
