"""The ledger of density: ids, runs by seed, and rules on made-up counts."""

import numpy as np
import pytest

from grokviz.claims.density import rules, runs
from grokviz.claims.density.claims import CLAIMS
from grokviz.claims.mutations import mutated
from grokviz.run import Record

DRAWN = 10_000


def made(fit, good, tested=0.8, angle=50.0):
    """A run: nothing at first, then these counts."""
    values = {"fit": [0, fit], "good": [0, good], "tested": [np.nan, tested],
              "angle": [np.nan, angle]}
    return Record("made up", {}, {"init_seed": np.zeros(1)}, np.array([0, DRAWN]), {
        name: np.asarray(value, float)[:, None] for name, value in values.items()})


WIDTHS = {1.0: made(0, 0), 2.0: made(50, 25), 4.0: made(160, 75), 16.0: made(200, 98),
          64.0: made(198, 100, tested=0.85)}
RANDOM = {16.0: made(1, 0)}
SIZES = {4.0: made(700, 100), 14.0: made(110, 85)}
DEPTHS = {1.0: made(200, 98), 3.0: made(120, 50)}
NORMS = {0.5: made(0, 0), 1.0: made(14, 14), 3.0: made(0, 0)}
LIMIT = Record("limit", {}, {"n": np.zeros(1)}, np.array([0]), {"fit_share": np.array([[0.0195]])})
ADAM = {64.0: made(32, 20, tested=0.9)}
ROOMS = {0: {4.0: made(32, 20, angle=30.0), 64.0: made(32, 20)},
         6: {4.0: made(9, 2, angle=3.0), 64.0: made(30, 2, angle=6.0)}}
FOUND = [                               # rule, what obeys it, what does not
    (rules.more_common(2, 16, 2, 100), WIDTHS, WIDTHS | {2.0: made(90, 60)}),
    (rules.more_common(16, 64, 0.75, 1.33), WIDTHS, WIDTHS | {64.0: made(300, 150)}),
    (rules.too_narrow, WIDTHS, WIDTHS | {1.0: made(1, 0)}),
    (rules.same_odds(4, 64, 0.06), WIDTHS, WIDTHS | {64.0: made(198, 140)}),
    (rules.better_odds(4, 14, 0.15), SIZES, SIZES | {14.0: made(110, 30)}),
    (rules.rarer(4, 14, 2), SIZES, SIZES | {14.0: made(400, 300)}),
    (rules.more_common(1, 3, 0, 0.9), DEPTHS, DEPTHS | {3.0: made(200, 99)}),
    (rules.as_at_infinite_width(16, 0.08), (WIDTHS, LIMIT),
     (WIDTHS | {16.0: made(230, 98)}, LIMIT)),
    (rules.structure_is_cheap(5), (WIDTHS, RANDOM), (WIDTHS, {16.0: made(40, 0)})),
    (rules.best_between(10), NORMS, NORMS | {3.0: made(3, 2)}),
    (rules.norm_beats_width(5), (NORMS, WIDTHS | {1.0: made(40, 20)}),
     (NORMS | {3.0: made(9, 9)}, WIDTHS)),
    (rules.adam_is_better(64), (ADAM, WIDTHS), ({64.0: made(32, 20, tested=0.84)}, WIDTHS)),
    (rules.roomier(64, 3), ROOMS, {**ROOMS, 6: {64.0: made(30, 2, angle=20.0)}}),
    (rules.more_room(4, 64), ROOMS, {**ROOMS, 0: ROOMS[0] | {64.0: made(32, 20, angle=29.0)}}),
]


def test_ids_are_unique_and_all_claims_can_be_judged_on_other_seeds():
    assert len({claim.id for claim in CLAIMS}) == len(CLAIMS) >= 10
    assert all(claim.area == "density" and claim.seeded and claim.wanted for claim in CLAIMS)
    assert {claim.rule.rule.__name__ for claim in CLAIMS} >= {"given", "too_narrow"}


def test_a_seed_draws_the_task_and_the_networks(monkeypatch):
    given = []
    monkeypatch.setattr(runs, "runs_of", lambda by, part, seeds: given.append((by, part, seeds)))
    runs._by("width", runs.recipes.guess_and_check, (3, 5))
    assert given[0][2] == [{"data_seed": 3, "init_seed": 3}, {"data_seed": 5, "init_seed": 5}]


@pytest.mark.parametrize("rule, good, bad", FOUND)
def test_a_rule_holds_where_it_should_and_nowhere_else(rule, good, bad):
    assert rule(good).holds and not rule(bad).holds


@pytest.mark.parametrize("rule, good, bad", FOUND)
def test_a_rule_notices_the_mutations_that_its_sentence_excludes(rule, good, bad):
    assert rule.excludes
    for name in rule.excludes:
        assert not rule(mutated(good, name)).holds, name
