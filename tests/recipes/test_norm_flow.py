"""The gradient-flow experiments: what they pass on, what they refuse, what they show."""

import subprocess
import sys

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from grokviz.recipes import norm_flow as recipes
from grokviz.recording import record

DRAWN = ("linear_regression", "diagonal_network", "matrix_completion", "relu_network")
ADDERS = ("adder", "adder_three")


def make(task, **settings):
    return getattr(recipes, task)(**{"steps": 100, "records": [0, 20, 100]} | settings)


@pytest.mark.parametrize("task", recipes.SETTINGS)
def test_defaults_are_those_of_the_table_and_within_it(task):
    table = recipes.SETTINGS[task]
    experiment = getattr(recipes, task)()
    assert experiment.settings.items() >= table.defaults().items()
    assert experiment.name == f"norm_flow.{task}" and experiment.settings["task"] == task
    assert experiment.settings["dtype"] == "float64"


@pytest.mark.parametrize("task", recipes.SETTINGS)
def test_every_task_sends_what_pictures_share(task):
    found = record(make(task), progress=False)
    assert {"train_loss", "weight_norm", "flow_time", "slow_time"} <= set(found.values)
    assert ("imbalance" in found.values) == (
        task not in ("linear_regression", *ADDERS))
    assert ("test_loss" in found.values) == (task in (*DRAWN, *ADDERS))
    assert found.values["train_loss"][-1] < found.values["train_loss"][0]


@pytest.mark.parametrize("task", recipes.SETTINGS)
def test_every_combination_is_a_run(task):
    experiment = make(task, weight_decay=[0, 0.01, 0.1], learning_rate=[1e-3, 2e-3])
    assert experiment.runs == 6
    found = record(experiment, progress=False)
    assert_array_equal(found.values["train_loss"][0], found.values["train_loss"][0, 0])
    assert len(np.unique(found.values["weight_norm"][-1])) == 6


@pytest.mark.parametrize("task", DRAWN)
@pytest.mark.parametrize("other", [{"init_scale": 0.5}, {"data_seed": 7}, {"init_seed": 7}])
def test_seeds_and_scale_reach_the_problem(task, other):
    one, two = (next(make(task, **s).start({})).values["train_loss"] for s in ({}, other))
    assert one != two


def test_the_slope_and_the_third_weight_reach_the_adders():
    flat, straight = (record(make("adder", u=-2.0, slope=slope), progress=False).values["weights"]
                      for slope in (0.1, 1.0))
    assert not np.allclose(flat[1], straight[1])
    three = record(make("adder_three", third=[2.0, -1.0]), progress=False).values["weights"]
    assert_array_equal(three[0], [[-1, 1, 2], [-1, 1, -1]])


@pytest.mark.parametrize("other", [{"rank": 3}, {"observed": 0.4}, {"inner": 10}])
def test_the_matrix_s_own_settings_reach_it(other):
    one, two = (next(make("matrix_completion", **s).start({})).values["test_loss"]
                for s in ({}, other))
    assert one != two


def test_inputs_may_be_anywhere_on_the_line():
    even, free = (next(make("relu_network", spread=s).start({})).values["train_loss"]
                  for s in ("even", "uniform"))
    assert even != free


def test_the_hyperbola_and_the_cross_end_at_their_least_norm():
    end = record(recipes.hyperbola([0.3, -0.5], [2.5], weight_decay=0.05, steps=20_000,
                                   records=[0, 20_000]), progress=False)
    assert_allclose(np.abs(end.values["weights"][-1]), np.sqrt(1 - 0.05), rtol=1e-3)
    end = record(recipes.cross(weight_decay=0.05, steps=10_000, records=[0, 10_000]),
                 progress=False)
    assert end.values["weight_norm"][-1] < 1e-3


@pytest.mark.parametrize("task, wrong, says", [
    ("hyperbola", {"u": 9}, "u is 9; give a value from -5 to 5"),
    ("hyperbola", {"weight_decay": -1}, r"weight_decay is -1; .* or 0 \(off\)"),
    ("diagonal_network", {"learning_rate": 0.5, "weight_decay": 2},
     "learning_rate \\* weight_decay is 0.5 \\* 2 = 1, .* give weight_decay below 2"),
    ("diagonal_network", {"init_scale": 0}, "init_scale is 0; give"),
    ("diagonal_network", {"steps": [100, 200]}, "steps is .*; give one value"),
    ("matrix_completion", {"rank": 2.5}, "rank is 2.5; it is a whole number"),
    ("matrix_completion", {"rank": [2, 3]}, "rank is .*; give one value"),
    ("relu_network", {"spread": "all"}, "there is no spread 'all'; known: even, uniform"),
    ("linear_regression", {"device": "tpu"}, "device is 'tpu'; give 'cpu', 'cuda' or 'auto'"),
])
def test_what_cannot_be_is_refused_at_the_call_with_what_to_type_instead(task, wrong, says):
    with pytest.raises(ValueError, match=says):
        getattr(recipes, task)(**wrong)


@pytest.mark.parametrize("task, name", [(t, n) for t, ps in recipes.PRESETS.items() for n in ps])
def test_every_preset_is_within_bounds(task, name):
    preset = recipes.preset(task, name)
    assert recipes.SETTINGS[task].check(preset) == preset
    assert getattr(recipes, task)(**preset).runs == 1


def test_unknown_names_give_the_nearest():
    with pytest.raises(ValueError, match="no task 'hyperbole'; did you mean 'hyperbola'"):
        recipes.preset("hyperbole", "late")
    with pytest.raises(ValueError, match="no preset 'lat'; did you mean 'late'"):
        recipes.preset("diagonal_network", "lat")


def test_asking_for_bounds_needs_no_torch():
    code = ("import sys; from grokviz.recipes import norm_flow, first_layer, norm_flow_forecast;"
            "norm_flow.preset('hyperbola', 'two clocks'); sys.exit('torch' in sys.modules)")
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
