"""Times that do not depend on where their steps were cut."""

import numpy as np
from numpy.testing import assert_allclose, assert_array_equal

from grokviz.engines.streaming.clock import Clock


def run(cuts, turns, steps=100):
    """The time after `steps`, read at every cut on the way; `turns` are {step: rates}."""
    clock = Clock(2)
    clock.set(np.array([0.1, 0.3]), 0)
    for step in sorted({*cuts, *turns}):
        clock.at(step)
        if step in turns:
            clock.set(np.array(turns[step]), step)
    return clock.at(steps)


def test_it_is_one_product_since_the_rate_last_changed():
    assert_array_equal(run([], {}), [0.1 * 100, 0.3 * 100])
    assert_array_equal(run(range(100), {}), run([7, 50], {}))
    turned = {33: [0.2, 0.3]}
    assert_array_equal(run(range(100), turned), [0.1 * 33 + 0.2 * 67, 0.3 * 100])
    assert_allclose(np.add.reduce([0.1] * 100), 10.0)       # what a sum would come to, all but
    assert np.sum(np.cumsum([0.1] * 100)[-1]) != 0.1 * 100


def test_a_change_of_one_run_leaves_the_other_to_the_last_bit():
    with_it, without = run([], {37: [0.2, 0.3]}), run([], {})
    assert with_it[1] == without[1] and with_it[0] != without[0]


def test_going_on_from_a_state_is_the_same_to_the_last_bit():
    whole, first, second = Clock(1), Clock(1), Clock(1)
    for clock in (whole, first):
        clock.set(np.array([0.1]), 0)
        clock.set(np.array([0.7]), 13)
    second.restore(first.state(), 40)
    second.set(np.array([0.7]), 40)                 # as a run that goes on is told its rate again
    assert_array_equal(second.at(99), whole.at(99))


def test_a_state_with_the_time_alone_is_gone_on_from_too():
    clock = Clock(2)
    clock.restore(np.array([4.0, 5.0]), 40)
    clock.set(np.array([0.5, 1.0]), 40)
    assert_array_equal(clock.at(42), [5.0, 7.0])
