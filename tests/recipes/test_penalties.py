"""The experiments with penalties: what they pass on, what they refuse, what they show."""

import subprocess
import sys

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from grokviz.optim import PENALTIES
from grokviz.recipes import penalties as recipes
from grokviz.recipes.common import penalty_menu
from grokviz.recording import record

SMALL = {
    "sparse_recovery": dict(dimension=30, sparsity=2, n_train=15),
    "matrix_sensing": dict(rows=6, rank=1, n_train=25),
    "matrix_completion": dict(rows=8, rank=1, n_train=40, penalty_strength=0.05),
}


def make(task, **settings):
    return getattr(recipes, task)(**{"steps": 100, "records": [0, 20, 100]} | settings)


def first(task, **settings):
    return next(s for s in make(task, **SMALL[task] | settings).start({}) if s is not None)


@pytest.mark.parametrize("task", recipes.SETTINGS)
def test_defaults_are_those_of_the_table_and_within_it(task):
    table = recipes.SETTINGS[task]
    experiment = getattr(recipes, task)()
    assert experiment.settings.items() >= table.defaults().items()
    assert experiment.name == f"penalties.{task}" and experiment.settings["task"] == task
    assert table.check(table.defaults()) == table.defaults()


@pytest.mark.parametrize("task, name", [(t, n) for t, p in recipes.PRESETS.items() for n in p])
def test_every_preset_can_be_made(task, name):
    settings = recipes.preset(task, name)
    assert getattr(recipes, task)(**settings).settings.items() >= settings.items()


def test_every_part_of_a_penalty_has_its_steps():
    parts = {part for name in penalty_menu.OFFERED for part in name.split("+")}
    assert parts == {"none", *PENALTIES}


@pytest.mark.parametrize("task", recipes.SETTINGS)
def test_every_task_sends_what_pictures_share_and_the_race_is_one_ensemble(task):
    found = record(recipes.race(task, **SMALL[task], steps=100, records=[0, 100]), progress=False)
    assert found.sweep["penalty"].tolist() == list(penalty_menu.contenders())
    assert {"train_error", "test_error", "l1_norm", "l2_norm", "nuclear_norm", "effective_rank",
            "effective_sparsity", "product", "flow_time", "slow_time"} <= set(found.values)
    for name in ("product", "train_error"):
        assert_array_equal(found.values[name][0], found.values[name][0, [0, 0, 0, 0]])
    assert (found.values["train_error"][-1] < found.values["train_error"][0]).all()


def test_every_combination_is_a_run():
    experiment = make("sparse_recovery", penalty=["l1", "l2"], penalty_strength=[1e-3, 1e-2],
                      data_seed=[0, 1])
    assert experiment.runs == 8
    assert experiment.sweep["penalty"].tolist() == ["l1"] * 4 + ["l2"] * 4


@pytest.mark.parametrize("task", recipes.SETTINGS)
@pytest.mark.parametrize("other", [{"data_seed": 7}, {"init_seed": 7}, {"coherence": 0.5},
                                   {"init_scale": 0.5}, {"depth": 2}])
def test_settings_reach_the_problem(task, other):
    base = {"init_scale": 1.0}
    one, two = (first(task, **base | s).values for s in ({}, other))
    assert any(not np.array_equal(one[k], two[k]) for k in ("train_error", "product"))


def test_a_small_problem_is_found_by_l1_and_not_by_l2():
    found = record(make("sparse_recovery", **SMALL["sparse_recovery"], penalty=["l1", "l2"],
                        penalty_strength=3e-3, steps=8000, records=[0, 100, 8000]),
                   progress=False)
    assert (found.values["train_error"][1] < 0.05).all()
    error = found.values["test_error"]
    assert error[1, 0] > 0.3 and error[2, 0] < 0.03 < 0.3 < error[2, 1]
    assert found.values["l2_norm"][2, 0] > found.values["l2_norm"][1, 0]


@pytest.mark.parametrize("task, wrong, says", [
    ("sparse_recovery", {"depth": 0}, "depth is 0; give a value from 1 to 4"),
    ("sparse_recovery", {"penalty": "l3"}, "there is no penalty 'l3'; known: none, l1, l2"),
    ("sparse_recovery", {"penalty_strength": -1}, r"penalty_strength is -1; .* or 0 \(off\)"),
    ("sparse_recovery", {"sparsity": 150, "n_train": 400}, "more than the dimension"),
    ("sparse_recovery", {"n_train": 5}, "too few to tell solutions apart; give at least 10"),
    ("sparse_recovery", {"penalty_strength": [1e-3, 5.0]},
     "penalty_strength is 5; from .* takes every weight to 0 and the fit is lost: give at most"),
    ("matrix_completion", {"penalty_strength": 10, "rows": 5, "n_train": 15, "rank": 1},
     "from .* on the nuclear penalty takes every weight to 0"),
    ("matrix_completion", {"rank": 30}, "rank is 30, more than the dimension"),
    ("sparse_recovery", {"coherence": 1.5}, "coherence is 1.5; give a value from 0 to 1"),
    ("sparse_recovery", {"method": "newton"}, "there is no method 'newton'"),
    ("sparse_recovery", {"device": "tpu"}, "device is 'tpu'"),
])
def test_bad_input_is_a_sentence(task, wrong, says):
    with pytest.raises(ValueError, match=says):
        make(task, **wrong)


def test_unknown_tasks_and_presets_are_sentences():
    with pytest.raises(ValueError, match="no task 'sparse'; did you mean 'sparse_recovery'"):
        recipes.race("sparse")
    with pytest.raises(ValueError, match="there is no preset 'l1'"):
        recipes.preset("sparse_recovery", "l1")


def test_the_recipe_loads_no_torch():
    code = ("import sys; from grokviz.recipes import penalties, penalty_forecast; "
            "sys.exit('torch' in sys.modules)")
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_a_stronger_penalty_waits_less():
    found = record(make("sparse_recovery", **SMALL["sparse_recovery"],
                        penalty_strength=[1e-3, 1e-2], steps=1500, records=[0, 1500]),
                   progress=False)
    assert_allclose(found.values["slow_time"][-1], [0.15, 1.5])
    assert found.values["test_error"][-1, 1] < found.values["test_error"][-1, 0]
