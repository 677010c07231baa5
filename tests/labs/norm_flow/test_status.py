"""Status lines of the norm-flow lab, on the stored runs that its views open with."""

import re

import numpy as np

from grokviz import store
from grokviz.labs.norm_flow.status import describe


def small_at(record, side):
    """Flow time at which a loss is at a hundredth of its first value, between two records."""
    loss, times = record.values[side][:, 0], record.values["flow_time"][:, 0]
    after = int((loss > loss[0] / 100).argmin())
    return times[after - 1], times[after]


def test_after_the_slide_it_says_how_much_later_the_test_loss_was_small():
    """The ratio of the two times, not of the run's length to the fit."""
    record = store.stored("norm_flow.diagonal_network")
    said = describe(record, "recorded", None)
    found = re.search(
        r"test loss came to 1% at t = (?:\S+–)?([\d,.]+), ([\d,]+) times as late", said)
    time, times = (float(part.replace(",", "")) for part in found.groups())
    (fit_low, fit), (low, high) = (small_at(record, side) for side in ("train_loss", "test_loss"))
    assert low < time <= high * 1.01 and high / fit * 0.99 < times < high / fit_low
    assert times < record.values["flow_time"][-1, 0] / fit / 2


def test_a_fit_is_a_hundredth_of_the_first_loss_and_no_zero_loss():
    record = store.stored("norm_flow.relu_network")
    said = describe(record, "recorded", None)
    at = float(re.match(r"Since t = (?:\S+–)?([\d.]+) its training loss is below 1%", said)[1])
    loss, times = (record.values[name][:, 0] for name in ("train_loss", "flow_time"))
    assert loss[np.searchsorted(times, at * 1.01) - 1] < loss[0] / 100 < loss[times < at * 0.99][-1]
