"""The ledger of sparse parities: ids, runs by seed, and rules on made-up runs."""

import numpy as np
import pytest

from grokviz.claims.mutations import mutated
from grokviz.claims.sparse_parity import rules, runs
from grokviz.claims.sparse_parity.claims import CLAIMS
from grokviz.run import Record

STEPS = np.array([0, 10, 100, 1000])


def made(**values):
    """One run, recorded at four steps: fitted at 10, generalised at 100."""
    usual = {"train_accuracy": [0.5, 1, 1, 1], "test_accuracy": [0.5, 0.5, 1, 1],
             "relevant_share": [0.08, 0.08, 0.3, 0.97]} | values
    return {1.0: Record("made up", {}, {"init_seed": np.zeros(1)}, STEPS, {
        name: np.asarray(value, float)[:, None] for name, value in usual.items()})}


def test_ids_are_unique_and_all_claims_can_be_judged_on_other_seeds():
    assert len({claim.id for claim in CLAIMS}) == len(CLAIMS) >= 5
    assert all(claim.area == "sparse_parity" and claim.seeded and claim.wanted for claim in CLAIMS)


def test_a_seed_draws_the_examples_and_the_network(monkeypatch):
    given = []
    monkeypatch.setattr(runs, "runs_of", lambda by, part, seeds: given.append((part, seeds)))
    runs._of(0.0, (3, 5))
    (part, seeds), = given
    assert seeds == [{"data_seed": 3, "init_seed": 3}, {"data_seed": 5, "init_seed": 5}]
    made = part(steps=100, **seeds[1])
    assert made.sweep["data_seed"] == [5] and made.sweep["weight_decay"] == [0]


@pytest.mark.parametrize("rule, bad", [
    (rules.chance_when_fitted(1.0, 0.6), {"test_accuracy": [0.5, 0.9, 1, 1]}),
    (rules.chance_when_fitted(1.0, 0.6), {"train_accuracy": [0.5, 0.5, 0.5, 0.5]}),
    (rules.reads_relevant_bits(1.0, 0.1, 0.8), {"relevant_share": [0.08, 0.08, 0.3, 0.7]}),
    (rules.reads_relevant_bits(1.0, 0.1, 0.8), {"relevant_share": [0.2, 0.2, 0.3, 0.97]}),
    (rules.cleans_up(1.0, 0.5, 0.8), {"relevant_share": [0.08, 0.08, 0.9, 0.97]}),
    (rules.cleans_up(1.0, 0.5, 0.8), {"test_accuracy": [0.5] * 4}),
])
def test_a_rule_holds_where_it_should_and_nowhere_else(rule, bad):
    assert rule(made()).holds and not rule(made(**bad)).holds


@pytest.mark.parametrize("rule", [
    rules.chance_when_fitted(1.0, 0.6), rules.reads_relevant_bits(1.0, 0.1, 0.8),
    rules.cleans_up(1.0, 0.5, 0.8)])
def test_a_rule_notices_the_mutations_that_its_sentence_excludes(rule):
    for name in rule.excludes:
        assert not rule(mutated(made(), name)).holds, name
