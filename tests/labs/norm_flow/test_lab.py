"""The norm-flow lab without a browser: predictions, views, training and status lines."""

import ipywidgets
import numpy as np
import pytest
from labs.views import show
from numpy.testing import assert_allclose, assert_array_equal

from grokviz.divergence import Diverged
from grokviz.labs.norm_flow.forecast import forecast, stored_forecast
from grokviz.labs.norm_flow.lab import TASKS, NormFlowLab
from grokviz.labs.norm_flow.status import fitted_at, half_at, why
from grokviz.recipes import norm_flow, norm_flow_forecast
from grokviz.recording import record
from grokviz.run import Change, Hot
from grokviz.theory.norm_flow import hyperbola
from grokviz.widgets.plots import Faces


@pytest.fixture
def lab():
    made = NormFlowLab()
    yield made
    made.close()


@pytest.mark.parametrize("view, task", TASKS.items())
def test_each_task_shows_its_stored_run_with_its_own_settings(lab, view, task):
    view_state = show(lab, view)
    assert lab.badge == "recorded" and view_state.recorded and "other settings" not in lab.status
    table = norm_flow.SETTINGS[task]
    assert {name: lab.value[name] for name in table} == table.defaults()
    rows = {name for name, row in lab.controls.rows.items() if row.layout.display is None}
    assert "clock" in rows and rows <= {*table, "clock"}
    assert {name for name, _ in lab.controls.presets.options[1:]} == set(norm_flow.PRESETS[task])
    assert all(plot.describe(view_state.shown) for plot in view_state.plots)


def test_a_task_keeps_what_was_set_in_it(lab):
    lab.update({"weight_decay": 0.03})
    show(lab, "Matrix")
    lab.update({"rank": 3})
    show(lab, "Hyperbola")
    assert (lab.weight_decay, lab.learning_rate) == (0.03, 0.02)
    show(lab, "Matrix")
    assert (lab.rank, lab.weight_decay, lab.learning_rate) == (3, 0.01, 0.01)


def test_a_run_of_the_lab_is_the_run_of_the_recipe(lab):
    show(lab, "Diagonal net")
    got = lab.run(weight_decay=0.01, steps=2000)
    want = record(norm_flow.diagonal_network(weight_decay=0.01, steps=2000), progress=False)
    assert_array_equal(got.values["weights"], want.values["weights"])


def test_the_slide_is_forecast_before_the_run_and_the_run_follows_it(lab):
    lab.update({"u": -1.0, "v": -2.5, "weight_decay": 0.003, "steps": 60_000})
    lab.reset()                                         # step 0 and no more
    law = lab.view_state.law
    told = law(lab.record)
    flow = norm_flow_forecast.slow_flow(norm_flow.hyperbola(-1.0, -2.5), until=0.02)
    landed = record(flow, progress=False).values["weights"][0]
    at = np.searchsorted(told.values["slow_time"][:, 0], 1.0)
    s = told.values["slow_time"][at, 0]
    assert_allclose(told.values["weights"][at], hyperbola(landed, [s])[0], rtol=1e-3)
    run = lab.run()
    gap = np.linalg.norm(run.values["weights"] - law(run, run.steps, ["weights"]).values[
        "weights"], axis=2)[:, 0]
    late = run.values["slow_time"][:, 0] > 0.05
    assert gap[late].max() < 3 * 0.003 and "away from the predicted slide" in why(run, law)


def test_what_is_stored_of_theory_is_what_is_found_today():
    made = norm_flow.hyperbola(steps=1000)
    found, kept = forecast(made), stored_forecast("hyperbola")
    for name in ("weights", "train_loss", "offset"):
        assert_allclose(kept.slow.values[name], found.slow.values[name], rtol=1e-6)
    assert stored_forecast("relu_network").given["targets"].shape == (1, 10)


def test_a_turned_decay_bends_what_is_forecast():
    made = norm_flow.hyperbola(weight_decay=0.01, steps=4000)
    law = forecast(made)
    hot = Hot(changes=[Change(2000, "weight_decay", (0.05,))])
    run = record(made, progress=False, hot=hot)
    assert len(run.changes) == 1
    told = law(run, run.steps)
    assert_allclose(told.values["slow_time"], run.values["slow_time"], rtol=1e-9)
    assert_allclose(told.values["train_loss"][-1], run.values["train_loss"][-1], rtol=0.15)
    assert told.values["train_loss"][-1, 0] > 20 * told.values["train_loss"][100, 0]


def test_on_the_slow_clock_all_decays_are_one_curve(lab):
    show(lab, "Diagonal net")
    lab.comparing, lab.runs = "weight_decay", 4
    got = lab.run(weight_decay=0.006, steps=8000)
    assert lab.status.startswith("4 of 4 runs fit; their slow times")
    lab.clock = "slow"
    lab.frames.flush()
    face = lab.view_state.plots[1].face                      # the norm
    assert face.figure.axes[0].label.startswith("slow time")
    norms = [np.interp(0.3, got.values["slow_time"][:, i], got.values["weight_norm"][:, i])
             for i in range(1, 4)]
    assert np.ptp(norms) < 0.02 * np.mean(norms)
    assert got.sweep["weight_decay"][0] == 0            # and this one stays
    assert got.values["weight_norm"][-1, 0] > 1.1 * norms[0]


def test_one_toggle_turns_the_clock_of_every_picture(lab):
    view_state = show(lab, "Matrix")
    faces = [plot for plot in view_state.plots if isinstance(plot, Faces)]
    assert len(faces) == 4
    for clock in ("linear", "slow", "log"):
        lab.clock = clock
        lab.frames.flush()
        assert {plot.front for plot in faces} == {clock}
        assert all((f.layout.display != "none") == (f is plot.face.figure)
                   for plot in faces for f in plot.box.children)
    assert not lab.running and lab.badge == "recorded"


def test_too_much_decay_and_too_fast_a_descent_are_said_with_their_numbers(lab):
    show(lab, "Diagonal net")
    lab.run(weight_decay=0.3, steps=2000)
    assert "λ = 0.3 is 1.5 times the smallest curvature, 0.19" in lab.status
    with pytest.raises(Diverged, match="2 over the largest eigenvalue"):
        lab.run(weight_decay=1e-3, learning_rate=0.9)
    assert lab.desk.remedy.description.startswith("try learning rate 0.1")


@pytest.mark.parametrize("slope", [1.0, 0.1])
def test_the_adder_falls_straight_and_slides_to_ones(lab, slope):
    """The fall moves both weights alike; where it ends decay shrinks what tells them apart."""
    view_state = show(lab, "Adder")
    lab.update({"u": -2.5, "v": 0.5, "slope": slope})
    run = lab.run()
    assert lab.record.sweep["slope"][0] == slope
    gap = np.diff(run.values["weights"][:, 0], axis=1)[:, 0]
    assert_allclose(gap, 3.0 * (1 - 0.05 * 0.01) ** run.steps, rtol=1e-9)
    assert_allclose(run.values["weights"][-1, 0], 1, atol=0.02)
    plane, law = view_state.plots[0], view_state.law
    end = plane.fall(run.values["weights"][0])[-1]
    assert_allclose(end, [[-0.5, 2.5]])
    assert_allclose(law(run).values["weights"][0], end, atol=1e-6)


def test_three_weights_are_drawn_with_their_prediction(lab):
    view_state = show(lab, "Three weights")
    shown = view_state.plots[0].face
    drawn = shown.of(view_state.shown, None).values
    assert_array_equal([drawn[f"weights_{i}"][0, 0] for i in range(3)], [-1, 1, 2])
    told = view_state.law(view_state.shown).values["weights"]
    assert_allclose(told[0, 0], np.array([-1, 1, 2]) + 1 / 3, atol=1e-6)


def test_a_guess_is_answered_by_theory_and_by_the_run(lab):
    lab.frames.flush()
    lab.run(steps=20_000)                               # so that theory is at work
    lab.guess_first = True
    lab.update({"u": 0.5})
    lab.pages.turn_to("Guess")
    lab.guess = [(1.0, 1.0)]
    lab.run()
    panel = lab.pages.panels["Guess"]
    panel.show()
    outcome = panel.rounds.now.outcome
    assert_allclose(outcome.run, [[0.99, 0.99]], atol=0.02)
    assert outcome.theory.value is None or outcome.theory_far < 0.02


def test_nothing_is_forecast_while_a_guess_is_owed(lab):
    lab.guess_first = True
    lab.update({"u": 1.0})
    lab.reset()
    lab.frames.flush()
    assert lab.view_state.law is not None and lab.view_state.pictures.law is None
    lab.guess = [(1.0, 1.0)]
    lab.frames.flush()
    assert lab.view_state.pictures.law is lab.view_state.law


def test_a_short_link_knows_the_defaults_of_its_view(lab):
    show(lab, "Matrix")
    assert lab.link("short") == "?lab=norm_flow&view=Matrix"
    lab.update({"rank": 3, "learning_rate": 0.02})      # the default of another view
    other = NormFlowLab()
    other.open_link(lab.link("short"))
    assert (other.view, other.rank, other.learning_rate) == ("Matrix", 3, 0.02)
    assert other.value == lab.value
    other.close()


def test_to_slide_and_to_begin_smaller_are_the_same(lab):
    view_state = show(lab, "One slider")
    assert lab.badge == "recorded" and "from α = 0.5 at s = ln(1/α) = 0.69" in lab.status
    apart = view_state.plots[3]
    for alpha in (0.2, 0.7):
        lab.init_scale = alpha
        lab.frames.flush()
        gap = apart.of(view_state.shown, view_state.law).values["apart"][:, 0]
        nearest = view_state.shown.values["slow_time"][gap.argmin(), 0]
        assert nearest == pytest.approx(np.log(1 / alpha), abs=0.05)
        assert gap.min() < 0.05 < gap[0]
    got = lab.run(init_seed=3)
    assert got.sweep["init_seed"][0] == 3 and got.steps[-1] == 80


def test_the_times_are_read_off_the_clocks():
    run = record(norm_flow.diagonal_network(weight_decay=[0.01, 0], steps=3000), progress=False)
    fit, half = fitted_at(run), half_at(run)
    loss = run.values["train_loss"]
    at = int((loss[:, 0] > 0.01 * loss[0, 0]).sum())
    assert fit[0] == run.values["flow_time"][at, 0]
    assert 0.1 < half[0] < 1 and np.isnan(half[1])


def test_nothing_is_left_of_a_closed_lab():
    NormFlowLab().close()
    alive = ipywidgets.widgets.widget._instances
    before = len(alive)
    made = NormFlowLab()
    for view in made.view_states:
        made.view = view
        made.frames.flush()
        for clock in ("slow", "linear", "log"):
            made.clock = clock
            made.frames.flush()
    made.close()
    assert len(alive) == before
