"""The rules on limits, on made-up runs that obey them or do not."""

import numpy as np
import pytest

from grokviz.claims.norm_minimisation import limit_rules, limits
from grokviz.claims.norm_minimisation.runs import SMALL
from grokviz.run import Record

T = np.concatenate([[0], np.geomspace(0.01, 2e5, 2000)])[:, None]
LAM = np.array([0.3, *SMALL, 0])


def path(end):
    """From (1, 0, 0) to `end` in slow time; at λ 0 it stays. Weights (records, runs, 3)."""
    done = 1 - np.exp(-T * LAM)
    start, end = np.array([1.0, 0, 0]), np.asarray(end, float)
    return Record("made up", {}, {"weight_decay": LAM}, np.arange(len(T)), {
        "flow_time": np.broadcast_to(T, done.shape), "slow_time": T * LAM,
        "weights": start + done[:, :, None] * (end - start)})


@pytest.mark.parametrize("end, holds", [((0.2, 0.6, 0.4), True), ((0.9, 0, 0), False)])
def test_limits_that_do_not_commute_end_far_apart(end, holds):
    assert limit_rules.do_not_commute(3, 5, 10, 1.05)(path(end)).holds == holds


def test_limits_that_commute_are_told_apart():
    """With decay the run goes off at once, at every decay: nothing is close at a fixed time."""
    run = path((0.2, 0.6, 0.4))
    gone = np.broadcast_to(np.where(LAM > 0, 1 - np.exp(-T), 0)[:, :, None], (len(T), 7, 3))
    both = Record("", {}, run.sweep, run.steps, run.values | {
        "weights": np.array([1.0, 0, 0]) - gone * [0.8, -0.6, -0.4]})
    assert not limit_rules.do_not_commute(3, 5, 10, 1.05)(both).holds


@pytest.mark.parametrize("end, holds", [((0.8, 0.8), True), ((1.6, 0.4), False)])
def test_a_minimum_of_the_norm_has_nothing_along_the_manifold(end, holds, monkeypatch):
    """One input of one feature: u v = y, whose tangent at (u, v) is (u, -v)."""
    monkeypatch.setattr(limit_rules.norm_flow_forecast, "known",
                        lambda r: {"inputs": np.ones((1, 1, 1))})
    s = np.linspace(0, 10, 101)
    weights = np.where(s[:, None] < 5, [3.2, 0.2], end)[:, None]
    run = Record("", {}, {"weight_decay": np.array([0.1])}, np.arange(101),
                 {"slow_time": s[:, None], "weights": weights})
    assert limit_rules.stationary(0.5, 0.01)(run).holds == holds


def test_the_claims_are_of_the_area():
    assert [c.id for c in limits.CLAIMS] == ["end_is_stationary", "limits_do_not_commute"]
    assert all(c.rule.excludes and c.seeded for c in limits.CLAIMS)
