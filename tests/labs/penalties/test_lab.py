"""The penalty lab without a browser: predictions, views, training, status lines and questions."""

import math

import numpy as np
import pytest
from labs.views import show
from numpy.testing import assert_allclose, assert_array_equal

from grokviz import store
from grokviz.i18n import t
from grokviz.labs.exercises import check
from grokviz.labs.penalties import networks, predictions, questions
from grokviz.labs.penalties.forecast import Forecast, forecast, slow_time, stored_forecast
from grokviz.labs.penalties.lab import RACES, PenaltyLab
from grokviz.labs.penalties.plots import relative
from grokviz.labs.penalties.status import describe, fitted_at, found_at, found_in_slow_time, why
from grokviz.recipes import penalties as recipes
from grokviz.recording import record
from grokviz.run import Change, Hot, Record
from grokviz.teaching.predictions.follow_up import question_for
from grokviz.teaching.predictions.question import NEVER
from grokviz.teaching.predictions.score import Outcome
from grokviz.widgets.plots import Faces

UNDER_L1 = store.stored("modular_addition.grokking_l1")
QUICK = {"penalty_strength": 1e-2, "steps": 2000}


@pytest.fixture
def lab():
    made = PenaltyLab()
    yield made
    made.close()


@pytest.fixture(scope="module")
def quick():
    return record(recipes.sparse_recovery(**QUICK), progress=False)


# ---- what is shown ------------------------------------------------------------------------------

@pytest.mark.parametrize("view, told", [
    ("Sparse vector", "ℓ1 fell by 44%, ℓ2 rose by 101%"), ("Sensing", "the nuclear norm fell by"),
    ("Completion", "times the paper's estimate"), ("Deep net", "ℓ1 fell by 46%, ℓ2 rose"),
    ("The race", "no better than least squares: none, l2, nuclear."),
])
def test_what_lies_behind_a_stored_run_is_told_to_those_who_ask(lab, view, told):
    view_state = show(lab, view)
    assert told in why(lab.record, view_state.law)


@pytest.mark.parametrize("view, said", [
    ("Sparse vector", "fitted at step 12–15 and found the truth at step 6,480–6,720"),
    ("Sensing", "found the truth at step"), ("Completion", "found the truth at step"),
    ("Deep net", "found the truth at step"),
    ("The race", "At step 12,000, 4 of 4 runs fit the data. 1 found the truth: l1."),
    ("The law", "10 of 10 runs fit the data."), ("Teacher", "generalised at step 3,"),
    ("Modular", f"generalised at step {UNDER_L1.times()[0]:,.0f}, "
                f"{UNDER_L1.t_test[0] / UNDER_L1.t_train[0]:.0f} times later"),
])
def test_each_view_shows_its_stored_run_with_its_own_settings(lab, view, said):
    view_state = show(lab, view)
    assert lab.badge == "recorded" and "other settings" not in lab.status and said in lab.status
    plots = view_state.plots
    assert 2 <= len(plots) <= 4 and all(plot.describe(view_state.shown) for plot in plots)
    assert all(plot.numbers(view_state.shown)[1] for plot in view_state.plots)


def test_a_run_of_the_lab_is_the_run_of_the_recipe(lab, quick):
    assert_array_equal(lab.run(**QUICK).values["product"], quick.values["product"])


def test_the_paths_of_the_law_are_one_over_slow_time(lab):
    times, one = show(lab, "The law").plots
    assert "slope −0.98, from 10 of 10 runs" in times.describe(lab.record)
    s = one.run_axis.x(lab.record)
    at = [np.interp(0.5, s[:, i], lab.record.values["test_error"][:, i]) for i in range(10)]
    for seed in (0, 1):
        assert np.ptp(at[seed::2]) < 0.02


def test_all_norms_are_1_where_the_data_are_fitted_and_not_there_before(quick):
    at = int(np.searchsorted(quick.steps, fitted_at(quick)[0]))
    norms = relative(quick).values
    for name in ("l1_norm", "l2_norm", "effective_sparsity"):
        assert norms[name][at, 0] == 1 and np.isnan(norms[name][:at]).all()
    assert norms["l1_norm"][-1, 0] < 0.7 and norms["l2_norm"][-1, 0] > 1.8


def test_one_toggle_turns_the_clock_of_every_curve_and_trains_nothing(lab):
    faces = [plot for plot in show(lab, "Sensing").plots if isinstance(plot, Faces)]
    assert len(faces) == 3
    lab.clock = "slow"
    lab.frames.flush()
    assert all("slow time" in plot.face.figure.axes[0].label for plot in faces)
    assert faces[0].face.scales["x"].max == pytest.approx(0.1 * 1e-2 * 10_000)
    assert not lab.running and lab.badge == "recorded"


def test_l2_of_a_network_ends_above_what_it_was_while_l1_falls(lab):
    show(lab, "Modular")
    run = lab.record
    norms = networks.relative(run).values
    assert norms["l1_norm"][-1, 0] < 0.3 and norms["weight_norm"][-1, 0] > 1.2
    assert run.values["weight_norm"][-1, 0] > 4 * run.values["weight_norm"][0, 0]
    assert run.t_test[0] > 20 * run.t_train[0] and run.values["test_accuracy"][-1, 0] > 0.99


def test_a_network_without_a_penalty_has_no_norms_to_compare(lab):
    view_state = show(lab, "Teacher")
    run = lab.run(penalty="none", steps=300)
    assert "l1_norm" not in run.values and np.isnan(networks.relative(run).values["l1_norm"]).all()
    assert view_state.plots[2].describe(run) == ""


# ---- predictions ---------------------------------------------------------------------------------

def test_what_is_stored_of_theory_is_what_is_found_today():
    kept, found = stored_forecast("sparse_recovery"), forecast(recipes.sparse_recovery())
    for name in ("matrix", "floor", "wait"):
        assert_allclose(kept.given[name], found.given[name], rtol=1e-6)
    many = stored_forecast("race_sparse_recovery").given["wait"]
    assert np.isfinite(many).tolist() == [False, True, False, False]


def test_the_floor_is_where_l2_ends_and_the_wait_where_the_error_is_to_fall(lab, quick):
    law = forecast(recipes.sparse_recovery(**QUICK))
    told = law(quick)
    s, error = told.values["slow_time"][:, 0], told.values["test_error"][:, 0]
    wait, floor = law.given["wait"][0], law.given["floor"][0]
    assert_allclose(error, np.where(s < wait, floor, 0))
    assert 1 < found_in_slow_time(quick)[0] / wait < 3
    end = lab.run(penalty="l2", **QUICK).values["test_error"][-1, 0]
    assert end == pytest.approx(floor, rel=0.01)
    assert "like least squares" in lab.status


def test_over_entries_the_floor_is_that_of_the_entries_not_seen():
    law = forecast(recipes.matrix_completion(rows=8, rank=1, n_train=40))
    assert_allclose(law.given["floor"], 1)


def test_slow_time_goes_on_at_the_speed_that_is_set_now():
    made = recipes.sparse_recovery(**QUICK)
    hot = Hot(changes=[Change(1000, "penalty_strength", (0.04,))])
    run = record(made, progress=False, hot=hot)
    part = run.until(1200)
    assert_allclose(slow_time(part, run.steps), run.values["slow_time"], rtol=1e-9, atol=1e-12)


def test_of_several_factors_nothing_is_forecast():
    law = stored_forecast("sparse_recovery_deep")
    assert np.isnan(law.given["wait"]).all() and law.given["floor"][0] > 0.5


# ---- status lines -------------------------------------------------------------------------------

GIVEN = Forecast({"matrix": np.eye(4)[None, :, :1] * 2, "floor": np.array([0.8]),
                   "wait": np.array([0.5])})


def made(test, train=1e-3, norms=(2.0, 2.0), penalty="l1", strength=1e-3, depth=1):
    """A run that is fitted at step 10, with these test errors from then on."""
    steps = np.array([0, 1, 10, *np.linspace(1000, 100, len(test) - 1).astype(int)[::-1]])
    test = np.array([1, 1, *test], float)[:, None]
    fit = np.array([1, 0.9, *[train] * (len(steps) - 2)])[:, None]
    l1 = np.linspace(*norms, len(steps))[:, None]
    values = {"train_error": fit, "test_error": test, "l1_norm": l1, "l2_norm": np.ones_like(l1),
              "nuclear_norm": l1, "slow_time": steps[:, None] * 1e-4,
              "product": np.zeros((len(steps), 1, 4, 1))}
    sweep = {"penalty": np.array([penalty]), "penalty_strength": np.array([strength])}
    return Record("r", {"steps": 1000, "depth": depth}, sweep, steps, values)


@pytest.mark.parametrize("run, state, said", [
    (made([0.8], train=0.5), "running", "is fitting the data: the training error is 0.5"),
    (made([0.8], train=0.5), "finished", "too strong: with β = 0.001 the training error"),
    (made([0.8], train=0.5, penalty="none"), "finished", "It did not fit the data"),
    (made([0.8, 0.5, 0.02]), "finished", "found the truth at step 100–1,000"),
    (made([0.02, 0.02]), "finished", "found the truth with it, at step 1–10."),
    (made([0.8, 0.02], penalty="none"), "finished", "No penalty was needed: depth"),
    (made([0.8, 0.05, 0.3]), "finished", "and lost it again: the test error is 0.3"),
    (made([0.8, 0.8, 0.8], penalty="l2"), "finished", "like least squares: test error 0.8"),
    (made([7.2, 3, 0.8], penalty="l2"), "finished", "9 times lower"),
    (made([0.6, 0.6], penalty="none"), "finished", "Without a penalty nothing moves it"),
    (made([0.5, 0.2, 0.2, 0.2], train=0.049), "finished", "too strong and keeps it away"),
    (made([0.7, 0.6, 0.6, 0.6]), "finished", "For another solution, ℓ1 is as small"),
    (made([0.7, 0.6, 0.6, 0.6], norms=(9, 9)), "finished", "the truth is not found"),
    (made([0.7, 0.5]), "running", "moves on: test error 0.5 at s = 0.1"),
    (made([0.7, 0.5], norms=(4, 2)), "paused", "at s = 0.1. Paused."),
])
def test_what_happens_is_said_and_nothing_that_the_record_does_not_show(run, state, said):
    assert said in describe(run, state, GIVEN)


def test_what_lies_behind_a_run_is_known_by_then():
    run = made([0.8, 0.5, 0.02], norms=(4, 2))
    assert why(run, GIVEN) == (
        "It was found at slow time s = 0.01–0.1, 0.2 times the paper's estimate. "
        "Since the fit: ℓ1 fell by 33%.")
    assert why(run.until(10), GIVEN) == "" and why(run.until(0), GIVEN) == ""


def test_without_theory_no_floor_is_claimed():
    assert "least squares" not in describe(made([0.8, 0.8, 0.8], penalty="l2"), "finished", None)


def test_a_large_start_fools_and_too_few_measurements_are_no_bias(lab):
    lab.preset("fooled by l2")
    lab.run()
    assert "the error of least squares" in lab.status and "truth is not found" in lab.status
    lab.preset("too few measurements")
    lab.run()
    assert "For another solution, ℓ1 is as small" in lab.status


# ---- what a learner does ------------------------------------------------------------------------

def test_depth_turns_failure_into_finding(lab):
    show(lab, "Deep net")
    steps = {}
    for depth in (1, 2, 3):
        steps[depth] = found_at(lab.run(depth=depth))[0]
    assert math.isnan(steps[1]) and steps[3] < steps[2] < 15_000


def test_another_truth_is_raced_for_with_settings_that_suit_it(lab):
    show(lab, "The race")
    lab.task = "matrix_sensing"
    assert {k: lab.value[k] for k in RACES["a low-rank matrix"]} == RACES["a low-rank matrix"]
    run = lab.run(penalty_strength=5e-2, steps=2500)
    assert np.isfinite(found_at(run)).tolist() == [False, False, False, True]
    assert "1 found the truth: nuclear" in lab.status
    other = PenaltyLab()
    other.open_link(lab.link("short"))                  # with its own settings, unchanged
    assert other.value == lab.value
    other.close()


def test_where_l2_stands_still_a_branch_under_l1_goes_on(lab):
    lab.run(penalty="l2", **QUICK)
    lab.go_to(500)
    lab.branch(penalty="l1")
    lab.view_state.player.wait()
    lab.frames.flush()
    run = lab.record
    assert run.changes[-1] == Change(run.changes[-1].step, "penalty", ("l1",))
    assert run.changes[-1].step <= 500 < found_at(run)[0]


def test_strength_is_turned_on_the_way(lab):
    lab.reset()
    lab.step(40)
    lab.view_state.runner.turn(lab.state.wanted({"penalty_strength": 1e-2}), ["penalty_strength"])
    lab.penalty_strength = 1e-2
    lab.start()
    lab.view_state.player.wait()
    assert found_at(lab.record)[0] < 1500               # with 0.001 it is 6,660


@pytest.mark.parametrize("view, name, typed, said, offer, then", [
    ("Sparse vector", "n_train", "8", "give at least 10", "try N 10", 10),
    ("Sparse vector", "penalty_strength", "2", "takes every weight to 0", "try β", None),
    ("Sparse vector", "sparsity", "20", "n_train is 30, too few", "try N 40", 20),
    ("Sensing", "rank", "11", "more than the dimension", "try r 10", None),
    ("Completion", "n_train", "400", "leave some to be tested", "try N 399", 399),
])
def test_a_refusal_is_said_as_the_recipe_says_it_and_mended(lab, view, name, typed, said, offer,
                                                            then):
    show(lab, view)
    lab.update({"steps": 200}, settle=False)
    lab.controls.rows[name].text.value = typed
    lab.frames.flush()
    assert said in lab.status and said in lab.controls.rows[name].error.value
    assert lab.desk.remedy.description.startswith(offer)
    if then is not None:
        lab.desk.remedy.click()
        lab.frames.flush()
        assert lab.value[name] == then and said not in lab.status


def test_depth_0_is_refused_in_words(lab):
    with pytest.raises(ValueError, match="depth is 0; give a value from 1 to 4"):
        lab.depth = 0


def test_a_comparison_of_strengths_is_coloured_by_them(lab):
    lab.comparing, lab.runs = "penalty_strength", 4
    lab.run(steps=500)
    lab.frames.flush()
    marks = lab.view_state.plots[0].first.drawn().marks
    assert len(set(marks["test_error"].colours)) == 4 and "β" in marks["key"].text[0]


# ---- questions ----------------------------------------------------------------------------------

def question(run):
    found = predictions.of_a_run(lambda: None)[0]
    return question_for(Outcome(found, 5, None, found.truth(run), 0, 0, 1, 1, run))


def test_the_guess_is_answered_by_the_paper_and_by_the_run(quick):
    law = forecast(recipes.sparse_recovery(**QUICK))
    found, l2, l1 = predictions.of_a_run(lambda: law)
    wanted = dict(quick.settings) | {"depth": 1}
    told = found.predicted(wanted).value
    assert told == pytest.approx(law.given["wait"][0] / (0.1 * 1e-2))
    assert 1 < found.truth(quick) / told < 3
    assert l2.truth(quick) > 1.8 > 1 > l1.truth(quick) and "only rise" in l2.predicted(wanted).words
    never = predictions.of_a_run(lambda: Forecast(law.given | {"wait": np.array([np.nan])}))
    assert never[0].predicted(wanted).value == NEVER
    assert found.predicted(wanted | {"depth": 2}).value is None
    assert found.predicted(wanted | {"penalty_strength": 0.0}).value == NEVER


def test_a_run_that_is_not_over_answers_nothing_yet(quick):
    found, l2, _ = predictions.of_a_run(lambda: None)
    part = quick.until(100)
    assert found.truth(part) is None and l2.truth(part) is None
    assert found.truth(made([0.8, 0.8])) == NEVER


@pytest.mark.parametrize("run, why", [
    (made([0.8], train=0.5), questions.NOT_FITTED),
    (made([7, 3, 0.8], penalty="l2"), questions.FOOLED),
    (made([0.8, 0.8], penalty="l2"), questions.NEVER),
    (made([0.8, 0.02], penalty="l2", depth=2), questions.DEPTH),
    (made([0.02, 0.02]), questions.AT_ONCE),
])
def test_the_question_is_that_of_what_happened(run, why):
    asked = question(run)
    assert asked is not None and asked.choices[0].text == why.choices[0].text


def test_after_a_late_find_the_question_is_which_norm_fell(quick):
    asked = question(quick)
    assert asked.choices[0].text == questions.WHICH.choices[0].text
    said = t(asked.question, **questions.numbers(quick))
    assert "ℓ2 rose by" in said and [c.right for c in asked.choices] == [False, True, False]


# ---- hidden matrices ----------------------------------------------------------------------------

@pytest.mark.parametrize("n, right", [(1, "l1"), (2, "l2"), (3, "nuclear")])
def test_each_hidden_matrix_is_found_by_the_penalty_that_suits_it_and_by_no_other(n, right):
    for penalty in ("l1", "l2", "nuclear"):
        checked = check(f"mystery_{n}", {"penalty": penalty})
        assert checked.right == (penalty == right), (penalty, checked.says)
        checked.close()


def test_there_is_no_fourth_hidden_matrix():
    with pytest.raises(ValueError, match="no mystery 4; give 1 to 3"):
        recipes.mystery(4)
