"""The claims on adders, all of them; and their rules on runs that do not obey them."""

from dataclasses import replace

import numpy as np
import pytest

from grokviz.claims.mutations import tried
from grokviz.claims.norm_minimisation import adder_rules, adder_runs, adders


@pytest.mark.parametrize("claim", adders.CLAIMS, ids=lambda c: c.id)
def test_every_claim_comes_out_as_expected_and_its_rule_notices_spoilt_data(claim):
    judged = claim.judge()
    assert not judged.surprising, judged.measured
    noticed, missed = tried(claim)
    assert noticed and not missed


def test_a_path_that_bends_is_not_straight():
    found = adder_runs.three()
    turned = found.values["weights"].copy()
    turned[len(turned) // 2, 0, 0] += 1e-3
    bent = replace(found, values=found.values | {"weights": turned})
    assert not adder_rules.straight(100, 1 - 1e-9, 0.01)(bent).holds


def test_a_rate_of_another_decay_is_not_the_series():
    found = adder_runs.starts()
    other = replace(found, sweep=found.sweep | {
        "weight_decay": found.sweep["weight_decay"] * 1.01})
    assert not adder_rules.closed_form(1e-12)(other).holds


def test_both_runs_on_one_side_of_the_kink_say_nothing():
    found = adder_runs.kinked()
    assert not adder_rules.crosses_the_kink(0.01)(found.take(np.zeros(2, int))).holds
