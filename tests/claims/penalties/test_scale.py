"""The rules on rescaled networks, on made-up norms that obey the formula or do not."""

from dataclasses import replace

import numpy as np
import pytest

from grokviz.claims.mutations import mutated
from grokviz.claims.penalties import scale_rules
from grokviz.claims.penalties.scale import CLAIMS
from grokviz.claims.penalties.scale_runs import PAIRS, SCALES
from grokviz.run import Record


def made(layers=((8.0, 3.0), (2.0, 1.0)), right=(0.6, 1.0)):
    """Two networks, (‖A‖, ‖B‖) each, at SCALES for every pair of layers."""
    columns = {"scale": np.tile(SCALES, len(PAIRS)),
               "degree": np.repeat([q for *_, q in PAIRS], len(SCALES))}
    A, B = (np.array(layers)[:, i, None] for i in (0, 1))
    first, second = A * columns["scale"], B / columns["scale"] ** columns["degree"]
    share = np.broadcast_to(np.array(right)[:, None], first.shape)
    return Record("made up", {}, columns, np.arange(2), {
        "accuracy": share, "loss": 1 - 0.9 * share, "first_norm": first, "second_norm": second,
        "weight_norm": np.hypot(first, second)})


def test_the_norms_of_rescaled_layers_obey_the_formula():
    assert scale_rules.same_function(1e-6, 10)(made()).holds
    assert scale_rules.same_norm(0.8, 0.95)(made()).holds


@pytest.mark.parametrize("name, spoil", [
    ("loss", lambda v: v * np.linspace(1, 1.01, v.shape[1])),
    ("accuracy", lambda v: v - 0.1 * (np.arange(v.shape[1]) == 3)),
    ("weight_norm", lambda v: np.roll(v, 2, 1)),                        # the least is elsewhere
    ("weight_norm", lambda v: 5 + 0 * v),
])
def test_outputs_that_change_or_norms_that_do_not_are_noticed(name, spoil):
    found = made()
    spoilt = replace(found, values=found.values | {name: spoil(found.values[name])})
    assert not scale_rules.same_function(1e-6, 10)(spoilt).holds


@pytest.mark.parametrize("layers, right", [
    (((0.02, 0.01), (800.0, 300.0)), (0.6, 1.0)),       # no scale has so small a norm
    (((8.0, 3.0), (2.0, 1.0)), (0.9, 1.0)), (((8.0, 3.0), (2.0, 1.0)), (0.6, 0.9)),
])
def test_one_norm_of_two_networks_wants_both_of_them(layers, right):
    assert not scale_rules.same_norm(0.8, 0.95)(made(layers, right)).holds


def test_spoilt_data_are_noticed():
    for claim in CLAIMS:
        assert claim.seeded and claim.rule.excludes
        for name in claim.rule.excludes:
            assert not claim.verdict(mutated([made()], name)).holds, name
