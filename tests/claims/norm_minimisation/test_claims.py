"""The ledger of norm minimisation: ids, and rules on made-up runs that obey them or do not."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from grokviz.claims.norm_minimisation import first_layer_rules, flow_rules, identities, rules
from grokviz.claims.norm_minimisation.claims import CLAIMS
from grokviz.claims.norm_minimisation.runs import SMALL, at, flow_time_of, joined
from grokviz.run import Record

S = np.linspace(0, 10, 2001)


def made(runs=2, **values):
    """A record over slow time; values are functions of s (records, 1), the same in each run."""
    s = np.repeat(S[:, None], runs, 1)
    found = {k: np.asarray(f(s)) for k, f in values.items()}
    return Record("made up", {}, {"weight_decay": np.full(runs, 0.1)}, np.arange(len(S)),
                  {"slow_time": s, "flow_time": 10 * s, **found})


def test_ids_are_unique_and_there_are_enough():
    assert len({c.id for c in CLAIMS}) == len(CLAIMS) >= 20
    assert {c.area for c in CLAIMS} == {"norm_minimisation"}
    assert all("arXiv:" in c.paper and c.wanted and c.statement.endswith(".") for c in CLAIMS)
    assert any(not c.expected for c in CLAIMS)


def test_values_are_read_between_records_for_each_run_by_its_own_clock():
    fast = made(1, x=lambda s: 3 * s)
    slow = Record("", {}, fast.sweep, fast.steps,
                  {k: v / 2 if k == "slow_time" else v for k, v in fast.values.items()})
    both = joined([fast, slow])
    assert_allclose(at(both, "x", 1.2345), [3 * 1.2345, 6 * 1.2345])
    assert_allclose(at(both, "x", 7.5), [22.5, 30.0])              # beyond the end: the last
    vector = made(2, x=lambda s: s[:, :, None] * np.ones(3))
    assert at(vector, "x", 0.5).shape == (2, 3)


def test_the_first_flow_time_below_a_share_and_nan_where_never():
    found = made(1, x=lambda s: np.exp(-s))
    assert_allclose(flow_time_of(found, "x", 0.1), 10 * np.log(10), rtol=0.01)
    assert np.isnan(flow_time_of(found, "x", 1e-9)).all()


@pytest.mark.parametrize("rule, good, bad", [
    (rules.value("x", 2, 3.9, 4.1), {"x": lambda s: s**2}, {"x": lambda s: s}),
    (rules.ratio("x", 1, 2, 2.7), {"x": lambda s: np.exp(-s)},
     {"x": lambda s: np.exp(-0.9 * s)}),
    (rules.imbalance(0.2, 1.2, 0.02), {"imbalance": lambda s: np.exp(-2 * s)},
     {"imbalance": lambda s: np.exp(-1.9 * s)}),
    (rules.falls("x", 0.1, 0.02, 2.2, 2.4), {"x": lambda s: np.exp(-s)},
     {"x": lambda s: np.exp(-2 * s)}),
    (rules.falls("x", 0.1, 0.02, 0, 99), {"x": lambda s: np.exp(-s)},
     {"x": lambda s: 1 + 0 * s}),                                   # never
    (first_layer_rules.smooth_norm, {"weight_norm": lambda s: np.exp(-0.3 * s),
                                     "test_accuracy": lambda s: 1.0 * (s > 1)},
     {"weight_norm": lambda s: np.where(s > 1, 1.0, 2.0),
      "test_accuracy": lambda s: 1.0 * (s > 1)}),
    (first_layer_rules.smooth_norm, {"weight_norm": lambda s: np.exp(-0.3 * s),
                                     "test_accuracy": lambda s: 1.0 * (s > 1)},
     {"weight_norm": lambda s: 1 + 0 * s, "test_accuracy": lambda s: 1.0 * (s > 1)}),
    (first_layer_rules.layers_even(2),
     {"leaf_norms": lambda s: np.stack([2**0.5 + 0 * s, 1 + 0 * s], 2)},
     {"leaf_norms": lambda s: np.stack([1 + 0 * s, 1 + 0 * s], 2)}),
    (flow_rules.nuclear, {"weight_norm": lambda s: 10**0.5 + 0 * s,
                          "singular_values": lambda s: np.stack([3 + 0 * s, 2 + 0 * s], 2)},
     {"weight_norm": lambda s: 11**0.5 + 0 * s,
      "singular_values": lambda s: np.stack([3 + 0 * s, 2 + 0 * s], 2)}),
])
def test_a_rule_holds_where_it_should_and_nowhere_else(rule, good, bad):
    wrap = (lambda r: [r]) if rule is flow_rules.nuclear else (lambda r: r)
    assert rule(wrap(made(**good))).holds
    assert not rule(wrap(made(**bad))).holds


def decays(law):
    """The decays of the diagonal network; `law` gives (train, test) loss over (t, λ)."""
    lam = np.array([0.3, *SMALL, 0])
    t = np.concatenate([[0], np.geomspace(0.1, 2e5, 4000)])[:, None]
    train, test = law(t, lam)
    return Record("made up", {}, {"weight_decay": lam}, np.arange(len(t)), {
        "flow_time": np.broadcast_to(t, test.shape), "slow_time": t * lam,
        "train_loss": train, "test_loss": test})


def proper(t, lam):
    fit = np.exp(-t) + np.where(lam > 0.1, 0.1, 0)
    return fit * np.ones_like(lam), np.exp(-2 * t * lam) + 0.1 * lam**2


def skewed(t, lam):
    return np.exp(-t * np.sqrt(lam)), np.exp(-2 * t * lam**0.8) + 0.1 * lam


@pytest.mark.parametrize("rule", [flow_rules.delay_law, flow_rules.fit_at_once,
                                  flow_rules.too_much, flow_rules.bias(1.8, 2.2),
                                  flow_rules.same_width(1.05)])
def test_the_rules_over_decays(rule):
    assert rule(decays(proper)).holds
    assert not rule(decays(skewed)).holds


@pytest.mark.parametrize("power, holds", [(1.0, True), (0.5, False)])
def test_the_rate_of_the_error_is_a_slope(power, holds):
    lam = np.array([0.3, *SMALL, 0])
    s = np.repeat(S[:, None], 7, 1)
    run = Record("", {}, {"weight_decay": lam}, np.arange(len(S)), {
        "slow_time": s, "weights": np.ones((len(S), 7, 3)) + lam[:, None] ** power})
    slow = Record("", {}, {"weight_decay": lam[:1]}, np.arange(len(S)), {
        "slow_time": s[:, :1], "weights": np.ones((len(S), 1, 3))})
    assert flow_rules.error_rate(0.5, 0.9, 1.1)((run, slow)).holds == holds


def fitted(s):
    return np.exp(-50 * s)


def test_what_stays_has_been_fitted_before():
    stays = rules.stays(500, 0)                                        # s = 2.5
    assert stays(made(train_loss=fitted, test_loss=lambda s: 2 + 0 * s)).holds
    assert not stays(made(train_loss=fitted, test_loss=lambda s: 2 + s)).holds
    assert not stays(made(train_loss=lambda s: 1 + 0 * s, test_loss=lambda s: 2 + 0 * s)).holds
    assert not stays(made(train_loss=fitted, test_loss=fitted)).holds


def test_grokking_fits_first_and_generalises_later():
    late = rules.fits_first(0.5, 8, 100)
    assert late(made(train_loss=fitted, test_loss=lambda s: np.exp(-s))).holds
    assert not late(made(train_loss=fitted, test_loss=lambda s: np.exp(-0.1 * s))).holds
    assert not late(made(train_loss=lambda s: np.exp(-s), test_loss=lambda s: np.exp(-s))).holds


def test_a_negative_claim_wants_a_fit_and_a_network_that_moved():
    rule = first_layer_rules.fits_only(2.9, 0.5)
    curves = {"train_accuracy": lambda s: 1 + 0 * s, "test_accuracy": lambda s: 0.3 + 0 * s,
              "weight_norm": lambda s: np.exp(-0.1 * s)}
    assert rule(made(1, **curves)).holds
    for name, value in (("train_accuracy", 0.9), ("test_accuracy", 0.6), ("weight_norm", 3.0)):
        assert not rule(made(1, **curves | {name: lambda s, x=value: x + 0 * s})).holds


@pytest.mark.parametrize("power, holds", [(1.0, True), (0.5, False)])
def test_the_fast_phase_is_off_by_a_power_of_the_decay(power, holds):
    lam = np.array([*SMALL[:4], 0])
    weights = S[:, None, None] * lam[:, None] ** power * np.ones(3)
    run = Record("", {}, {"weight_decay": lam}, np.arange(len(S)), {"weights": weights})
    assert flow_rules.fast_phase(0.9, 1.1)(run).holds == holds


@pytest.mark.parametrize("loss, norm, holds", [(0.04, 0.5, True), (0.06, 0.5, False),
                                               (0.04, 0.0, False)])
def test_the_loss_from_the_manifold_is_bounded_where_the_weights_move(loss, norm, holds):
    run = made(train_loss=lambda s: loss * np.exp(-s), weight_norm=lambda s: np.exp(-norm * s))
    assert flow_rules.stable(run).holds == holds                       # λ 0.1, so the bound is 0.05


def test_circles_become_round():
    rule = first_layer_rules.round_circles(3, 0.96, 0.04)
    grow, shrink = (lambda s: 1 - 0.1 * np.exp(-s)), (lambda s: 0.1 * np.exp(-s))
    assert rule(made(aspect=grow, skew=shrink)).holds
    assert not rule(made(aspect=shrink, skew=shrink)).holds
    assert not rule(made(aspect=lambda s: 1 + 0 * s, skew=lambda s: 0 * s)).holds


def test_a_rank_is_rarer_than_another_only_where_all_have_fitted(monkeypatch):
    monkeypatch.setattr(flow_rules.norm_flow_forecast, "known",
                        lambda r: {"singular_values": np.array([[9.0, 8.0, 7.0, 0.0]])})

    def matrix(rank, values, train=fitted):
        run = made(1, train_loss=train, singular_values=lambda s: np.broadcast_to(
            values, (len(s), 1, 4)))
        return Record("", {"rank": rank}, run.sweep, run.steps, run.values)

    good, bad = matrix(2, [9.0, 8.0, 0.1, 0.0]), matrix(3, [9.0, 8.0, 5.0, 0.0])
    assert flow_rules.rarer([(good, bad)]).holds
    assert not flow_rules.rarer([(good, matrix(3, [9.0, 8.0, 7.0, 0.0]))]).holds
    unfitted = matrix(3, [9.0, 8.0, 5.0, 0.0], lambda s: 1 + 0 * s)
    assert not flow_rules.rarer([(good, unfitted)]).holds


@pytest.mark.parametrize("factor, holds", [(1.0, True), (0.9, False), (1.3, False)])
def test_two_curves_beside_each_other(factor, holds):
    pair = made(1, test_loss=lambda s: factor * np.exp(-s)), made(1, test_loss=lambda s: np.exp(-s))
    assert first_layer_rules.beside((0.5, 1.0), 0.92, 1.08)(pair).holds == holds


def test_gradients_that_differ_are_named():
    right = {"relu": (np.arange(3.0), np.arange(3.0))}
    assert first_layer_rules.same_gradients(1e-7)(right).holds
    wrong = right | {"tanh": (np.ones(3), np.ones(3) + 1e-6)}
    verdict = first_layer_rules.same_gradients(1e-7)(wrong)
    assert not verdict.holds and "tanh 1e-06" in verdict.measured


@pytest.mark.parametrize("id", ["gradient_orthogonal", "diagonal_shrunk_start", "closed_update",
                                "hyperbola_path", "hyperbola_floor", "hyperbola_imbalance"])
def test_the_quick_claims_come_out_as_the_ledger_expects(id):
    (claim,) = (c for c in CLAIMS if c.id == id)
    judged = claim.judge()
    assert not judged.surprising, judged.measured


def test_the_orthogonality_is_that_of_the_formula_to_first_order():
    assert np.abs(identities.orthogonality() - 1).max() < 0.02
