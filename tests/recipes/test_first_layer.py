"""The first layer alone, beside training, and the compass: what they pass on and refuse."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from grokviz.recipes import first_layer as recipes
from grokviz.recording import record

SMALL = dict(modulus=7, hidden=40, train_fraction=0.8)
SHARED = {"train_loss", "test_loss", "train_accuracy", "test_accuracy", "weight_norm",
          "leaf_norms", "slow_time", "circles", "specialisation", "unit_share", "overlap"}


def simulated(**settings):
    return recipes.simulated(**SMALL | {"steps": 20, "records": [0, 10, 20]} | settings)


def trained(**settings):
    return recipes.trained(**SMALL | {"steps": 200, "records": [0, 100, 200]} | settings)


def test_both_send_the_same_and_simulated_has_no_training_loss():
    a, b = (record(e, progress=False) for e in (simulated(), trained()))
    assert set(a.values) >= SHARED and set(b.values) >= SHARED | {"flow_time"}
    assert a.values["train_loss"].max() < 1e-20 and (a.values["train_accuracy"] == 1).all()
    assert (b.values["train_loss"] > 1e-6).all()
    assert_allclose(a.values["slow_time"][:, 0], [0, 0.03, 0.06])
    assert a.values["circles"].shape == (3, 1, 3, 7, 2)


def test_a_ridge_leaves_a_training_loss_and_needs_fewer_units():
    found = record(simulated(hidden=20, ridge=0.5), progress=False)
    assert (found.values["train_loss"] > 1e-6).all()


def test_a_simulation_goes_down_its_own_objective():
    """‖E‖² + ‖W‖² at no training loss."""
    found = record(simulated(activation="square", learning_rate=1e-3, steps=100,
                             records=range(0, 101, 10)), progress=False)
    assert (np.diff(found.values["weight_norm"][:, 0]) < 0).all()


def test_every_setting_reaches_it():
    def last(make, **settings):
        return float(record(make(**settings), progress=False).values["test_loss"][-1, 0])

    for make, others in (
        (simulated, ({"ridge": 0.1}, {"learning_rate": 1e-3})),
        (trained, ({"kappa": 4.0}, {"weight_decay": 0.1}, {"learning_rate": 0.1})),
    ):
        for other in ({"activation": "tanh"}, {"init_scale": 2.0}, {"data_seed": 1},
                      {"init_seed": 1}, {"hidden": 44}, {"train_fraction": 0.7}, *others):
            assert last(make, **other) != last(make), other


def test_a_run_in_company_is_the_run_alone():
    for make in (simulated, trained):
        both = record(make(init_seed=[0, 1]), progress=False)
        alone = record(make(init_seed=1), progress=False)
        for name in SHARED:
            assert_allclose(both.values[name][:, 1], alone.values[name][:, 0], rtol=1e-6, atol=1e-9)


def test_isolated_goes_on_from_where_training_is():
    made = trained(init_seed=[0, 1], learning_rate=[0.1], weight_decay=0.01, steps=1000)
    found = record(recipes.isolated(made, since=0.5, until=0.6, learning_rate=0.01),
                   progress=False)
    assert_allclose(found.values["slow_time"][0], 0.5, rtol=1e-9)
    assert_allclose(found.values["slow_time"][-1], 0.6, rtol=1e-9)
    reached = record(trained(init_seed=[0, 1], learning_rate=[0.1], weight_decay=0.01, steps=500,
                             records=[0, 500]), progress=False)
    assert_allclose(found.values["leaf_norms"][0, :, 0], reached.values["leaf_norms"][-1, :, 0],
                    rtol=1e-9)
    assert found.name == "first_layer.isolated" and found.runs == 2


def test_the_compass_compares_at_the_given_slow_times():
    settings = SMALL | {"learning_rate": 0.1, "weight_decay": 0.01, "init_seed": [0, 1]}
    found = record(recipes.compass((0.5, 1.0), **settings), progress=False)
    assert found.steps.tolist() == [500, 1000] and "weights" not in found.values
    for name in ("decay", "tangent", "kinks", "isolated"):
        assert found.values[f"cosine_{name}"].shape == (2, 2)
        assert (np.abs(found.values[f"cosine_{name}"]) <= 1).all()
    assert (found.values["cosine_tangent"] > found.values["cosine_decay"]).all()


def test_with_a_fast_output_layer_the_embedding_moves_as_the_closed_form_says():
    slow, fast = (record(recipes.compass((0.5,), kappa=k, learning_rate=0.05 / k,
                                         weight_decay=0.003, **SMALL), progress=False)
                  for k in (1.0, 16.0))
    assert fast.values["cosine_isolated"][0, 0] > max(0.95, slow.values["cosine_isolated"][0, 0])


@pytest.mark.parametrize("make, wrong, says", [
    (simulated, {"hidden": 25}, "hidden is 25 for 22 training pairs, below 1.3 times .* hidden of "
                                "29 or more, or a ridge, e.g. 0.01"),
    (simulated, {"modulus": 4}, "modulus is 4; give a value from 5 to 59"),
    (simulated, {"activation": "rely"}, "no activation 'rely'; did you mean 'relu'"),
    (simulated, {"device": "tpu"}, "device is 'tpu'"),
    (trained, {"kappa": [1, 4]}, "kappa is .*; give one value"),
    (trained, {"learning_rate": 2, "weight_decay": 1}, "learning_rate \\* weight_decay is 2 \\* 1"),
])
def test_what_cannot_be_is_refused_at_the_call(make, wrong, says):
    with pytest.raises(ValueError, match=says):
        make(**wrong)


def test_slow_time_needs_a_decay():
    with pytest.raises(ValueError, match="give one learning_rate and one weight_decay above 0"):
        recipes.compass(weight_decay=0)
    with pytest.raises(ValueError, match="give one learning_rate"):
        recipes.compass(weight_decay=[1e-3, 1e-4])
    with pytest.raises(ValueError, match="slow time stands still at weight_decay 0"):
        recipes.isolated(trained(weight_decay=0))


@pytest.mark.parametrize("kind", recipes.SETTINGS)
def test_defaults_and_presets_are_within_the_table(kind):
    make = getattr(recipes, kind)
    assert make().settings.items() >= recipes.SETTINGS[kind].defaults().items()
    for name in recipes.PRESETS[kind]:
        preset = recipes.preset(kind, name)
        assert recipes.SETTINGS[kind].check(preset) == preset
        assert make(**preset).runs == 1
    with pytest.raises(ValueError, match="no experiment 'simulate'; did you mean 'simulated'"):
        recipes.preset("simulate", "late")
    with pytest.raises(ValueError, match="no preset 'none'"):
        recipes.preset(kind, "none")
