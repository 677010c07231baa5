"""Numbers read off a history, beside closed forms and plain loops."""

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from grokviz.metrics import (
    LATE,
    PHASES,
    UNDECIDED,
    Time,
    binomial_interval,
    first_step,
    first_times,
    geometric_mean,
    log_slope,
    majority,
    median_time,
    phase,
)

STEPS = np.array([0, 1, 10, 100, 1000])


def test_first_step_is_what_a_plain_search_finds():
    reached = np.random.default_rng(0).random((5, 200)) < 0.3

    def search(column):
        return next((s for s, r in zip(STEPS, column, strict=True) if r), math.nan)

    assert_array_equal(first_step(STEPS, reached), [search(column) for column in reached.T])
    assert np.isnan(first_step(STEPS, reached)).any()


def test_an_empty_history_has_no_first_step():
    assert_array_equal(first_step(np.empty(0), np.empty((0, 2), bool)), [np.nan, np.nan])


def test_a_first_time_lies_between_the_record_before_and_that_at_which_it_was_seen():
    """Whatever every step shows, any choice of records brackets it."""
    rng = np.random.default_rng(1)
    every = np.arange(301)
    true = rng.integers(0, 400, 60)                     # some never come
    records = np.unique([0, *rng.choice(every, 25)])
    found = first_times(records, records[:, None] >= true)
    for time, when in zip(found, true, strict=True):
        if when > records[-1]:
            assert np.isnan(time) and np.isnan(time.after)
        else:
            assert time.after < when <= time or time.after == time == when
            assert {time.after, float(time)} <= set(records.tolist())
    assert_array_equal([*found], first_step(records, records[:, None] >= true))
    assert all(t == t.after == when for t, when in zip(
        first_times(every, every[:, None] >= true[true <= 300]), true[true <= 300], strict=True))


def test_other_clocks_may_differ_between_runs_and_are_never_exact():
    clock = np.array([[0.0, 0.0], [0.5, 1.0], [1.5, 3.0]])
    slow, never = first_times(clock, np.array([[0, 0], [0, 0], [1, 0]], bool))
    assert (slow.after, slow) == (0.5, 1.5) and np.isnan(never)
    late, _ = first_times(np.array([40, 80]), np.array([[1, 1], [1, 1]], bool))
    assert (late.after, late) == (0, 40)                # runs begin at step 0, recorded or not


@pytest.mark.parametrize("time, spec, text", [
    (Time(1100, 1050), ",.0f", "1,050–1,100"),
    (Time(1100, 1050), "14,.0f", "   1,050–1,100"),
    (Time(1100, 1050), "<14,.0f", "1,050–1,100   "),
    (Time(1.52, 1.48), ".2g", "1.5"),                   # alike in the digits shown
    (Time(7), ",.0f", "7"),
    (Time(math.nan), "8,.0f", "   never"),
    (Time(1100, 1050), "", "1,050–1,100"),              # as in an f-string
])
def test_a_time_is_written_with_both_its_ends_in_the_width_asked_for(time, spec, text):
    assert format(time, spec) == text and str(Time(1100, 1050)) == "1,050–1,100"


def test_a_time_is_a_number_and_a_median_of_times_has_both_medians():
    times = [Time(100, 90), Time(40, 30), Time(math.nan)]
    assert times[0] / 4 == 25 and times[1] < times[0] and np.isfinite(times[:2]).all()
    middle = median_time(times, math.inf)
    assert (middle.after, middle) == (90, 100)
    assert median_time(times[:2]).after == 60 and np.isnan(median_time(times[2:]))


@pytest.mark.parametrize("t_train, t_test, over, want", [
    (100, 100, False, "comprehension"),
    (100, LATE * 100 - 1, True, "comprehension"),
    (100, LATE * 100, True, "grokking"),
    (100, math.nan, True, "memorisation"),
    (100, math.nan, False, None),                       # the test set may still be learnt
    (math.nan, math.nan, False, None),
    (math.nan, math.nan, True, "confusion"),
    (math.nan, 300, True, "confusion"),                 # whatever the test set says
    (math.nan, 300, False, None),
    (0, 3, True, "comprehension"),                      # step 0 counts as 1
    (0, LATE, True, "grokking"),
])
def test_each_phase_as_its_rule_says(t_train, t_test, over, want):
    found = int(phase(t_train, t_test, over))
    assert found == (UNDECIDED if want is None else PHASES.index(want))


def test_the_phase_of_most_seeds_and_of_equals_the_more_modest():
    winner, k, n = majority([[3, 2, 3], [2, 1, -1], [-1, -1, -1], [0, 1, 2], [2, -1, -1]])
    assert_array_equal(winner, [3, 1, UNDECIDED, 0, 2])
    assert_array_equal(k, [2, 1, 0, 1, 1])
    assert_array_equal(n, [3, 2, 0, 3, 1])


def test_log_slope_of_a_power_law_is_its_exponent_and_intercept_its_factor():
    x = np.geomspace(0.01, 10, 7)
    assert_allclose(log_slope(x, 3 * x**-0.7), (-0.7, math.log(3)), rtol=1e-12)


def test_log_slope_leaves_out_what_has_no_logarithm():
    x = np.array([1.0, 2, 4, 8, 0, 16, 32])
    y = np.array([2.0, 4, 8, np.nan, 5, -1, np.inf])
    assert_allclose(log_slope(x, y), (1, math.log(2)), rtol=1e-12)
    assert np.isnan(log_slope([1, 1], [2, 3])).all()
    assert np.isnan(log_slope([1, 2], [2, np.nan])).all()


def test_the_geometric_mean_is_the_root_of_the_product_and_leaves_nan_out():
    values = np.array([[1.0, 2, np.nan], [4, np.nan, np.nan], [16, 8, np.nan]])
    assert_allclose(geometric_mean(values), [4, 4, np.nan], rtol=1e-12)
    assert_allclose(geometric_mean(values.T, axis=1), [4, 4, np.nan], rtol=1e-12)


def test_a_binomial_interval_is_where_its_tails_are_a_fortieth():
    """At the ends of the interval, the sums of binomial terms are 2.5%, whoever computes them."""
    from math import comb

    k, n = 7, 40
    low, high = binomial_interval(k, n)
    term = lambda i, p: comb(n, i) * p**i * (1 - p) ** (n - i)                  # noqa: E731
    assert sum(term(i, low) for i in range(k, n + 1)) == pytest.approx(0.025)
    assert sum(term(i, high) for i in range(k + 1)) == pytest.approx(0.025)
    ends = binomial_interval([0, 5, 0], [5, 5, 0])
    np.testing.assert_allclose(ends, [[0, 0.025**0.2, 0], [1 - 0.025**0.2, 1, 1]])
