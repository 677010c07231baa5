"""The ledgers of reviews and molecules: ids, draws, and rules on made-up runs."""

from dataclasses import replace

import numpy as np
import pytest

from grokviz.claims.molecules.claims import CLAIMS as MOLECULES
from grokviz.claims.mutations import mutated
from grokviz.claims.real_data import rules
from grokviz.claims.real_data.runs import draws
from grokviz.claims.reviews.claims import CLAIMS as REVIEWS
from grokviz.recipes import molecules
from grokviz.run import Record

STEPS = np.array([0, 10, 100, 1000])
SWEEP = {"learning_rate": np.array([0.01]), "weight_decay": np.array([0.1]),
         "init_seed": np.zeros(1)}


def made(**values):
    """Fitted at 10, generalised at 100, while the norm decays; and a run that never does."""
    late = {"train_accuracy": [0.5, 1, 1, 1], "test_accuracy": [0.5, 0.5, 0.96, 0.98],
            "test_loss": [9, 8, 2, 1], "weight_norm": 50 * 0.999**STEPS,
            "embedding_share": [0.99] * 4} | values
    never = {**late, "test_accuracy": [0.5, 0.5, 0.55, 0.5], "test_loss": [9, 8, 8, 8]}
    usual = {**late, "test_accuracy": [0.5, 0.96, 0.97, 0.98]}
    return {name: Record("made up", {}, SWEEP, STEPS, {
        k: np.asarray(v, float)[:, None] for k, v in each.items()})
        for name, each in (("late", late), ("never", never), ("usual", usual))}


def curve(**values):
    scale = np.array([0.1, 0.4, 1.0, 2.0, 3.0])
    usual = {"train_loss": [9, 2, 0.1, 0.1, 0.2], "test_loss": [9, 3, 1, 2, 4],
             "train_accuracy": [0.97, 1, 1, 1, 1], "test_accuracy": [0.6, 0.7, 0.7, 0.6, 0.5]}
    return Record("made up", {}, {"init_scale": scale}, np.array([0, 9]), {
        k: np.stack([np.full(5, 0.5), np.asarray(v, float)])
        for k, v in (usual | values).items()})


RULES = [
    (rules.wrong_when_fitted("late", 0.58), {"test_accuracy": [0.5, 0.8, 0.96, 0.98]}),
    (rules.right_when_fitted("usual", 0.6), {"train_accuracy": [0.5] * 4}),
    (rules.late("late", 3), {"test_accuracy": [0.5, 0.96, 0.97, 0.98]}),
    (rules.stays_wrong("never", 0.58), {"train_accuracy": [0.5] * 4}),
    (rules.ends_lower("late", "never", 1 / 3), {"test_loss": [9, 8, 8, 8]}),
    (rules.falls_after_fit("late", 0.5), {"test_loss": [9, 8, 6, 5]}),
    (rules.norm_follows_decay("late", 0.05), {"weight_norm": [50, 50, 50, 20]}),
    (rules.embedding_has("late", 0.98), {"embedding_share": [0.9] * 4}),
]
CELLS = Record("made up", {}, {"init_scale": np.tile([0.1, 1.0, 3.0], 2),
                               "n_train": np.repeat([100, 500], 3)}, np.array([9]),
               {"test_accuracy": np.array([[0.1, 0.5, 0.1, 0.2, 0.9, 0.7]])})
OF_CELLS = [(rules.u_of_errors(100, 0.3), [[0.1, 0.5, 0.4, 0.2, 0.9, 0.7]]),
            (rules.wider(100, 500, 0.4), [[0.1, 0.5, 0.1, 0.2, 0.5, 0.1]]),
            (rules.error_at(100, 1.0, 0.5), [[0.9, 0.4, 0.9, 0.2, 0.9, 0.7]])]
CURVES = [
    (rules.u_shape(0.3, 2.1, (2.0, 3.0), 3.0), {"test_loss": [0.5, 3, 1, 2, 4]}),
    (rules.errors((0.1, 0.4, 1, 2), 0.05, 0.4, 3, 0.08), {"train_accuracy": [0.9, 1, 1, 1, 1]}),
]


@pytest.mark.parametrize("claims", [REVIEWS, MOLECULES])
def test_ids_are_unique_and_every_claim_says_what_is_wanted(claims):
    assert len({claim.id for claim in claims}) == len(claims) >= 6
    assert all(claim.wanted and claim.rule.excludes for claim in claims)


@pytest.mark.parametrize("rule, bad", RULES)
def test_a_rule_holds_where_it_should_and_nowhere_else(rule, bad):
    assert rule(made()).holds and not rule(made(**bad)).holds
    for name in rule.excludes:
        assert not rule(mutated(made(), name)).holds, name


@pytest.mark.parametrize("rule, bad", CURVES)
def test_so_does_a_rule_on_a_curve(rule, bad):
    assert rule(curve()).holds and not rule(curve(**bad)).holds
    for name in rule.excludes:
        assert not rule(mutated(curve(), name)).holds, name


def test_other_draws_are_trained():
    found = draws("molecules", (3, 5), 5, {"usual": lambda drawn: molecules.seeds(
        1, 0, data_seed=drawn, n_train=32, width=4, steps=100)})
    assert [int(each["usual"].sweep["data_seed"][0]) for each in found] == [3, 5]
    assert found[0]["usual"].values["test_loss"][-1] != found[1]["usual"].values["test_loss"][-1]


@pytest.mark.parametrize("rule, bad", OF_CELLS)
def test_so_does_a_rule_on_cells(rule, bad):
    assert rule(CELLS).holds
    assert not rule(replace(CELLS, values={"test_accuracy": np.array(bad)})).holds
    for name in rule.excludes:
        assert not rule(mutated(CELLS, name)).holds, name


def test_no_wait_is_a_wait_of_nothing():
    early = made(test_accuracy=[0.5, 0.96, 0.97, 0.98])
    assert rules.no_wait("late")(early).holds and not rules.no_wait("late")(made()).holds
