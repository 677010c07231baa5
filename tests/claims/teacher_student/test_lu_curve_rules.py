"""The rules of the L and the U, and of stored numbers, on made-up curves."""

import numpy as np
import pytest

from grokviz.claims.teacher_student import lu_curve_rules as rules
from grokviz.claims.teacher_student import published_runs
from grokviz.run import Record

# The paper's own curves; at 0.63 and beyond the training loss is below what it printed.
TRAIN = dict(zip(published_runs.SCALES, (
    1.42e-2, 7.43e-3, 1.4e-3, 8.6e-5, *[1e-6] * 7), strict=True))
TEST = dict(zip(published_runs.SCALES, (1.64e-2, 1.17e-2, 2.27e-3, 3.33e-4, 8.6e-5, 7.8e-5, 1.47e-3,
                                  4.06e-2, 0.429, 2.44, 9.62), strict=True))
SCALE = {round(float(a), 2): a for a in published_runs.SCALES}


def ends(name, losses):
    """Runs that end at the given losses."""
    def run(loss):
        return Record("made up", {}, {"init_scale": np.ones(1)}, np.array([0, 1]),
                      {name: np.array([[1.0], [loss]])})

    return {a: run(loss) for a, loss in losses.items()}


@pytest.mark.parametrize(("change", "holds"), [
    ({}, True),
    ({0.25: 1.0, 0.4: 1.0}, True),                  # nothing is said of the bend
    ({0.63: 2e-5}, False), ({10.0: 1.0}, False), ({10.0: np.nan}, False),
    ({0.16: 4e-3}, False), ({0.1: 1e-6}, False),
])
def test_l_shape(change, holds):
    losses = TRAIN | {SCALE[a]: loss for a, loss in change.items()}
    assert rules.l_shape()(ends("train_loss", losses)).holds == holds


@pytest.mark.parametrize(("change", "holds"), [
    ({}, True),
    ({0.63: 7.0e-5}, True),                         # the other of the two
    ({0.4: 6e-5}, False), ({1.58: 6e-5}, False),    # the minimum elsewhere
    ({1.0: 2e-5}, False),                           # too low
    ({1.0: 1.0, 0.63: 3e-4}, False),                # too high
    ({2.51: 0.07}, False), ({3.98: 0.1}, False), ({10.0: 3.0}, False),
])
def test_u_shape(change, holds):
    losses = TEST | {SCALE[a]: loss for a, loss in change.items()}
    assert rules.u_shape()(ends("test_loss", losses)).holds == holds


def test_near_names_the_numbers_that_are_not():
    found = rules.near("loss", [1.04, 2.2, 3.0], [1, 2, 3], 0.05, labels=["a", "b", "c"])
    assert found [:2] == (False, "loss 2 of 3, within 10%; b: 2.2 for 2")
    assert rules.near("loss", [1.04, 2.2], [1, 2], 0.1001, labels="ab").holds
    assert rules.near("accuracy", [0.14], [0.144], absolute=0.005, labels="a").holds
    assert not rules.near("accuracy", [0.15], [0.144], absolute=0.005, labels="a").holds
    assert not rules.near("loss", [np.nan], [1], 0.05, labels="a").holds
    assert not rules.near("loss", [], [], 0.05, labels="").holds
