"""The valley law beside the product it stands for, and the time to generalise."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from grokviz.run import Change, Record
from grokviz.theory.delay import critical_norm, generalisation_time, weight_norm_law

RATE, DECAY, START = np.array([0.01, 0.05]), np.array([0.3, 2.0]), np.array([9.0, 17.0])


def record(changes=(), last=500):
    return Record("r", {"steps": last}, {"learning_rate": RATE, "weight_decay": DECAY},
                  np.array([0, 10]), {"weight_norm": np.stack([START, [0, 0]])}, changes)


def product(changes, last):
    """Step by step: w *= 1 - lr wd, with the settings that hold at that step."""
    now, norm, rows = {"learning_rate": RATE, "weight_decay": DECAY}, START.copy(), [START]
    for step in range(last):
        now |= {c.name: np.array(c.value) for c in changes if c.step == step}
        norm = norm * (1 - now["learning_rate"] * now["weight_decay"])
        rows.append(norm)
    return np.array(rows)


@pytest.mark.parametrize("changes", [
    (),
    (Change(100, "weight_decay", (1.0, 0.0)),),
    (Change(0, "learning_rate", (0.02, 0.1)), Change(37, "weight_decay", (5.0, 0.5)),
     Change(37, "learning_rate", (0.1, 0.001)), Change(412, "weight_decay", (0.0, 3.0))),
])
def test_the_law_is_the_exact_product_of_all_steps(changes):
    law = weight_norm_law(record(changes), points=40)
    steps = law.steps.astype(float)
    assert steps[0] == 0 and steps[-1] == 500 and (np.diff(steps) > 0).all()
    whole = np.flatnonzero(steps == np.round(steps))        # between two steps it is interpolated
    assert {0, 1, 500, *(c.step for c in changes)} <= set(steps[whole].astype(int).tolist())
    wanted = product(changes, 500)[steps[whole].astype(int)]
    assert_allclose(law.values["weight_norm"][whole], wanted, rtol=1e-11)


def test_between_two_steps_the_law_is_a_smooth_exponential():
    law = weight_norm_law(record(), points=40)
    wanted = START * (1 - RATE * DECAY) ** law.steps[:, None]
    assert_allclose(law.values["weight_norm"], wanted, rtol=1e-11)


def test_without_decay_the_norm_stays():
    law = weight_norm_law(record((Change(0, "weight_decay", (0.0, 0.0)),)))
    assert_array_equal(law.values["weight_norm"], np.broadcast_to(START, (len(law.steps), 2)))


def test_the_time_to_generalise_is_the_time_the_law_takes():
    """ln(w0/w_c)/(eta lambda), which the product reaches in the limit of small steps."""
    time = generalisation_time(17.28, 10.37, 3e-4, np.array([0.05, 0.1, 0.3]))
    assert_allclose(time, np.log(17.28 / 10.37) / (3e-4 * np.array([0.05, 0.1, 0.3])), rtol=1e-12)
    steps = np.log(10.37 / 17.28) / np.log1p(-3e-4 * np.array([0.05, 0.1, 0.3]))
    assert_allclose(time, steps, rtol=1e-4)


def test_its_limits_are_zero_inside_and_never_without_decay():
    assert_array_equal(generalisation_time([5, 10, 20, 5], 10, 0.01, [0.1, 0.1, 0, 0]),
                       [0, 0, np.inf, 0])
    assert_array_equal(generalisation_time(20, 10, [0.0], 0.1), [np.inf])


def test_the_critical_norm_is_where_the_right_arm_crosses():
    """On a U made of two straight lines in logarithms, loss = max(w⁻², w³)."""
    norms = np.geomspace(0.1, 10, 41)
    losses = np.maximum(norms**-2.0, norms**3.0)
    assert critical_norm(norms, losses, 8.0) == pytest.approx(2.0)
    assert critical_norm(norms, losses, 100.0) == pytest.approx(100 ** (1 / 3))
    assert np.isnan(critical_norm(norms, losses, 0.5))          # the bottom is above
    assert np.isnan(critical_norm(norms, losses, 2000.0))       # the arm ends below
