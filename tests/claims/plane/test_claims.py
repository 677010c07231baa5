"""The rules of the plane on made-up planes and paths: one that holds, and ones that miss."""

import numpy as np
import pytest
from landscapes import planes

from grokviz.claims.ledger import each_seed
from grokviz.claims.plane import rules, runs
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
    return Record("made up", {"n_train": 45, "data_seed": 0} | settings, sweep, np.array([1]),
                  {k: v[None] for k, v in values.items()})


def leaning(lean):
    return plane(lambda w, m, _: np.maximum(2 * (np.log(1.5) + lean * m - np.log(w)), 0) ** 2)


def test_two_regions():
    assert rules.two_regions({45: plane()}).holds
    assert not rules.two_regions({45: plane(lambda w, m, wall: wall + 0.1)}).holds
    island = plane(lambda w, m, wall: wall + (np.abs(w - 3) < 0.3))
    assert rules.two_regions({45: island}).holds            # hidden by the ball
    assert not rules.two_regions({45: plane(lambda w, m, wall: 0 * wall)}).holds


def test_weak_and_strong():
    assert rules.weak_and_strong(0.1, 20)({45: plane()}).holds
    strong = plane(lambda w, m, wall: wall + 0.2 * m)
    assert not rules.weak_and_strong(0.1, 20)({45: strong}).holds
    weak = plane(lambda w, m, wall: wall + 0.02 * m, lambda w, m, wall: 0.3 * m)
    assert not rules.weak_and_strong(0.1, 20)({45: weak}).holds
    assert rules.alike(20)({0: weak}).holds and not rules.alike(2)({0: weak}).holds


def test_drift_time_and_formula_on_a_flat_plane_with_a_wall():
    runs = {45: leaning(3.0)}
    assert rules.drift(0.02)(runs).holds
    assert rules.time_law(1.25)(runs).holds
    assert rules.formula(0.3)(runs).holds
    sloping = {45: plane(lambda w, m, wall: wall + 0.2 * (5.2 - w))}
    assert not rules.drift(0.1)(sloping).holds


def test_a_path_that_never_arrives_has_no_time_and_fails():
    caught = {45: plane(test=lambda w, m, wall: 0.5 + m)}
    assert rules.time_law(np.inf)({45: leaning(3.0)}).holds
    assert rules.time_law(np.inf)(caught) [:2] == (False, "6 of 6 paths never arrive")
    assert not rules.time_law(1.0)({45: leaning(3.0)}).holds


def test_cells_trained_again_are_near_the_stored_ones():
    off = plane(lambda w, m, wall: wall + 0.03 * ((w > 4) & (m > 0.9)))
    assert rules.made_again(0.04)({0: plane(), 1: off}).holds
    assert not rules.made_again(0.02)({0: plane(), 1: off}).holds


@pytest.mark.parametrize("seed", recipes.SEEDS)
def test_a_stored_map_is_thinned_evenly_to_the_cells_of_a_coarser_one(seed):
    for points in (runs.SIDE, 11):
        thin, coarse = runs.plane(45, seed, points), recipes.landscape(45, seed, points=points)
        for column in ("init_scale", "messiness", "data_seed"):
            np.testing.assert_allclose(thin.sweep[column], coarse.sweep[column], rtol=1e-12)


def test_full_drift_counts_from_where_the_training_loss_is_below_the_boundary():
    steps, decay = np.arange(0, 1001, 10), 0.1
    loss = np.where(steps < 300, 0.2, 0.01)[:, None]
    norm = np.where(steps < 300, 5, 5 * np.exp(-1e-3 * decay * (steps - 300)))[:, None]
    sweep = {"learning_rate": np.array([1e-3]), "weight_decay": np.array([decay])}
    run = Record("x", {}, sweep, steps, {"train_loss": loss, "decoder_norm": norm})
    assert rules.full_drift(0.01)({decay: run}).holds
    half = Record("x", {}, sweep, steps, {"train_loss": loss, "decoder_norm": np.sqrt(norm)})
    assert not rules.full_drift(0.1)({decay: half}).holds


def test_more_data_and_never():
    steep, tilted = leaning(1.0), leaning(3.0)
    assert rules.more_data({35: steep, 45: tilted}).measured.startswith("θ ")
    assert not rules.more_data({35: tilted, 45: steep}).holds
    bad = plane(test=lambda w, m, wall: 0.5 + m)
    assert rules.never_solved(25)({25: bad}).holds
    assert not rules.never_solved(25)({25: plane()}).holds


@pytest.mark.parametrize("values, falls", [
    ([1, 0.5, 0.2], 1), ([0.2, 0.5, 1], 0), ([1, 0.5, 0.7, 0.3], 2), ([1, 0.5, 0.52, 0.3], 1),
    ([1, 0.98, 1.0, 0.98], 0), ([1, 1.5, 1, 1.5, 1, 1.5, 1], 3),
])
def test_falls(values, falls):
    assert rules._falls(np.log(values), np.log(1.05)) == falls


def test_descents_cross_ridges_of_the_test_loss():
    ridge = plane(test=lambda w, m, wall: 0.2 + m + np.exp(-8 * np.log(w / 3) ** 2))
    assert rules.descents(1)({45: plane()}).holds
    assert not rules.descents(2)({45: plane()}).holds
    high = plane(test=lambda w, m, wall: 2 + w / 2 - 2 * np.exp(-30 * np.log(w / 3.5) ** 2))
    assert rules.descents(2)({45: high}).holds and rules.descents(1)({45: ridge}).holds


def test_no_mismatch():
    alike = plane(lambda w, m, wall: 0.01 + wall, lambda w, m, wall: 0.02 + wall)
    assert rules.no_mismatch(0.7)({0: alike}).holds
    assert not rules.no_mismatch(0.7)({0: plane(lambda w, m, wall: 1e-6 + wall)}).holds


def test_ids_are_unique_and_each_claim_judges_every_seed():
    assert len({c.id for c in CLAIMS}) == len(CLAIMS)
    assert all(c.area == "plane" and "arXiv:" in c.paper for c in CLAIMS)
    assert not each_seed(rules.two_regions)([{45: plane()}, {45: planes.record()}][:0]).holds
