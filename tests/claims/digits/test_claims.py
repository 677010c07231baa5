"""The ledger of digits: ids, runs by seed, and rules on made-up runs."""

import numpy as np
import pytest

from grokviz.claims.digits import rules, runs
from grokviz.claims.digits.claims import CLAIMS
from grokviz.claims.mutations import mutated
from grokviz.run import Record

STEPS = np.array([0, 10, 100, 1000])
SCALES = (0.1, 0.32, 1.0, 1.8, 5.6, 10.0)


def made(decay=0.06, **values):
    """One run, recorded at four steps: fitted at 10, generalised at 100."""
    usual = {"train_accuracy": [0.1, 1, 1, 1], "test_accuracy": [0.1, 0.4, 0.72, 0.8],
             "weight_norm": [50.0, 50, 30, 25]} | values
    return Record("made up", {"learnt_test": 0.7}, {"init_seed": np.zeros(1)}, STEPS, {
        name: np.asarray(value, float)[:, None] for name, value in usual.items()})


def curve(test, train=(0.9, 0.5, 0, 0, 0, 0.2)):
    """A held run for each scale, with these errors."""
    return {a: Record("held", {}, {"init_scale": np.array([a])}, np.array([9]), {
        "train_accuracy": np.array([[1 - x]]), "test_accuracy": np.array([[1 - y]]),
        "weight_norm": np.array([[8.4 * a]])}) for a, x, y in zip(SCALES, train, test, strict=True)}


FEW = curve([0.9, 0.7, 0.4, 0.42, 0.75, 0.9])
USUAL = curve([0.9, 0.55, 0.15, 0.16, 0.45, 0.85])
MANY = curve([0.9, 0.45, 0.08, 0.085, 0.2, 0.8])
SIZES = {50.0: FEW, 200.0: USUAL, 1000.0: MANY}
WIDE = curve([0.9, 0.7, 0.2, 0.16, 0.2, 0.3])


def test_ids_are_unique_and_claims_can_be_judged_on_other_seeds():
    assert len({claim.id for claim in CLAIMS}) == len(CLAIMS) >= 12
    assert all(claim.area == "digits" and claim.wanted for claim in CLAIMS)
    assert all(claim.seeded for claim in CLAIMS)


def test_a_seed_draws_the_split_and_the_network(monkeypatch):
    given = []
    monkeypatch.setattr(runs, "runs_of", lambda by, part, seeds: given.append((part, seeds)))
    runs._of((3, 5), weight_decay=0.0)
    (part, seeds), = given
    assert seeds == [{"data_seed": 3, "init_seed": 3}, {"data_seed": 5, "init_seed": 5}]
    found = part(steps=100, **seeds[1])
    assert found.sweep["data_seed"] == [5] and found.sweep["weight_decay"] == [0]


def test_stored_curves_are_parted_by_seed_and_size():
    found = runs.curves()
    assert len(found) == 8 and [sorted(sizes) for sizes in found] == [[50, 200, 1000]] * 8
    assert all(run.runs == 1 for sizes in found for held in sizes.values() for run in held.values())


def test_long_runs_are_stored_for_five_seeds():
    assert len(runs.phases()) == len(runs.paper_size()) == 5
    assert [r.sweep["init_seed"][0] for held in runs.paper_size() for r in held.values()] == [
        0, 1, 2, 3, 4]


RUN_RULES = [
    (rules.misread_when_fitted(0.06, 0.5), {"test_accuracy": [0.1, 0.6, 0.72, 0.8]}),
    (rules.misread_when_fitted(0.06, 0.5), {"train_accuracy": [0.1] * 4}),
    (rules.read_when_fitted(0.06, 0.35), {"test_accuracy": [0.1, 0.3, 0.72, 0.8]}),
    (rules.creeps(0.06, 0.85, 0.6), {"weight_norm": [50, 50, 30, 10]}),
    (rules.creeps(0.06, 0.85, 0.6), {"test_accuracy": [0.1, 0.4, 0.9, 0.8]}),
]


@pytest.mark.parametrize("rule, bad", RUN_RULES)
def test_a_rule_on_a_run_holds_where_it_should_and_nowhere_else(rule, bad):
    assert rule({0.06: made()}).holds and not rule({0.06: made(**bad)}).holds
    for name in getattr(rule, "excludes", ()):
        if "test_accuracy" in bad and bad["test_accuracy"][1] > 0.4:
            assert not rule(mutated({0.06: made()}, name)).holds, name


CURVE_RULES = [
    (rules.u_shape(200, (0.12, 0.22), (0.9, 2), 0.7), SIZES | {200.0: MANY}),
    (rules.u_shape(200, (0.12, 0.22), (0.9, 2), 0.7), SIZES | {200.0: WIDE}),
    (rules.l_shape(200, (0.9, 6), 0.05, 0.33, 0.35),
     SIZES | {200.0: curve([0.5] * 6, [0.9, 0.5, 0, 0.1, 0, 0])}),
    (rules.arm_falls(5.6, 0.6, 0.35), SIZES | {1000.0: FEW}),
    (rules.bottom_falls(1 / 3), SIZES | {1000.0: USUAL}),
]


@pytest.mark.parametrize("rule, bad", CURVE_RULES)
def test_a_rule_on_curves_holds_where_it_should_and_nowhere_else(rule, bad):
    assert rule(SIZES).holds and not rule(bad).holds


@pytest.mark.parametrize("rule, found, bad", [
    (rules.wider_zone(1.5), {"mean_squared_error": USUAL, "cross_entropy": WIDE},
     {"mean_squared_error": WIDE, "cross_entropy": USUAL}),
    (rules.lands(0.3), {"run": made(), "curve": USUAL}, {"run": made(weight_norm=[50] * 4),
                                                          "curve": USUAL}),
    (rules.smaller_radius(0.3, 0.1, 0.9), {0.3: made(weight_norm=[50, 50, 20, 20]), 0.1: made()},
     {0.3: made(), 0.1: made()}),
    (rules.delayed(0.06, 50, 100), {0.06: made()},
     {0.06: made(test_accuracy=[0.1, 0.8, 0.8, 0.8])}),
    (rules.two_steps(0.1, (0.35, 0.6), 0.62, 0.05),
     {0.1: made(), 0.0: made(test_accuracy=[0.1, 0.4, 0.4, 0.42])}, {0.1: made(), 0.0: made()}),
])
def test_a_rule_on_several_runs_holds_where_it_should_and_nowhere_else(rule, found, bad):
    assert rule(found).holds and not rule(bad).holds


def test_it_groks_where_weights_are_large_and_digits_few():
    n, scale = (each.ravel() for each in np.meshgrid([100, 300, 1000], [1.0, 6.0]))
    late = np.where((scale == 6) & (n < 500), 5.0, 1.0)
    found = Record("map", {}, {"n_train": n, "init_scale": scale}, np.array([9]), {
        "t_train": np.full((1, 6), 100.0), "t_test": 100 * late[None]})
    rule = rules.groks_where(4, 320, 1000, 3)
    assert rule(found).holds and not rule(mutated(found, "constant")).holds
