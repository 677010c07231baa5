"""The first-layer lab without a browser: simulated and trained runs, the compass, status lines."""


import numpy as np
import pytest
from labs.views import show
from numpy.testing import assert_allclose, assert_array_equal

from grokviz.labs.first_layer.beside import beside
from grokviz.labs.first_layer.lab import FirstLayerLab
from grokviz.labs.first_layer.status import compass_why, slow_at
from grokviz.recipes import first_layer
from grokviz.recording import record

SMALL = {"modulus": 7, "hidden": 64, "train_fraction": 0.8}


@pytest.fixture
def lab():
    made = FirstLayerLab()
    yield made
    made.close()


@pytest.mark.parametrize("view", ["Without it", "Training", "Compass"])
def test_each_view_shows_its_stored_run_with_its_own_settings(lab, view):
    view_state = show(lab, view)
    assert lab.badge == "recorded" and "other settings" not in lab.status
    assert all(lab.value[k] == v for k, v in view_state.asked.items())
    assert all(plot.describe(view_state.shown) for plot in view_state.plots)
    assert lab.controls.presets.layout.display is None


def test_a_run_of_the_lab_is_the_run_of_the_recipe(lab):
    got = lab.run(**SMALL, steps=200, learning_rate=0.01)
    want = record(first_layer.simulated(**SMALL, steps=200, learning_rate=0.01), progress=False)
    assert_array_equal(got.values["circles"], want.values["circles"])
    assert got.values["train_accuracy"].min() == 1 and "construction" in lab.status


def test_too_few_hidden_units_are_refused_with_what_to_give(lab):
    with pytest.raises(ValueError, match="give hidden of 251 or more, or a ridge"):
        lab.hidden = 200
    lab.ridge = 0.01
    lab.hidden = 200
    assert (lab.ridge, lab.hidden) == (0.01, 200)


def test_beside_training_runs_the_same_without_the_output_layer(lab):
    show(lab, "Training")
    lab.run(**SMALL, steps=6000)
    alone = lab.view_state.law(lab.record)
    s = alone.values["slow_time"][:, 0]
    assert s[0] == pytest.approx(0.2, abs=0.01) and s[-1] == pytest.approx(0.36, abs=0.01)
    assert alone.values["train_accuracy"].min() == 1
    made = first_layer.trained(**SMALL, steps=6000)
    want = record(first_layer.isolated(made, until=0.36), progress=False)
    assert_allclose(alone.values["test_loss"], want.values["test_loss"], rtol=1e-9)


def test_where_nothing_can_run_beside_nothing_does():
    assert beside(first_layer.trained(**SMALL, weight_decay=0)) is None
    assert beside(first_layer.trained(**SMALL, steps=100)) is None
    assert beside(first_layer.trained(modulus=23, hidden=64)) is None


def test_the_balance_is_forecast_and_kept(lab):
    view_state = show(lab, "Training")
    picture = view_state.plots[3]
    run = picture.of(view_state.shown, None)
    told = picture.predict(picture.of(view_state.shown, None))
    late = run.values["slow_time"][:, 0] >= 0.2
    assert_allclose(run.values["balance"][late], told.values["balance"][late], rtol=0.05)


def test_the_circle_of_another_frequency_is_shown_at_once(lab):
    ring = lab.view_state.plots[1]
    lab.frames.flush()
    before = ring.drawn().marks["dots"].x.copy()
    lab.frequency = 4
    lab.frames.flush()
    assert ring.frequency == 4 and not np.allclose(
        ring.drawn().marks["dots"].x, before)
    assert "frequency 4" in ring.describe(lab.record) and not lab.running
    lab.frequency = 29                                  # there are 11
    lab.frames.flush()
    assert "frequency 11" in ring.describe(lab.record)


def test_the_symbols_come_to_a_circle_and_units_to_one_frequency(lab):
    stored = lab.record
    ring = lab.view_state.plots[1]
    said = [ring.describe(stored.until(step)) for step in (0, stored.steps[-1])]
    off = [int(text.split("are ")[1].split("%")[0]) for text in said]
    assert off[1] < 10 < off[0]
    assert stored.values["specialisation"][-1, 0] > 2 * stored.values["specialisation"][0, 0]


def test_the_compass_points_right_for_the_square_and_needs_its_kinks_for_relu(lab):
    show(lab, "Compass")
    square = lab.record.values
    assert square["cosine_tangent"][2:].min() > 0.98
    lab.preset("ReLU")
    assert (lab.activation, lab.learning_rate, lab.weight_decay) == ("relu", 1.0, 1e-4)
    relu = lab.run().values
    assert relu["cosine_tangent"][-1] < 0.6 < 0.9 < relu["cosine_kinks"][-1]
    assert "with kinks held, too: 0.9" in compass_why(lab.record)


def test_slow_times_are_those_of_the_steps(lab):
    run = lab.record
    at = np.flatnonzero(run.values["test_accuracy"][:, 0] >= 0.95)[0]
    assert slow_at(run, "t_test")[0] == run.values["slow_time"][at, 0]
    assert np.isnan(slow_at(run.until(run.steps[3]), "t_test")[0])
