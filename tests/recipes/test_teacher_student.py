"""The recipes: the paper's stored numbers, what they pass on, what they refuse."""

import subprocess
import sys
from importlib import import_module
from itertools import islice

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from grokviz.recipes import teacher_student as recipes
from grokviz.recording import record

SMALL = dict(width=10, n_train=20, steps=100)


@pytest.fixture
def few_records(monkeypatch):
    engine = import_module("grokviz.engines.train")
    monkeypatch.setattr(engine, "record_steps", lambda steps: range(0, steps + 1, 20))


def test_the_paper_s_seeds_give_the_paper_s_stored_log(few_records):
    """Omnigrok's notebook at alpha 2, decay 0.05; its squared norm counts W1 twice."""
    start = dict(init_scale=2, weight_decay=0.05, learning_rate=recipes.PAPER["learning_rate"])
    history = record(recipes.grokking(**start, threshold=1e-3, steps=1000), progress=False)
    at = {name: dict(zip(history.steps.tolist(), value[:, 0], strict=True))
          for name, value in history.values.items()}

    def square(step):
        return at["weight_norm"][step] ** 2 + at["leaf_norms"][step][0] ** 2

    assert_allclose(square(0), 429.586853, rtol=2e-7)
    assert_allclose(square(1000), 410.26, rtol=1e-4)
    assert [round(at["train_accuracy"][s], 6) for s in (200, 400, 600, 800)] == [.14, .64, .91, .99]
    test_loss = [at["test_loss"][step] for step in (0, 200, 1000)]
    assert_allclose(test_loss, [0.352, 0.0169, 0.0093], rtol=5e-3)
    assert round(at["test_accuracy"][1000], 6) == 0.13


def test_every_combination_is_a_run_and_its_columns_reach_the_engine(few_records):
    experiment = recipes.grokking([0.5, 2], [0, 0.3], init_seed=[1, 2], **SMALL)
    assert experiment.runs == 8 and experiment.settings["steps"] == 100
    assert_array_equal(experiment.sweep["init_scale"], np.repeat([0.5, 2], 4))
    history = record(experiment, progress=False)
    ratio = history.values["weight_norm"][0]
    assert_allclose(ratio[4:] / ratio[:4], 4, rtol=1e-6)            # the scale; seeds the same
    assert_array_equal(history.values["train_loss"][0, :2], history.values["train_loss"][0, 2:4])
    assert history.name == "teacher_student.grokking"
    assert set(history.values) == {"train_loss", "test_loss", "train_accuracy", "test_accuracy",
                                   "weight_norm", "leaf_norms", "function_slice"}


NORMS = {"l1_norm", "nuclear_norm", "effective_sparsity", "effective_rank"}


def test_a_penalty_is_a_column_like_any_other_and_brings_its_norms(few_records):
    experiment = recipes.grokking(penalty=["none", "l1+nuclear"], penalty_strength=[0, 1e-2],
                                  **SMALL)
    assert_array_equal(experiment.sweep["penalty"], ["none"] * 2 + ["l1+nuclear"] * 2)
    assert_array_equal(experiment.sweep["penalty_strength"], [0, 1e-2] * 2)
    last = {k: v[-1] for k, v in record(experiment, progress=False).values.items()}
    assert set(last) >= NORMS
    for name in NORMS:                          # no penalty, thrice, and one
        assert_allclose(last[name][1:3], last[name][0], rtol=1e-5)
    for name in ("l1_norm", "nuclear_norm"):
        assert last[name][3] < 0.95 * last[name][0]


def test_the_race_is_one_ensemble_from_one_start_each_run_at_its_own_strength(few_records):
    made = recipes.race(init_seed=[1, 2], **SMALL)
    assert made.name == "teacher_student.race" and made.runs == 8
    assert_array_equal(made.sweep["penalty"], np.repeat(list(recipes.RACE), 2))
    assert_array_equal(made.sweep["penalty_strength"], np.repeat(list(recipes.RACE.values()), 2))
    assert not made.sweep["weight_decay"].any()
    assert made.settings["penalty_strength"] == list(recipes.RACE.values())
    norm = record(made, progress=False).values["nuclear_norm"].reshape(-1, 4, 2)
    assert (norm[0] == norm[0, 0]).all() and len(np.unique(norm[-1])) == 8
    two = recipes.race({"l1": 1e-3, "l1+l2": 0.1}, **SMALL)
    assert two.sweep["penalty_strength"].tolist() == [1e-3, 0.1]


@pytest.mark.parametrize("name", ["l1: sparse weights", "nuclear: low rank"])
def test_a_penalty_s_preset_groks_and_leaves_what_it_is_named_for(name):
    """With no weight decay, ten times as late or more; less than half of it is left."""
    wanted = recipes.preset(name) | {"steps": 5000}
    found = record(recipes.grokking(**wanted, records=range(0, 5001, 100)), progress=False)
    assert wanted["weight_decay"] == 0 and found.t_test[0] >= 10 * found.t_train[0]
    kind = "effective_sparsity" if wanted["penalty"] == "l1" else "effective_rank"
    assert found.values[kind][-1, 0] < found.values[kind][0, 0] / 2


def test_the_other_arguments_reach_the_engine_too(few_records):
    def early(**settings):
        """Weight norm and training accuracy at steps 0 and 20."""
        experiment = recipes.grokking(**SMALL | settings)
        assert settings.items() <= experiment.settings.items()
        stream = experiment.start({})
        two = list(islice((s.values for s in stream if s), 2))
        stream.close()
        return [v["weight_norm"][0] for v in two], two[0]["train_accuracy"][0]

    plain, _ = early()
    for other in ({"optimizer": "sgd"}, {"optimizer": "adam"}, {"dtype": "float64"},
                  {"penalty": "l1", "penalty_strength": 0.01}, {"constraint": "sphere"},
                  {"weight_decay": 0}, {"learning_rate": 1e-3}, {"data_seed": 1},
                  {"teacher_seed": 1}, {"init_seed": 2}, {"width": 11}, {"n_train": 21}):
        assert early(**other)[0] != plain, other
    assert_allclose(early(constraint="fixed_norm")[0], plain[0], rtol=1e-6)
    assert early(threshold=1)[1] > early()[1] == 0


def test_in_float64_a_run_agrees_with_float32_but_is_not_rounded_to_it(few_records):
    single, double = (record(recipes.grokking(**SMALL, dtype=d), progress=False).values
                      for d in ("float32", "float64"))
    assert_allclose(single["train_loss"], double["train_loss"], rtol=1e-3)
    last = double["train_loss"][-1]
    assert (last != last.astype(np.float32)).all()


@pytest.mark.parametrize("wrong, says", [
    ({"init_scale": 0}, "init_scale is 0; give a value from 0.1 to 10"),
    ({"init_scale": [1, -2]}, "init_scale is -2; give"),
    ({"init_scale": "large"}, "init_scale is 'large', not a number"),
    ({"n_train": 0}, "n_train is 0; give a value from 10 to 500"),
    ({"n_train": 501}, "n_train is 501"),
    ({"n_train": 50.5}, "n_train is 50.5; it is a whole number"),
    ({"weight_decay": -0.1}, r"weight_decay is -0.1; .* or 0 \(off\)"),
    ({"weight_decay": float("nan")}, "weight_decay is nan"),
    ({"weight_decay": True}, "weight_decay is True, not a number"),
    ({"weight_decay": None}, "weight_decay is None, not a number"),
    ({"weight_decay": []}, "weight_decay is an empty list"),
    ({"width": [50, 100]}, "width is .*; give one value"),
    ({"init_seed": -1}, "init_seed is -1"),
    ({"steps": 0}, "steps is 0"),
    ({"learning_rate": 0.5, "weight_decay": [1, 2.0]},
     "learning_rate \\* weight_decay is 0.5 \\* 2 = 1, .* give weight_decay below 2"),
    ({"optimizer": "adamv"}, "no optimizer 'adamv'; did you mean 'adam"),
    ({"penalty": "nuclea"}, "no penalty 'nuclea'; did you mean 'nuclear'"),
    ({"constraint": "spere"}, "no constraint 'spere'; did you mean 'sphere'"),
    ({"penalty": "l1", "penalty_strength": -1}, "penalty_strength is -1; give a value from 1e-06 "
                                               r"to 10 or 0 \(off\), e.g. 1e-05"),
    ({"penalty": "l1", "penalty_strength": [0, float("nan")]}, "penalty_strength is nan"),
    ({"device": "tpu"}, "device is 'tpu'; give 'cpu', 'cuda' or 'auto'"),
    ({"dtype": "float16"}, "dtype is 'float16'; give 'float32' or 'float64'"),
])
def test_what_cannot_be_is_refused_at_the_call_with_what_to_type_instead(wrong, says):
    with pytest.raises(ValueError, match=says):
        recipes.grokking(**wrong)


@pytest.mark.parametrize("wrong", [{"device": "tpu"}, {"dtype": "half"}, {"constraint": "none"},
                                   {"init_scale": [0.01]}, {"steps": 0}, {"init_seed": []}])
def test_the_landscape_refuses_at_the_call_too_not_when_it_runs(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        recipes.lu_curve(**wrong)


def test_the_landscape_takes_a_typed_number_and_cools_each_cell_s_own_rate(few_records):
    typed = record(recipes.lu_curve(["0.5"], [1], **SMALL | {"steps": "100"}), progress=False)
    given = record(recipes.lu_curve([0.5], [1], **SMALL), progress=False)
    assert typed.settings["steps"] == 100
    assert_array_equal(typed.values["test_loss"], given.values["test_loss"])
    sweep = recipes.lu_curve([0.25, 1, 4], [1], learning_rate=4e-3).sweep
    assert_allclose(sweep["learning_rate"], [8e-3, 4e-3, 2e-3])
    assert not sweep["weight_decay"].any()


@pytest.mark.parametrize("name", recipes.PRESETS)
def test_every_preset_is_within_bounds_and_names_settings_alone(name):
    preset = recipes.preset(name)
    assert recipes.SETTINGS.check(preset) == preset
    assert recipes.grokking(**preset).runs == 1
    preset["init_scale"] = 99                   # ours is a copy
    assert recipes.preset(name)["init_scale"] != 99


def test_an_unknown_preset_gives_the_nearest_and_all_known():
    with pytest.raises(ValueError, match="no preset 'groking'; did you mean 'grokking'.* data"):
        recipes.preset("groking")


def test_the_defaults_of_the_table_are_those_of_the_recipe():
    assert recipes.grokking().settings.items() >= recipes.SETTINGS.defaults().items()


def test_the_law_sweeps_decay_over_seeds():
    experiment = recipes.law([0.1, 0.3], [1, 2], **SMALL)
    assert experiment.name == "teacher_student.law" and experiment.runs == 4
    assert_array_equal(experiment.sweep["weight_decay"], [0.1, 0.1, 0.3, 0.3])
    default = recipes.law(**SMALL)
    assert default.runs >= 24 and len(np.unique(default.sweep["weight_decay"])) >= 8


def test_asking_for_a_recipe_s_bounds_needs_no_torch():
    code = ("import sys; from grokviz.recipes import teacher_student as t; t.preset('grokking');"
            "sys.exit('torch' in sys.modules)")
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_a_map_of_phases_tells_of_each_run_what_it_does_alone():
    settings = dict(init_seed=[1, 2], n_train=30, width=20, steps=300, threshold=0.03)
    decays, scales = [0.1, 3], [0.5, 2]
    found = record(recipes.phase_grid(decays, scales, **settings), progress=False)
    assert found.name == "teacher_student.phase_grid" and found.settings["budget"] == 300
    alone = record(recipes.grokking(scales, decays, **settings), progress=False)
    for column in ("init_scale", "weight_decay", "init_seed"):
        assert_array_equal(found.sweep[column], alone.sweep[column])
    assert np.isfinite(alone.t_train).sum() > 4             # else nothing is compared
    assert_array_equal(found.values["t_train"][-1], alone.t_train)
    assert_array_equal(found.values["t_test"][-1], alone.t_test)


@pytest.mark.parametrize("given, several", [
    (dict(weight_decay=0.1), 1), (dict(n_train=[10, 20]), 3), (dict(weight_decay=1, init_scale=1),
                                                               0),
])
def test_a_map_has_two_axes(given, several):
    with pytest.raises(ValueError, match=f"^{several} settings have several.*two of them a list"):
        recipes.phase_grid(**given)
