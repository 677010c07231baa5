"""The ledger of penalties: ids, and rules on made-up runs that obey them or do not."""

import numpy as np
import pytest

from grokviz.claims.mutations import mutated
from grokviz.claims.penalties import rules
from grokviz.claims.penalties.claims import CLAIMS
from grokviz.claims.penalties.runs import SHARES, slow_time_of, step_of
from grokviz.run import Record

STEPS = np.arange(0, 2001, 10)


def made(found=(1000, 1000), fitted=10, sweep=None, **values):
    """Runs fitted at one step, and the truth found at a step each; nan is never."""
    found = np.asarray(found, float)
    t = STEPS[:, None]
    sweep = {"learning_rate": np.full(len(found), 0.1),
             "penalty_strength": np.full(len(found), 0.01)} | (sweep or {})
    shown = {"train_error": np.where(t >= fitted, 0.0, 1.0) + np.zeros_like(found),
             "test_error": np.where(t >= np.nan_to_num(found, nan=1e9), 0.0, 0.8)}
    return Record("made up", {}, sweep, STEPS, shown | {k: f(t + 0 * found)
                                                        for k, f in values.items()})


def test_ids_are_unique_and_every_area_of_the_paper_is_there():
    assert len({c.id for c in CLAIMS}) == len(CLAIMS) >= 20
    assert {c.area for c in CLAIMS} == {"penalties"}
    assert all("arXiv:2506.05718" in c.paper and c.statement.endswith(".") for c in CLAIMS)
    assert {c.id for c in CLAIMS if not c.expected} >= {"error_order", "depth_delays"}


def test_steps_and_slow_times_are_read_off():
    found = made((500, np.nan))
    np.testing.assert_array_equal(step_of(found, "test_error", 0.1), [500, np.nan])
    np.testing.assert_allclose(slow_time_of(found, "test_error", 0.1), [0.5, np.nan])


@pytest.mark.parametrize("rule, good, bad", [
    (rules.late(50), made((600, 700)), made((600, 400))),
    (rules.late(50), made((600, 700)), made((600, np.nan))),
    (rules.same_slow_time(1.1), made((1000, 1050)), made((1000, 1200))),
    (rules.same_slow_time(1.1), made((1000, 1050)), made((1000, np.nan))),
    (rules.winner("l1", 0.5), made((500, np.nan), sweep={"penalty": np.array(["l1", "l2"])}),
     made((500, 500), sweep={"penalty": np.array(["l1", "l2"])})),
    (rules.falls_and_grows("a", "b", 1.3), made(a=lambda t: 1e4 - t, b=lambda t: 1e3 + t),
     made(a=lambda t: 1e4 - t, b=lambda t: 1e3 - t / 10)),
    (rules.falls_and_grows("a", "b", 1.3), made(a=lambda t: 1e4 - t, b=lambda t: 1e3 + t),
     made(a=lambda t: 1e4 + t, b=lambda t: 1e3 + t)),
    (rules.by_share(-1), made([100, 100, 300, np.nan, np.nan, np.nan, np.nan, np.nan]),
     made([100] * 2 * len(SHARES))),
    (rules.by_share(1), made([np.nan, np.nan, np.nan, 500, 400, 400, 300, 300]),
     made([100, 100, 300, np.nan, np.nan, np.nan, np.nan, np.nan])),
])
def test_a_rule_holds_where_it_should_and_nowhere_else(rule, good, bad):
    assert rule(good).holds and not rule(bad).holds


def depths(small, large, fit=0.0):
    ends = {1: (0.8, 0.8), 2: (small, large)}
    return {d: Record("", {}, {"init_scale": np.array([1e-3, 1.0])}, STEPS[:1],
                      {"test_error": np.array([e]), "train_error": np.full((1, 2), fit)})
            for d, e in ends.items()}


@pytest.mark.parametrize("small, large, holds", [(0.01, 0.8, True), (0.2, 0.8, False),
                                                 (0.01, 0.3, False)])
def test_depth_counts_from_small_starts(small, large, holds):
    assert rules.generalises(2, 0.1, 0.6)(depths(small, large)).holds == holds
    assert rules.never(1, 0.7)(depths(small, large)).holds
    assert not rules.never(2, 0.7)(depths(small, 0.5)).holds


def test_that_a_truth_is_not_found_says_something_only_of_fitted_data():
    unfitted = depths(0.01, 0.8, fit=0.2)
    assert not rules.never(1, 0.7)(unfitted).holds
    assert not rules.generalises(2, 0.1, 0.6)(unfitted).holds
    race = made((500, np.nan), sweep={"penalty": np.array(["l1", "l2"])})
    assert not rules.winner("l1", 0.5)(mutated(race, "frozen")).holds
    never = made((500, np.nan), fitted=1e9, sweep={"penalty": np.array(["l1", "l2"])})
    assert not rules.winner("l1", 0.5)(never).holds


def test_every_rule_says_what_its_sentence_excludes():
    assert all(c.rule.excludes for c in CLAIMS)


def group(t_test, norm=lambda t: 1 + 0 * t):
    """Accuracies that reach 1 at step 10 and at t_test, by penalty; strengths 1e-3, 1e-4."""
    found, t = {}, STEPS[:, None]
    for name, when in t_test.items():
        when = np.nan_to_num(np.asarray(when, float), nan=1e9)
        found[name] = Record("", {}, {"penalty_strength": np.array([1e-3, 1e-4])}, STEPS, {
            "train_accuracy": (t >= 10) * np.ones_like(when),
            "test_accuracy": (t >= when) * 1.0, "weight_norm": norm(t) + 0 * when})
    return found


def test_the_rules_of_modular_addition():
    nan = np.nan
    right = group({"none": (nan, nan), "l1": (nan, 500), "l2": (300, 600)})
    assert rules.groks(5)(right).holds
    assert not rules.groks(5)(right | group({"none": (nan, 900)})).holds
    assert not rules.groks(5)(right | group({"l1": (nan, nan)})).holds
    assert not rules.groks(5)(right | group({"l2": (20, 40)})).holds
    assert rules.delay_ratio("l2", 1.9, 2.1)(right).holds
    assert rules.delay_ratio_of(1.9, 2.1)(right["l2"]).holds
    assert rules.groks_late(5)(right["l2"]).holds
    assert not rules.groks_late(5)(right["l1"]).holds                   # one never came
    assert not rules.groks_late(31)(right["l2"]).holds
    assert not rules.delay_ratio("l1", 0, 99)(right).holds              # one never came
    assert not rules.norm_rises(1.15)(right["l2"]).holds
    assert not rules.norm_rises(1.15)(group({"l1": (nan, nan)}, lambda t: 1 + t / 1000)["l1"]).holds
    assert rules.norm_rises(1.15)(group({"l1": (400, 500)}, lambda t: 1 + t / 1000)["l1"]).holds


@pytest.mark.parametrize("id", ["l1_recovers", "l1_wait_order", "l2_grows", "nuclear_wait"])
def test_the_quick_claims_come_out_as_the_ledger_expects_on_other_seeds(id):
    (claim,) = (c for c in CLAIMS if c.id == id)
    judged = claim.judge((103, 104))
    assert not judged.surprising, judged.measured
    assert judged.verdict.seeds == 2
