"""Rules for norms, circles and landscapes, on made-up records."""

import numpy as np
import pytest

from grokviz.claims.ledger import told
from grokviz.claims.modular_addition import rules
from grokviz.run import Record
from grokviz.sweep import grid


def run(**values):
    """One run, recorded at steps 0, 10, 100, 1000."""
    values = {k: np.asarray(v, float)[:, None] for k, v in values.items()}
    steps, sweep = np.array([0, 10, 100, 1000]), {"init_seed": np.zeros(1)}
    return {1: Record("made up", {}, sweep, steps, values)}


def grokked(norm):
    return run(weight_norm=norm, test_accuracy=[0, 0, 0.1, 1], train_accuracy=[0, 1, 1, 1])


@pytest.mark.parametrize("norm, holds", [
    ([2, 2.8, 2.6, 1.5], True),
    ([2, 2.4, 2.2, 1.5], False), ([2, 3.2, 2.6, 1.5], False),       # peak 1.2, 1.6
    ([2, 2.8, 2.6, 1.2], False), ([2, 2.8, 2.6, 1.9], False),       # end 0.6, 0.95
    ([2, 2.0, 1.8, 2.8], False),                                    # peak when it generalises
])
def test_norm_path(norm, holds):
    assert rules.norm_path(1, (1.3, 1.5), (0.65, 0.8))(grokked(norm)).holds == holds


def test_a_run_that_never_generalises_has_no_such_path():
    runs = run(weight_norm=[2, 2.8, 2.6, 1.5], test_accuracy=[0] * 4, train_accuracy=[0, 1, 1, 1])
    assert not rules.norm_path(1, (1.3, 1.5), (0.65, 0.8))(runs).holds


def test_delay_removed():
    slow = run(train_accuracy=[0, 1, 1, 1], test_accuracy=[0, 0, 0, 1])[1]
    quick = run(train_accuracy=[0, 1, 1, 1], test_accuracy=[0, 0, 1, 1])[1]
    never = run(train_accuracy=[0, 1, 1, 1], test_accuracy=[0] * 4)[1]
    rule = rules.delay_removed(1, 0.8, 0.1)
    assert rule({1: slow, 0.8: quick}) [:2] == (True, "0.09 (90 for 990 steps)")
    assert not rule({1: slow, 0.8: slow}).holds and not rule({1: slow, 0.8: never}).holds
    assert told(rule({1: never, 0.8: quick}).measured) == "delay 90 held, never free"


@pytest.mark.parametrize("test, holds", [
    ([0, 0, 1, 1], True), ([0, 1, 1, 1], True),
    ([0, 0, 0, 1], False), ([0] * 4, False),            # 900 steps later; never
])
def test_together(test, holds):
    found = run(train_accuracy=[0, 1, 1, 1], test_accuracy=test)[1]
    assert rules.together(500, 150)(found).holds == holds


def test_both_sets_must_be_learnt_in_time():
    found = run(train_accuracy=[0, 0, 0, 1], test_accuracy=[0, 0, 0, 1])[1]
    assert not rules.together(500, 150)(found).holds and rules.together(1000, 150)(found).holds


@pytest.mark.parametrize("end, holds", [([100, 9, 1, 0], True), ([100, 6, 4, 0], False)])
def test_concentrates(end, holds):
    runs = run(fourier_power=[[0, 4, 3, 3]] * 3 + [end])
    assert rules.concentrates(1, 2, 0.8, top=1)(runs).holds == holds


def test_memorises():
    rule = rules.memorises(1, 0.1)
    assert rule(run(train_accuracy=[0, 0, 1, 1], test_accuracy=[0, 0.05, 0.04, 0.04])).holds
    assert not rule(run(train_accuracy=[0, 0, 1, 1], test_accuracy=[0, 0.2, 0, 0])).holds
    assert not rule(run(train_accuracy=[0, 0, 0, 0], test_accuracy=[0, 0, 0, 0])).holds


def landscape(**values):
    """Three norms by two shares, one seed."""
    sweep = grid(init_scale=[0.5, 1, 2], train_fraction=[0.2, 0.4], init_seed=0)
    values = {k: np.asarray(v, float).reshape(1, 6) for k, v in values.items()}
    return Record("made up", {}, sweep, np.array([6]), values)


@pytest.mark.parametrize("accuracy, critical, holds", [
    ([[0, 0], [0.1, 0.9], [0, 0]], "0.4", True),
    ([[0, 0], [0.6, 0.9], [0, 0]], "0.2", False),
    ([[0, 0], [0.1, 0.4], [0, 0]], "nan", False),
])
def test_critical_fraction(accuracy, critical, holds):
    fitted = np.ones((3, 2))
    verdict = rules.critical_fraction(0.3, 0.5)(
        landscape(test_accuracy=accuracy, train_accuracy=fitted))
    assert verdict.holds == holds and verdict.measured.startswith(critical)


def test_a_share_that_is_not_fitted_says_nothing_of_the_critical_one():
    accuracy, fitted = [[0, 0], [0.1, 0.9], [0, 0]], [[0.5, 1], [0.5, 1], [0.5, 1]]
    found = landscape(test_accuracy=accuracy, train_accuracy=fitted)
    verdict = rules.critical_fraction(0.3, 0.5)(found)
    assert not verdict.holds and "not fitted at less" in verdict.measured


def test_a_critical_share_needs_a_smaller_one_that_was_tried():
    found = landscape(test_accuracy=np.ones((3, 2)), train_accuracy=np.ones((3, 2)))
    assert not rules.critical_fraction(0.1, 0.5)(found).holds


@pytest.mark.parametrize("train, test, holds", [
    ([1, 1e-4, 1e-4], [3, 0.1, 3], True), ([1, 1e-4, 1e-4], [3, 1, 0.5], False),
    ([1, 1e-4, 9e-3], [1, 1e-4, 9e-3], False),         # the right arm of the U is no wall
    ([1, 1e-4, 0.5], [3, 0.1, 3], False), ([1e-4] * 3, [3, 0.1, 3], False),
    ([1, 1, 1], [3, 0.1, 3], False),
])
def test_l_and_u(train, test, holds):
    both = {f"{k}_loss": [[9, v] for v in column] for k, column in
            (("train", train), ("test", test))}
    assert rules.l_and_u(0.4, 0.1, 0.01, 3)(landscape(**both)).holds == holds
