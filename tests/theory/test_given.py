"""Laws refuse records that lack a value, and invalid arguments."""

import numpy as np
import pytest

import grokviz as gv
from grokviz.theory import delay, first_layer, norm_flow

RECORD = gv.record(gv.recipes.shell_toy.slide(steps=100), progress=False)


@pytest.mark.parametrize("call, error, says", [
    (lambda: delay.weight_norm_law(5), TypeError, "record is 5; give a Record"),
    (lambda: delay.weight_norm_law(RECORD), ValueError, "which has no learning_rate"),
    (lambda: norm_flow.imbalance_law(RECORD), ValueError, "which has no imbalance"),
    (lambda: delay.generalisation_time(-1, 1, 1, 1), ValueError, "start_norm has -1; give numb"),
    (lambda: delay.generalisation_time([1, 2], [1, 2, 3], 1, 1), ValueError, "the shapes are"),
    (lambda: delay.generalisation_time("a", 1, 1, 1), ValueError, "start_norm is 'a'"),
    (lambda: delay.critical_norm([1, 2], [1], 1), ValueError, r"losses is \[1\]; .*shape \(2,\)"),
    (lambda: norm_flow.hyperbola([1, 2], [0]), ValueError, r"start is .*shape \(runs, 2\)"),
    (lambda: norm_flow.hyperbola([[1, 2]], [-1]), ValueError, "slow_time has -1"),
    (lambda: norm_flow.fall([[1, 2]], points=10**12), ValueError, "points is 1,000,000,000,000; g"),
    (lambda: norm_flow.diagonal([[1.0]], [1.0, 2.0], [1, 1], [0]), ValueError, "targets is"),
    (lambda: first_layer.update([1], 2, 3, 4), TypeError, r"E is \[1\]; give a tensor"),
])
def test_what_is_wrong_is_named(call, error, says):
    with pytest.raises(error, match=says):
        call()


def test_what_is_right_passes_whatever_holds_it():
    found = delay.generalisation_time(np.float32(2), [1, 4], 0.1, 0)
    np.testing.assert_array_equal(found, [np.inf, 0])
