"""Each written rule of the line of words, from records that are just on its side."""

import re
from html import unescape
from importlib import import_module

import numpy as np
import pytest
from widgets.records import run

from grokviz.labs import LABS, status


def said(record, state="running"):
    return status.describe(record, state)


def test_the_story_of_a_run_in_order():
    record = run()
    assert said(record.until(-1)) == "Ready. Press Start."
    assert said(record.until(0)) == (
        "At the start: 0% of the training set and 0% of the test set are right.")
    sliding = said(record.until(100))
    assert "memorised at step 0–100" in sliding and "17.0 to 16.0" in sliding and "30%" in sliding
    assert said(record) == (
        "It memorised at step 0–100 and generalised at step 100–1,000, 10 times later."
    )


def test_without_decay_it_waits_rather_than_slides():
    record = run().until(100)
    record.values["weight_norm"][:] = 17.0
    assert said(record) == (
        "It memorised the training set at step 0–100. Now 30% of the test set is right.")


@pytest.mark.parametrize(("name", "level", "sentence"), [
    ("test_accuracy", 0.3, "It memorised at step 0–100 and did not generalise in 1,000 steps"),
    ("train_accuracy", 0.5, "It did not memorise the training set in 1,000 steps: 50% of it"),
])
def test_what_never_came_is_said_only_when_it_is_over(name, level, sentence):
    record = run()
    record.values[name][:] = np.minimum(record.values[name], level)
    if name == "train_accuracy":
        record.values["test_accuracy"][:] = 0
        record.values["weight_norm"][:] = 17.0
    assert said(record, "finished").startswith(sentence)
    assert "did not" not in said(record, "running")
    assert sentence not in said(record, "running")


def test_soon_after_is_not_much_later():
    record = run(steps=(0, 100, 400))
    assert said(record) == (
        "It memorised at step 0–100 and generalised soon after, at step 100–400.")


@pytest.mark.parametrize(("t_test", "told"), [(80, "0–80"), (100, "80–100"), (140, "100–140")])
def test_as_it_fitted_is_no_delay(t_test, told):
    record = run(steps=(80, 100, 140))
    for name, step in (("train_accuracy", 100), ("test_accuracy", t_test)):
        record.values[name][:, 0] = record.steps >= step
    assert said(record) == (
        f"It memorised at step 80–100 and generalised at step {told}: there is no delay.")


def test_decay_that_is_too_strong_holds_the_fit_back():
    record = run()
    record.values["train_accuracy"][:] = record.values["test_accuracy"][:] = 0.8
    assert said(record, "finished") == (
        "Decay pulled the weight norm from 17.0 down to 8.0. After 1,000 steps, only 80% of the "
        "training set is right."
    )
    assert said(record, "running").startswith("It is learning")


def test_an_ensemble_is_counted():
    record = run((0.03, 0.1, 0.3))
    record.values["test_accuracy"][:, 0] = 0.2
    assert said(record) == (
        "At step 1,000, 3 of 3 runs have memorised, and 2 have generalised.")


def test_a_pause_is_said():
    assert said(run().until(100), "paused").endswith(" Paused.")
    assert said(run().until(0), "paused") == "Ready. Press Start."


def test_the_formula_behind_the_wait_is_told_to_those_who_ask():
    record = run(changes=[(100, "weight_decay", (0.3,))])
    assert status.why(record.until(0)).endswith("η·λ = 1.0·10⁻³ off every weight at each step.")
    assert "η·λ = 3.0·10⁻³" in status.why(record)
    assert status.why(run((0.0,))) == ""
    assert status.why(run((0.1, 0.3))) == ""            # it would be true of one alone


FORMULAS = {"teacher_student": "Run", "modular_addition": "Run", "plane": "Reduced path",
            "norm_flow": "Hyperbola", "first_layer": "Without it", "penalties": "Sparse vector"}


def plain(text):
    """HTML as it is read, without the marks of terms."""
    return unescape(re.sub(r"</?span[^>]*>", "", text))


@pytest.mark.parametrize("module", FORMULAS)
def test_the_formula_stands_in_a_fold_beside_the_line_of_words(module):
    lab = getattr(import_module(f"grokviz.labs.{module}.lab"), LABS[module])(driver="here")
    lab.view = FORMULAS[module]
    lab.frames.flush()
    fold, end = lab.desk.fold.value, plain(lab.desk.formula.value)
    assert re.search(r"[=%·]", end) and lab.desk.fold.layout.visibility == "visible"
    assert lab.view_state.view.why(lab.record) in end
    lab.go_to(lab.record.steps[len(lab.record.steps) // 2])
    lab.frames.flush()
    assert lab.view_state.view.why(lab.view_state.shown) in plain(lab.desk.formula.value)
    assert lab.desk.fold.value == fold          # set anew it would close under the reader
    lab.close()


# ---- every lab ----------------------------------------------------------------------------------

LATER = re.compile(r"\bwill\b|\bnever\b|did not|not found|is over", re.I)


@pytest.mark.parametrize("module", LABS)
def test_who_looks_back_reads_nothing_of_what_comes_later(module):
    """At the start, in between and at the end: no later step, and no verdict on the whole run."""
    lab = getattr(import_module(f"grokviz.labs.{module}.lab"), LABS[module])(driver="here")
    for name, view_state in lab.view_states.items():
        lab.view = name
        view_state.show_stored()
        record = view_state.player.record
        for at in {*np.linspace(0, len(record.steps) - 1, 12).astype(int).tolist()}:
            step = record.steps[at]
            said = view_state.view.words(record.until(step), "looking back")
            told = [int(n.replace(",", "")) for n in re.findall(r"steps? ([\d,]*\d)", said)]
            told += [int(n.replace(",", "")) for n in re.findall(r"([\d,]*\d) steps", said)]
            assert said and all(n <= step for n in told), (name, step, said)
            assert not LATER.search(said), (name, step, said)
            if not step and view_state.view.paced and record.runs == 1:
                assert said.startswith("At the start"), (name, said)
    lab.close()
