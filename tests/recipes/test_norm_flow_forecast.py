"""The predictions before a run, against the run."""


import numpy as np
import pytest
from numpy.testing import assert_allclose

from grokviz.recipes import norm_flow, norm_flow_forecast
from grokviz.recording import record


def runs(task, **settings):
    made = getattr(norm_flow, task)(**settings)
    return made, record(made, progress=False)


@pytest.mark.parametrize("task, settings, names", [
    ("hyperbola", {"weight_decay": [0.02, 0.01]}, ("weight_norm", "train_loss")),
    ("adder", {"weight_decay": 3e-3, "slope": [0.1, 1.0]}, ("test_loss", "weight_norm")),
    ("adder_three", {"weight_decay": 3e-3}, ("test_loss", "weight_norm", "train_loss")),
    ("linear_regression", {"weight_decay": 3e-3, "steps": 5000}, ("test_loss", "weight_norm")),
    ("diagonal_network", {"weight_decay": 3e-3, "steps": 8000},
     ("test_loss", "weight_norm", "train_loss", "l1_norm")),
    ("matrix_completion", {"weight_decay": 0.03, "steps": 4000}, ("test_loss", "weight_norm")),
])
def test_a_run_follows_its_prediction_once_it_has_fitted(task, settings, names):
    made, found = runs(task, **settings)
    law = norm_flow_forecast.predict(made)
    assert law.runs == found.runs and law.steps[-1] == found.steps[-1]
    assert law.name == "norm_flow.prediction" and np.allclose(law.values["slow_time"][0], 0)
    for s in (0.3, 1.0):
        k = np.abs(law.values["slow_time"][:, 0] - s).argmin()
        step = law.steps[k]
        for name in names:
            run = np.exp(np.interp(np.log(step), np.log(found.steps[1:]),
                                   np.log(found.values[name][1:, 0])))
            assert_allclose(run, law.values[name][k, 0], rtol=0.05)


def test_a_prediction_can_be_made_from_a_record_and_needs_no_decay():
    made, found = runs("diagonal_network", weight_decay=[0, 0.01], steps=2000)
    law = norm_flow_forecast.predict(found)
    assert_allclose(law.values["test_loss"][:, 0], law.values["test_loss"][0, 0])
    assert (law.values["train_loss"][:, 0] == 0).all()
    assert_allclose(found.values["test_loss"][-1, 0], law.values["test_loss"][0, 0], rtol=1e-3)


@pytest.mark.parametrize("task", ["hyperbola", "adder", "adder_three", "linear_regression",
                                  "diagonal_network"])
def test_the_closed_form_is_the_flow_that_riemannian_steps_take(task, monkeypatch):
    made = getattr(norm_flow, task)()
    closed = record(norm_flow_forecast.slow_flow(made, until=1.0, step=0.02), progress=False)
    monkeypatch.setattr(norm_flow_forecast, "_CLOSED", {})
    steps = record(norm_flow_forecast.slow_flow(made, until=1.0, step=0.02), progress=False)
    assert closed.values.keys() == steps.values.keys()
    for name in closed.values:
        assert_allclose(closed.values[name], steps.values[name], rtol=2e-3, atol=1e-4)


def test_for_kinks_there_is_none():
    with pytest.raises(ValueError, match="no slow flow for relu_network: its manifold has kinks"):
        norm_flow_forecast.slow_flow(norm_flow.relu_network())


def test_known_is_what_the_run_was_given():
    made = norm_flow.diagonal_network(data_seed=[1, 2], init_seed=[1, 2], steps=100)
    known = norm_flow_forecast.known(made)
    assert known["coefficients"].shape == (4, 40) and known["inputs"].shape == (4, 24, 40)
    y = np.einsum("rnd,rd->rn", known["inputs"], known["coefficients"])
    assert_allclose(known["targets"], y, atol=1e-12)
    line = norm_flow_forecast.known(norm_flow.relu_network())
    assert line["grid"].shape == line["outputs"].shape == (101,)


def test_the_limits_are_curvatures_of_hessians():
    """A decay of 0.3 is beyond the smallest on the manifold, a rate of 1 beyond 2 / the largest."""
    found = norm_flow_forecast.limits(norm_flow.diagonal_network(weight_decay=[0.001, 0.3]))
    assert_allclose(0.3 / found["least_curvature"][1], 1.5, atol=0.06)
    fast = norm_flow_forecast.limits(norm_flow.linear_regression(learning_rate=[0.1, 1.0]))
    assert fast.keys() == {"stable_rate"} and 0.7 < fast["stable_rate"].min() < 0.8
