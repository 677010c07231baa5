"""The ledger of coordinate networks: ids, and rules on made-up runs and their mutations."""

from contextlib import suppress

import numpy as np
import pytest

from grokviz.claims.coordinates import rules
from grokviz.claims.coordinates.claims import CLAIMS
from grokviz.claims.mutations import mutated
from grokviz.run import Record

STEPS = np.array([0, 10, 100, 1000])
TRAIN, LATE, STAYS = [5, 0.005, 0.002, 1e-4], [6, 3, 2, 0.05], [6, 3, 3, 2.5]


def run(decay=1.0, **values):
    usual = {"train_loss": TRAIN, "test_loss": LATE, "weight_norm": [30, 29, 20, 5],
             "dense_residual": [900, 300, 90, 0.1]} | values
    sweep = {"init_seed": np.zeros(1), "weight_decay": np.array([decay]),
             "learning_rate": np.array([1e-3])}
    return Record("made up", {}, sweep, STEPS, {
        name: np.asarray(value, float)[:, None] for name, value in usual.items()})


def curve(test=(0.5, 0.02, 0.1, 50.0), train=(0.4, 1e-9, 1e-9, 1e-9)):
    return Record("made up", {}, {"init_scale": np.array([0.2, 0.5, 1, 3])}, np.array([1]), {
        "weight_norm": np.array([[2.0, 5, 10, 30]]), "test_loss": np.array([test], float),
        "train_loss": np.array([train], float)})


ONE = {1.0: run()}
TWO = {0.0: run(0.0, test_loss=STAYS), 0.1: run(0.1), 1.0: run(1.0, test_loss=[6, 3, 0.05, 0.04])}
RATIO = {0.0: run(test_loss=STAYS), 1.0: run(test_loss=[1, 0.5, 0.4, 0.4])}
CASES = [
    (rules.late(1.0, 0.3, 3), ONE, {1.0: run(test_loss=[6, 0.2, 0.1, 0.1])}),
    (rules.never(0.0, 1.0), TWO, {0.0: run(test_loss=LATE)}),
    (rules.never(0.0, 1.0), TWO, {0.0: run(train_loss=[5, 5, 5, 5], test_loss=STAYS)}),
    (rules.law(0.3, 0.8, 1.25), TWO, {0.1: run(0.1), 1.0: run(1.0)}),
    (rules.predicted(1.0, 0.3, 0.5, 2.0), (ONE, curve()), (ONE, curve(test=(9, 8, 8, 9)))),
    (rules.l_and_u(1e-3, 100), curve(), curve(train=(0.4, 0.1, 0.1, 0.1))),
    (rules.l_and_u(1e-3, 100), curve(), curve(test=(0.5, 0.02, 0.1, 0.5))),
    (rules.together(0.3), run(test_loss=[6, 0.2, 0.1, 0.1]), run()),
    (rules.control(0.0, 0.2), RATIO, {0.0: run(test_loss=STAYS), 1.0: run(test_loss=STAYS)}),
    (rules.remains(0.0, 0.3), {0.0: run(test_loss=STAYS)}, {0.0: run(test_loss=LATE)}),
    (rules.unsolved(0.3), run(test_loss=STAYS), run(test_loss=LATE)),
    (rules.improves(0.7, 0.1), run(test_loss=[9, 6, 4, 1]), run(test_loss=LATE)),
    (rules.improves(0.7, 0.1), run(test_loss=[9, 6, 4, 1]), run(test_loss=STAYS)),
    (rules.small(0.1), run(), run(test_loss=STAYS)),
    (rules.residual_first(1.0, 20), ONE, {1.0: run(dense_residual=[9, 9, 9, 9])}),
]


def test_ids_are_unique_and_all_claims_can_be_judged_on_other_seeds():
    assert len({claim.id for claim in CLAIMS}) == len(CLAIMS) >= 12
    assert {claim.figure for claim in CLAIMS} == {"picture", "sound", "equation"}
    assert all(claim.area == "coordinates" and claim.seeded and claim.wanted for claim in CLAIMS)


@pytest.mark.parametrize("rule, good, bad", CASES)
def test_a_rule_holds_where_it_should_and_nowhere_else(rule, good, bad):
    assert rule(good).holds and not rule(bad).holds


@pytest.mark.parametrize("rule, good", [case[:2] for case in CASES])
def test_a_rule_notices_the_mutations_that_its_sentence_excludes(rule, good):
    assert rule.excludes
    for name in rule.excludes:
        with suppress(ValueError, IndexError, KeyError):    # it cannot read it: it does not hold
            assert not rule(mutated(good, name)).holds, name
