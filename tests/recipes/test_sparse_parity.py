"""Sparse parity: the default groks, the inside is measured, and bad settings are refused."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from grokviz import models
from grokviz.recipes import sparse_parity as recipes
from grokviz.recipes.plans.sparse_parity import probe
from grokviz.recording import record
from grokviz.sweep import grid

SMALL = dict(bits=8, relevant=2, n_train=30, width=6, steps=100, records=(0, 50, 100))


def end(**settings):
    return record(recipes.grokking(**SMALL | settings), progress=False).values


def test_every_argument_reaches_the_engine():
    plain = end()
    for other in ({"weight_decay": 0}, {"n_train": 40}, {"init_scale": 2}, {"bits": 9},
                  {"relevant": 3}, {"loss": "mean_squared_error"}, {"loss": "cross_entropy"},
                  {"learning_rate": 1e-3}, {"width": 7}, {"data_seed": 1}, {"init_seed": 1},
                  {"penalty": "l1", "penalty_strength": 0.01}, {"optimizer": "adam"},
                  {"constraint": "sphere"}, {"dtype": "float64"}):
        assert end(**other)["train_loss"][-1] != plain["train_loss"][-1], other


def test_an_ensemble_is_its_runs_alone():
    both = record(recipes.grokking([0, 1.0], [20, 30], init_seed=[3, 4], **{
        k: v for k, v in SMALL.items() if k != "n_train"}), progress=False)
    assert both.runs == 8
    alone = end(weight_decay=1.0, n_train=20, init_seed=4)
    run = next(i for i in range(8) if all(both.sweep[k][i] == v for k, v in (
        ("weight_decay", 1), ("n_train", 20), ("init_seed", 4))))
    for name, value in alone.items():
        assert_allclose(both.values[name][:, run], value[:, 0], rtol=1e-4, atol=1e-6)


def test_the_inside_is_the_weights_of_the_first_layer_bit_by_bit():
    params = models.mlp([8, 6, 1], "relu").init(grid(init_seed=[0, 1], init_scale=1.0))
    found = probe(3)(params, None, None, True)
    W = params["W1"].numpy().astype(float)
    for run in range(2):
        shares = [np.linalg.norm(W[run, bit]) ** 2 / np.linalg.norm(W[run]) ** 2
                  for bit in range(8)]
        assert_allclose(found["bit_share"][run], shares, rtol=1e-6)
        assert_allclose(found["relevant_share"][run], sum(shares[:3]))


def test_by_default_it_memorises_at_once_and_finds_the_bits_much_later():
    """At chance when it has fitted; the other bits are let go after it has generalised."""
    run = record(recipes.grokking(steps=1200, records=range(0, 1201, 25)), progress=False)
    test, share = (run.values[name][:, 0] for name in ("test_accuracy", "relevant_share"))
    fit, learnt = (int(np.searchsorted(run.steps, step[0])) for step in (run.t_train, run.t_test))
    assert run.t_test[0] >= 5 * run.t_train[0] and test[fit] < 0.6
    assert share[fit] < 1.5 * share[0] and 2 * share[0] < share[learnt] < 0.5 < 0.8 < share[-1]
    assert set(np.argsort(-run.values["bit_share"][-1, 0])[:3]) == {0, 1, 2}


@pytest.mark.parametrize("wrong, says", [
    ({"bits": 4, "relevant": 5}, "relevant is 5, but an input has 4 bits; give 4 or less"),
    ({"n_train": 5}, "n_train is 5; give a value from 10 to 4,000"),
    ({"loss": "hing"}, "no loss 'hing'; did you mean 'hinge'"),
    ({"weight_decay": 10, "learning_rate": 0.2}, "give weight_decay below 5"),
    ({"constraint": "spere"}, "no constraint 'spere'; did you mean 'sphere'"),
    ({"penalty": "l3"}, "no penalty 'l3'; known: none, l1"),
    ({"device": "tpu"}, "device is 'tpu'"),
])
def test_what_cannot_be_is_refused_at_the_call_with_what_to_type_instead(wrong, says):
    with pytest.raises(ValueError, match=says):
        recipes.grokking(**wrong)


def test_what_would_not_fit_is_refused_before_it_is_built(monkeypatch):
    monkeypatch.setattr("grokviz.memory.available", lambda device: 10**7)
    with pytest.raises(ValueError, match="200 runs of 200 units need"):
        recipes.grokking(init_seed=range(200)).start({})


def test_presets_are_settings_and_others_are_refused():
    for name, preset in recipes.PRESETS.items():
        assert recipes.preset(name) == preset
        recipes.grokking(**preset)
    with pytest.raises(ValueError, match="no preset 'groking'; did you mean 'grokking'"):
        recipes.preset("groking")
