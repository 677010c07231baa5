"""Stored experiments: several in turn are each as it is alone."""

import numpy as np
from numpy.testing import assert_array_equal

from grokviz.recipes import toy_addition
from grokviz.recipes.stored import in_turn
from grokviz.recording import record


def test_experiments_in_turn_are_each_as_it_is_alone():
    parts = [toy_addition.landscape(25, seed, points=5, width=10, steps=100) for seed in (3, 4)]
    both = record(in_turn(parts, data_seed=[3, 4]), progress=False)
    assert both.settings["data_seed"] == [3, 4] and both.settings["steps"] == both.steps[-1]
    assert (np.diff(both.steps) > 0).all() and both.runs == 50
    for runs, part in zip((slice(25), slice(25, None)), parts, strict=True):
        alone = record(part, progress=False)
        assert_array_equal(both.values["test_loss"][-1, runs], alone.values["test_loss"][-1])
        assert_array_equal(both.sweep["data_seed"][runs], alone.sweep["data_seed"])
    middle = both.values["train_loss"][both.steps == parts[0].settings["steps"]][0]
    assert np.isfinite(middle[:25]).all() and np.isnan(middle[25:]).all()
