"""The rules of the plane on made-up planes and paths: one that holds, and ones that miss."""

import numpy as np
import pytest
from landscapes import planes

from grokviz.claims.ledger import each_seed
from grokviz.claims.mutations import MUTATIONS
from grokviz.claims.plane import full_rules, path_rules, rules, runs
from grokviz.claims.plane.claims import CLAIMS
from grokviz.recipes import toy_addition as recipes
from grokviz.recipes.plans import toy_addition as plans
from grokviz.run import Record
from grokviz.sweep import grid

W, M = plans.scales(11), plans.messinesses(11)


def plane(train=None, test=None, **settings):
    """A Record of 11 by 11 cells: a wall leaning to the right, a test loss that grows in m."""
    sweep = grid(init_scale=W, messiness=M)
    w, m = sweep["init_scale"], sweep["messiness"]
    wall = np.maximum(2 * (np.log(1.5) + 0.3 * m - np.log(w)), 0) ** 2
    values = {"train_loss": wall if train is None else train(w, m, wall),
              "test_loss": (8 * m + 0.1) ** 2 + 0 * w if test is None else test(w, m, wall)}
    return Record("made up", {"n_train": 45, "data_seed": 12} | settings, sweep, np.array([1]),
                  {k: v[None] for k, v in values.items()})


def leaning(lean):
    return plane(lambda w, m, _: np.maximum(2 * (np.log(1.5) + lean * m - np.log(w)), 0) ** 2)


def test_two_regions():
    def hold(found):
        return rules.two_regions({45: found}).holds

    assert hold(plane())
    assert not hold(plane(lambda w, m, wall: wall + 0.1))
    assert not hold(plane(lambda w, m, wall: wall + 9 * (np.abs(w - 3) < 0.3)))     # an island
    assert not hold(plane(lambda w, m, wall: 0 * wall))
    assert not hold(plane(test=lambda w, m, wall: wall))


def test_weak_and_strong():
    assert rules.weak_and_strong(0.1, 20)({45: plane()}).holds
    strong = plane(lambda w, m, wall: wall + 0.2 * m)
    assert not rules.weak_and_strong(0.1, 20)({45: strong}).holds
    weak = plane(lambda w, m, wall: wall + 0.02 * m, lambda w, m, wall: 0.3 * m)
    assert not rules.weak_and_strong(0.1, 20)({45: weak}).holds
    assert rules.alike(20)({500: weak}).holds and not rules.alike(2)({500: weak}).holds


def test_alike_is_two_sided():
    train = plane(lambda w, m, wall: 0.3 * m, lambda w, m, wall: 0.1 + 0 * w)
    assert not rules.alike(2)({500: train}).holds


def test_digits_depend_on_the_representation_less_than_sums():
    small = plane(test=lambda w, m, wall: 0.05 * m)
    assert rules.weaker_than_sums({500: small, 45: plane()}).holds
    assert not rules.weaker_than_sums({500: plane(), 45: plane()}).holds
    assert not rules.weaker_than_sums({500: small, 45: small}).holds


def test_drift_time_and_formula_on_a_flat_plane_with_a_wall():
    found = {45: leaning(3.0)}
    assert path_rules.drift(0.02)(found).holds
    assert path_rules.time_law(-1.25, -0.8)(found).holds
    assert path_rules.formula(0.3, 0.1)(found).holds
    sloping = {45: plane(lambda w, m, wall: wall + 0.2 * (5.2 - w))}
    assert not path_rules.drift(0.1)(sloping).holds


@pytest.mark.parametrize("spoil", ["shuffled", "constant", "x0.1"])
def test_drift_fails_on_a_spoilt_map(spoil):
    whole = runs.plane(45, 0)
    assert path_rules.drift(0.1)({45: whole}).holds
    assert not path_rules.drift(0.1)({45: MUTATIONS[spoil](whole)}).holds


def test_a_path_that_never_arrives_has_no_time_and_fails():
    caught = {45: plane(test=lambda w, m, wall: 0.5 + m)}
    any_slope = path_rules.time_law(-np.inf, np.inf)
    assert any_slope({45: leaning(3.0)}).holds
    assert any_slope(caught)[:2] == (False, "6 of 6 paths never arrive")
    assert not path_rules.time_law(-0.5, 0)({45: leaning(3.0)}).holds
    assert not path_rules.formula(np.inf, 0.1)(caught).holds
    assert not path_rules.formula_late((0.1, 1.0))(caught).holds


def test_cells_trained_again_are_near_the_stored_ones():
    off = plane(lambda w, m, wall: wall + 0.04 ** 2 * ((w > 4) & (m > 0.9)))
    assert rules.made_again(0.05)({0: plane(), 1: off}).holds
    assert not rules.made_again(0.03)({0: plane(), 1: off}).holds


@pytest.mark.parametrize("k", range(8))
def test_the_maps_of_the_first_eight_seeds_are_stored_with_all_sums(k):
    from grokviz.tasks.toy_addition import draws

    for n in recipes.SIZES:
        whole, made = runs.plane(n, k), recipes.landscape(n, runs.data_seed(k), points=11)
        for column in made.sweep:
            np.testing.assert_allclose(whole.sweep[column], made.sweep[column], rtol=1e-12)
    assert len(set(draws(runs.data_seed(k)).pairs[:35].sum(1).tolist())) == 19
    thin, coarse = runs.thinned(runs.plane(45, k), runs.SIDE), recipes.landscape(45, points=6)
    for column in ("init_scale", "messiness"):
        np.testing.assert_allclose(thin.sweep[column], coarse.sweep[column], rtol=1e-12)


def full(decay, rate, until=0.2):
    """A run whose ln w moves by `rate` a step from step 300 on, where its loss is below 0.05."""
    steps = np.arange(0, 1001, 10)
    loss = np.where(steps < 300, until, 0.01)[:, None]
    norm = 5 * np.exp(rate * np.maximum(steps - 300, 0))[:, None]
    sweep = {"learning_rate": np.array([1e-3]), "weight_decay": np.array([decay])}
    return Record("x", {}, sweep, steps, {"train_loss": loss, "decoder_norm": norm})


def test_full_drift_counts_from_where_the_training_loss_is_below_the_boundary():
    assert full_rules.full_drift(0.01)({0.1: full(0.1, -1e-4)}).holds
    assert not full_rules.full_drift(0.1)({0.1: full(0.1, -5e-5)}).holds
    assert not full_rules.full_drift(0.1)({0.1: full(0.1, 1e-4)}).holds


@pytest.mark.parametrize("alone, decayed, holds", [
    (2e-5, -7e-5, True), (0, -7e-5, False), (2e-5, -1e-4, False), (-2e-5, -1.2e-4, False)])
def test_steps_point_outwards_where_the_norm_grows_without_decay(alone, decayed, holds):
    found = {0.0: full(0.0, alone), 0.1: full(0.1, decayed)}
    assert full_rules.outwards(0.1, 0.1, 0.1)(found).holds == holds


def test_more_data_and_never():
    steep, tilted = leaning(1.0), leaning(3.0)
    assert path_rules.more_data({35: steep, 45: tilted}).measured.startswith("θ ")
    assert not path_rules.more_data({35: tilted, 45: steep}).holds
    bad = plane(test=lambda w, m, wall: 0.5 + m)
    assert path_rules.more_data_sooner({35: bad, 45: tilted}).holds
    assert not path_rules.more_data_sooner({35: tilted, 45: bad}).holds
    assert path_rules.never_solved(25)({25: bad}).holds
    assert not path_rules.never_solved(25)({25: plane()}).holds
    unfitted = plane(lambda w, m, wall: wall + 0.5, lambda w, m, wall: 0.5 + m)
    assert not path_rules.never_solved(25)({25: unfitted}).holds
    assert path_rules.solved(54)({54: tilted}).holds
    assert not path_rules.solved(54)({54: bad}).holds
    assert path_rules.nearer_with_more({35: bad, 45: tilted}).holds
    assert not path_rules.nearer_with_more({35: tilted, 45: bad}).holds


def test_starts_end_solved_or_fooled():
    assert path_rules.starts("AD")({45: leaning(3.0)}).holds
    bad = {45: plane(test=lambda w, m, wall: 0.6 + m)}
    assert path_rules.starts(fooled="DF")(bad).holds
    assert not path_rules.starts("D")(bad).holds
    assert not path_rules.starts(fooled="D")({45: leaning(3.0)}).holds


@pytest.mark.parametrize("values, falls", [
    ([1, 0.5, 0.2], 1), ([0.2, 0.5, 1], 0), ([1, 0.5, 0.7, 0.3], 2), ([1, 0.5, 0.52, 0.3], 1),
    ([1, 0.98, 1.0, 0.98], 0), ([1, 1.5, 1, 1.5, 1, 1.5, 1], 3),
])
def test_falls(values, falls):
    assert path_rules._falls(np.log(values), np.log(1.05)) == falls


def test_descents_cross_ridges_of_the_test_loss():
    ridge = plane(test=lambda w, m, wall: 0.2 + m + np.exp(-8 * np.log(w / 3) ** 2))
    assert path_rules.descents(1)({45: plane()}).holds
    assert not path_rules.descents(2)({45: plane()}).holds
    high = plane(test=lambda w, m, wall: 2 + w / 2 - 2 * np.exp(-30 * np.log(w / 3.5) ** 2))
    assert path_rules.descents(2)({45: high}).holds and path_rules.descents(1)({45: ridge}).holds


def test_no_mismatch():
    alike = plane(lambda w, m, wall: 0.01 + wall, lambda w, m, wall: 0.02 + wall)
    assert rules.no_mismatch(0.7)({500: alike}).holds
    assert not rules.no_mismatch(0.7)({500: plane(lambda w, m, wall: 1e-6 + wall)}).holds


def test_more_digits_bring_the_losses_nearer():
    few, many = (plane(lambda w, m, wall, c=c: c + wall, lambda w, m, wall: 0.02 + wall)
                 for c in (1e-6, 1e-3))
    assert rules.nearer_with_more({500: few, 1500: many}).holds
    assert not rules.nearer_with_more({500: many, 1500: few}).holds


def test_ids_are_unique_and_each_claim_judges_every_seed():
    assert len({c.id for c in CLAIMS}) == len(CLAIMS)
    assert all(c.area == "plane" and "arXiv:" in c.paper for c in CLAIMS)
    assert not each_seed(rules.two_regions)([{45: plane()}, {45: planes.record()}][:0]).holds
