"""The recipes: what they pass on, what their runs record, what they refuse."""

import subprocess
import sys
from importlib import import_module

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from grokviz.recipes import modular_addition as recipes
from grokviz.recipes.plans import modular_addition as plans
from grokviz.recording import record

SMALL = dict(modulus=11, d_model=8, width=16, steps=100, records=(0, 50, 100))
LOOKS = {"fourier_power", "neurons", "embedding", "answers", "restricted_loss", "excluded_loss",
         "excluded_accuracy", "right", "trained", "logit_power", "ablated_accuracy", "sureness"}
NORMS = {"frobenius_norm", "l1_norm", "nuclear_norm", "effective_sparsity", "effective_rank"}
CURVES = {"train_loss", "test_loss", "train_accuracy", "test_accuracy", "weight_norm",
          "leaf_norms"}


@pytest.mark.parametrize("model", recipes.SETTINGS["model"].options)
def test_a_run_records_curves_and_pictures_and_an_ensemble_no_pictures(model):
    alone = record(recipes.grokking(model=model, **SMALL), progress=False)
    assert set(alone.values) == CURVES | LOOKS
    assert alone.values["embedding"].shape == (3, 1, 11, 8)
    assert alone.values["answers"].shape == (3, 1, 11, 11)
    both = record(recipes.grokking([0, 1.0], model=model, **SMALL), progress=False)
    assert set(both.values) == CURVES | {"fourier_power"}
    for name in ("test_loss", "weight_norm", "fourier_power"):
        assert_allclose(both.values[name][:, 1], alone.values[name][:, 0], rtol=2e-4)


def test_the_other_arguments_reach_the_engine_too():
    def end(**settings):
        experiment = recipes.grokking(**SMALL | settings)
        plain = {k: v for k, v in settings.items() if k not in ("records", "key_frequencies")}
        assert plain.items() <= experiment.settings.items()
        return record(experiment, progress=False).values

    plain = end()
    for other in ({"optimizer": "sgd"}, {"optimizer": "adam"}, {"weight_decay": 0},
                  {"penalty": "nuclear", "penalty_strength": 0.01}, {"constraint": "sphere"},
                  {"learning_rate": 1e-3}, {"split_seed": 1}, {"init_seed": 1}, {"width": 17},
                  {"d_model": 9}, {"modulus": 12}, {"train_fraction": 0.7}, {"init_scale": 2.0},
                  {"operation": "subtract"}, {"loss": "mean_squared_error"},
                  {"model": "transformer"}, {"dtype": "float64"}):
        assert end(**other)["test_loss"][-1] != plain["test_loss"][-1], other
    heads = [end(model="transformer", n_heads=n)["test_loss"][-1] for n in (2, 4)]
    assert heads[0] != heads[1]
    assert (end(key_frequencies=[1])["restricted_loss"] != plain["restricted_loss"]).any()


def test_a_penalty_brings_norms_and_a_race_runs_each_at_its_own_strength():
    one = record(recipes.grokking(penalty="l1", **SMALL), progress=False)
    assert set(one.values) == CURVES | LOOKS | NORMS
    made = recipes.race(**SMALL)
    assert made.name == "modular_addition.race" and not made.sweep["weight_decay"].any()
    assert made.sweep["penalty"].tolist() == list(recipes.RACE)
    assert made.sweep["penalty_strength"].tolist() == list(recipes.RACE.values())
    found = record(made, progress=False)
    assert set(found.values) == CURVES | NORMS | {"fourier_power"}
    assert (found.values["l1_norm"][0] == found.values["l1_norm"][0, 0]).all()


def test_in_the_race_each_groks_but_the_one_without_a_penalty():
    """l1 latest, l2 soonest: at 945 and 280 of these steps over three seeds."""
    found = record(recipes.race(steps=1200, records=range(0, 1201, 50)), progress=False)
    none, l1, l2, nuclear = found.t_test
    assert np.isnan(none) and (found.t_train <= 100).all() and l2 < nuclear < l1 <= 1200
    assert found.values["effective_sparsity"][-1].argmin() == 1
    assert found.values["effective_rank"][-1].argmax() == 0


@pytest.mark.parametrize("name", ["l1: sparse weights", "nuclear: low rank"])
def test_a_penalty_s_preset_groks_without_weight_decay(name):
    wanted = recipes.preset(name) | {"steps": 1000}
    found = record(recipes.grokking(**wanted, records=range(0, 1001, 50)), progress=False)
    assert wanted["weight_decay"] == 0 and found.t_test[0] >= 5 * found.t_train[0]


def test_by_default_it_groks_at_once_by_heart_and_long_after_by_rule():
    """Fit within 100 steps; half of the test set after ten times as many; the circle grows."""
    history = record(recipes.grokking(steps=1500, records=range(0, 1501, 50)), progress=False)
    train, test = (history.values[f"{k}_accuracy"][:, 0] for k in ("train", "test"))
    assert train[2] > 0.95 and test[2] < 0.05
    assert history.t_test[0] >= 10 * history.t_train[0]
    sums = np.add.outer(np.arange(31), np.arange(31)) % 31
    assert (history.values["answers"][-1, 0] == sums).mean() > 0.95


@pytest.mark.parametrize("wrong, says", [
    ({"modulus": 1}, "modulus is 1; give a value from 7 to 120"),
    ({"train_fraction": 0}, "train_fraction is 0; give a value from 0.02 to 0.98"),
    ({"train_fraction": [0.5, 1]}, "train_fraction is 1; give a value"),
    ({"train_fraction": 0.05}, "no training example has the answer .* give train_fraction"),
    ({"modulus": 33, "operation": "multiply"}, r"modulus is 33 = 3 \* 11"),
    ({"modulus": 33, "operation": "a / b"}, r"modulus is 33 = 3 \* 11, and a/b needs a prime; give "
     "one, e.g. 31"),
    ({"modulus": 113, "operation": "s5"}, "modulus is 113, but S5 has 120 permutations; leave mod"),
    ({"operation": "a / b / c"}, "no operation 'a / b / c'; .*known: add, .*divide"),
    ({"model": "mpl"}, "no model 'mpl'; did you mean 'mlp'"),
    ({"operation": "plus"}, "no operation 'plus'.*known: add, subtract"),
    ({"loss": "mse"}, "no loss 'mse'"),
    ({"penalty": "l3"}, "no penalty 'l3'; known: none, l1"),
    ({"penalty": "l1", "penalty_strength": 20}, "penalty_strength is 20; give a value from"),
    ({"constraint": "spere"}, "no constraint 'spere'; did you mean 'sphere'"),
    ({"model": "transformer", "d_model": 30}, "d_model is 30 and n_heads 4"),
    ({"weight_decay": 10.0, "learning_rate": 0.2}, "give weight_decay below 5"),
    ({"device": "tpu"}, "device is 'tpu'"),
])
def test_what_cannot_be_is_refused_at_the_call_with_what_to_type_instead(wrong, says):
    with pytest.raises(ValueError, match=says):
        recipes.grokking(**wrong)


@pytest.mark.parametrize("typed, name", [
    ("a/b", "divide"), ("a²+ab+b²", "quadratic"), ("S5 composition", "s5"), ("a + b", "add")])
def test_an_operation_can_be_typed_as_it_is_written_and_has_its_own_size(typed, name):
    made = recipes.grokking(operation=typed)
    assert made.settings["operation"] == name
    assert made.settings["modulus"] == (120 if name == "s5" else 31)


@pytest.mark.parametrize("wrong", [{"device": "tpu"}, {"constraint": "none"}, {"steps": 0},
                                   {"train_fraction": [0.02]}, {"model": "mpl"}])
def test_the_landscape_refuses_at_the_call_too_not_when_it_runs(wrong):
    with pytest.raises(ValueError):
        recipes.lu_curve(**wrong)


def test_what_would_not_fit_is_refused_before_it_is_built(monkeypatch):
    memory = import_module("grokviz.memory")
    monkeypatch.setattr(memory, "available", lambda device: 120_000_000)
    recipes.grokking(**SMALL)
    with pytest.raises(ValueError, match="200 runs at modulus 113 need [0-9,]+ bytes of memory and "
                                         "there are 120,000,000; give fewer runs"):
        recipes.grokking(modulus=113, init_seed=range(200)).start({})
    with pytest.raises(ValueError, match="1 runs at modulus 113 need"):
        recipes.grokking(modulus=113, width=1024)


@pytest.mark.parametrize("model", recipes.SETTINGS["model"].options)
def test_the_estimate_of_memory_is_right_within_a_factor_of_three(model):
    """Against the tensors that a block and its evaluation hold."""
    import torch

    from grokviz.engines.block import Block, Plan
    from grokviz.optim import adamw
    from grokviz.tasks.modular_addition import modular_addition

    settings = dict(modulus=31, d_model=64, width=256, n_heads=4)
    sweep = {"train_fraction": np.array([0.6]), "split_seed": np.array([0]),
             "init_seed": np.array([0]), "init_scale": np.array([1.0])}
    plan = Plan(lambda s: modular_addition(s, modulus=31),
                plans.MODELS[model](settings),
                adamw())
    with plan.grad_mode(), torch.profiler.profile(profile_memory=True) as seen:
        block = Block(plan, sweep)
        block.gradient()
        block.measure()
    most = held = 0
    for event in sorted(seen.profiler.kineto_results.events(), key=lambda e: e.start_ns()):
        if event.name() == "[memory]":
            held += event.nbytes()
            most = max(most, held)
    assert 1 / 3 < 4 * plans._bytes(settings, sweep) / most < 3


@pytest.mark.parametrize("name", recipes.PRESETS)
def test_every_preset_is_within_bounds_and_can_be_run(name):
    preset = recipes.preset(name)
    numbers = {k: v for k, v in preset.items() if k in recipes.SETTINGS}
    assert recipes.SETTINGS.check(numbers) == numbers
    assert recipes.grokking(**preset).runs == 1
    preset["weight_decay"] = 99                 # ours is a copy
    assert recipes.preset(name)["weight_decay"] != 99


def test_an_unknown_preset_gives_the_nearest_and_all_known():
    with pytest.raises(ValueError, match="no preset 'groking'; did you mean 'grokking'.* random"):
        recipes.preset("groking")


def test_the_defaults_of_the_table_are_those_of_the_recipe():
    wanted = recipes.SETTINGS.defaults()
    assert recipes.grokking().settings.items() >= wanted.items()
    assert set(plans.MODELS) == set(recipes.SETTINGS["model"].options)


def test_the_other_recipes_are_grokking_with_the_paper_s_settings():
    paper = recipes.paper_size()
    assert paper.name == "modular_addition.paper_size"
    assert paper.settings.items() >= (recipes.PAPER | {"model": "transformer"}).items()
    assert recipes.paper_size("mlp", steps=500).settings["steps"] == 500
    held = recipes.held_norm(**SMALL)
    assert held.sweep["init_scale"] == [0.8] and held.sweep["weight_decay"] == [0]
    norm = record(held, progress=False).values["weight_norm"]
    assert_allclose(norm, norm[0, 0], rtol=1e-5)
    sizes = recipes.data_size([0.5, 0.8], [1, 2], **SMALL)
    assert_array_equal(sizes.sweep["train_fraction"], [0.5, 0.5, 0.8, 0.8])
    law = recipes.law(**SMALL)
    assert law.runs >= 15 and np.ptp(np.log10(law.sweep["weight_decay"])) > 1.9
    assert recipes.law([1], [0]).settings.items() >= recipes.LAW.items()


def test_the_landscape_trains_every_cell_at_its_norm():
    history = record(recipes.lu_curve([0.5, 1, 2], [0.5, 0.8], modulus=11, d_model=8, width=16,
                                      steps=100), progress=False)
    last = {k: v[-1] for k, v in history.values.items()}
    assert np.isfinite(last["test_loss"]).all() and history.runs == 6
    assert_allclose(last["weight_norm"].reshape(3, 2)[:, 0] / last["weight_norm"][2],
                    [0.5, 1, 2], rtol=1e-5)
    assert (last["train_accuracy"] >= last["test_accuracy"]).all()


def test_asking_for_a_recipe_s_bounds_needs_no_torch():
    code = ("import sys; from grokviz.recipes import modular_addition as m; m.preset('grokking');"
            "sys.exit('torch' in sys.modules)")
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_l_and_u_has_the_share_that_is_asked_for_between_others_and_remembers_it():
    made = recipes.l_and_u(modulus=11, train_fraction=0.55, steps=100)
    assert made.settings["train_fraction"] == 0.55 and made.settings["init_seed"] == 0
    assert sorted(set(made.sweep["train_fraction"])) == [0.35, 0.45, 0.55, 0.8]
    with pytest.raises(ValueError, match="no model 'mpl'; did you mean 'mlp'"):
        recipes.l_and_u("mpl")
    with pytest.raises(ValueError, match="train_fraction is 2; give a value"):
        recipes.l_and_u(train_fraction=2)
