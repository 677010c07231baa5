"""The claims on other operations: rules on made-up embeddings, and their runs."""

import numpy as np
import pytest

from grokviz.algebra import fourier, representations
from grokviz.algebra.operations import s5
from grokviz.claims.modular_addition import operations, operations_rules, operations_runs
from grokviz.claims.mutations import mutated
from grokviz.run import Record

P = 31


def run(**values):
    """One run, recorded at steps 0, 10, 100."""
    return {1.0: Record("made up", {}, {"init_seed": np.zeros(1)}, np.array([0, 10, 100]), {
        name: np.asarray(value, float)[:, None] for name, value in values.items()})}


def circle(order):
    """An embedding whose circle turns evenly in this order, after two without any order."""
    rng, turn = np.random.default_rng(0), 2 * np.pi * 4 * np.arange(len(order)) / len(order)
    last = np.zeros((P, 6))
    last[order, :2] = np.stack([np.cos(turn), np.sin(turn)], 1)
    return [rng.normal(size=(P, 6)), rng.normal(size=(P, 6)), last]


def test_ids_are_unique_and_each_can_be_judged_on_other_seeds():
    ids = [claim.id for claim in operations.CLAIMS]
    assert len(set(ids)) == len(ids) and all(claim.seeded for claim in operations.CLAIMS)


def test_a_circle_of_exponents_is_told_from_one_of_numbers():
    rule = operations_rules.turns_by_exponents(1.0, 1.2)
    exponents = run(embedding=circle(fourier.powers_of_a_root(P)))
    assert rule(exponents).holds and not rule(run(embedding=circle(np.arange(P)))).holds
    assert not any(rule(mutated(exponents, name)).holds for name in rule.excludes)


@pytest.mark.parametrize("train, test, holds", [
    ([0, 1, 1], [0, 0.1, 0.1], True), ([0, 1, 1], [0, 0.1, 0.3], False),
    ([0, 0, 0], [0, 0, 0], False)])
def test_memorised_is_fitted_and_no_more(train, test, holds):
    found = run(train_accuracy=train, test_accuracy=test)
    rule = operations_rules.memorised(1.0, 0.2)
    assert rule(found).holds == holds
    assert not any(rule(mutated(found, name)).holds for name in rule.excludes)


def test_few_representations_are_told_from_all_of_them():
    rng, goes = np.random.default_rng(0), np.eye(5)[np.array(s5())[:, 0]]
    power = representations.power(np.stack([
        rng.normal(size=(120, 5)), rng.normal(size=(120, 5)), goes - 0.2]))
    rule = operations_rules.few_representations(1.0, 2, 1.2)
    assert rule(run(fourier_power=power)).holds
    assert not any(rule(mutated(run(fourier_power=power), name)).holds for name in rule.excludes)


def test_a_seed_draws_the_split_and_the_network(monkeypatch):
    given = []
    monkeypatch.setattr(operations_runs, "runs_of", lambda by, part, seeds: given.append(
        part(**seeds[-1])))
    operations_runs._of("division", (3, 5), steps=100)
    made, = given
    assert made.sweep["split_seed"] == [5] == made.sweep["init_seed"]
    assert made.settings["operation"] == "divide"
