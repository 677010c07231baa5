"""The claims on modular addition: ids, shared experiments, and one for real."""

from functools import partial

import numpy as np
import pytest

from grokviz.claims import ledger
from grokviz.claims.modular_addition import runs as experiments
from grokviz.claims.modular_addition.claims import CLAIMS
from grokviz.claims.teacher_student import rules
from grokviz.recipes import modular_addition as recipes
from grokviz.recipes.stored import modular_addition as stored


def test_ids_are_unique_and_every_failure_has_its_reason():
    assert len({c.id for c in CLAIMS}) == len(CLAIMS) >= 15
    assert all(c.area == "modular_addition" and c.wanted and c.figure for c in CLAIMS)


def test_one_real_claim_at_a_small_price():
    """Without decay, a small network only memorises."""
    train = partial(recipes.grokking, 0, modulus=13, d_model=16, width=64, steps=200)
    judged = ledger.Claim(
        id="cheap", area="here", paper="", figure="", statement="", wanted="",
        test=lambda: experiments.runs_of((0, 1, 2), "weight_decay", train),
        rule=ledger.each_seed(rules.never(0)),
    ).judge()
    assert judged.holds and judged.measured.startswith("3 of 3 seeds (29% to 100%): t_train ")


def test_seeds_draw_split_and_network_anew():
    train = partial(recipes.grokking, modulus=13, d_model=8, width=8, steps=100, records=(0, 100))
    seeds = experiments.runs_of((0, 1, 2), "weight_decay", train)
    for runs, seed in zip(seeds, (0, 1, 2), strict=True):
        assert all(runs[1.0].sweep[k] == [v] for k, v in stored.of_seed(seed).items())
    assert len({float(runs[1.0].values["test_loss"][-1, 0]) for runs in seeds}) == len(seeds)


def test_all_but_the_stored_run_takes_seeds_and_every_rule_excludes_something():
    assert {c.id for c in CLAIMS if not c.seeded} == {"paper_grokking", "paper_norm_path"}
    assert all(c.rule.excludes for c in CLAIMS)


@pytest.mark.parametrize("name", [
    "held_norm_seeds", "lu_curve_near_best", "grokking_s5", "grokking_113",
    "law_transformer"])
def test_of_the_seeds_that_are_stored_none_is_trained(name, monkeypatch):
    monkeypatch.setattr(experiments.experiments, "run", None)
    for k, record in enumerate(experiments.stored_seeds(f"modular_addition.{name}", None, (6, 1))):
        assert (record.sweep["init_seed"] == (6, 1)[k]).all() and record.runs in (1, 3, 6)


def test_other_seeds_are_trained():
    train = partial(recipes.grokking, 0, modulus=13, d_model=8, width=8, steps=100)
    found = experiments.stored_seeds(
        "modular_addition.law_transformer", lambda seeds: train(init_seed=seeds), (7, 8))
    assert [one.sweep["init_seed"].tolist() for one in found] == [[7], [8]]


def test_the_law_spans_one_and_a_half_decades():
    assert np.ptp(np.log10(experiments.DECAYS)) > 1.5
