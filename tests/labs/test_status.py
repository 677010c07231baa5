"""Each written rule of the line of words, from records that are just on its side."""

import numpy as np
import pytest
from widgets.records import run

from grokviz.labs import status


def said(record, state="running"):
    return status.describe(record, state)


def test_the_story_of_a_run_in_order():
    record = run()
    assert said(record.until(-1)) == "Ready. Press Start."
    assert said(record.until(0)) == "Fitting: 0% of the training set is right at step 0."
    sliding = said(record.until(100))
    assert "Memorised at step 100" in sliding and "17.0 → 16.0" in sliding and "30%" in sliding
    assert said(record) == (
        "Generalised at step 1,000, 10 times later than memorised (step 100)."
    )


def test_without_decay_it_waits_rather_than_slides():
    record = run().until(100)
    record.values["weight_norm"][:] = 17.0
    assert said(record) == "Memorised at step 100; the test set waits (30% right)."


@pytest.mark.parametrize(("name", "level", "sentence"), [
    ("test_accuracy", 0.3, "Memorised at step 100, but did not generalise in 1,000 steps"),
    ("train_accuracy", 0.5, "Not even the training set was learnt in 1,000 steps (50% right)."),
])
def test_what_never_came_is_said_only_when_it_is_over(name, level, sentence):
    record = run()
    record.values[name][:] = np.minimum(record.values[name], level)
    if name == "train_accuracy":
        record.values["test_accuracy"][:] = 0
        record.values["weight_norm"][:] = 17.0
    assert said(record, "finished").startswith(sentence)
    assert not said(record, "running").startswith(sentence[:20] + " ")
    assert sentence not in said(record, "running")


def test_soon_after_is_not_much_later():
    record = run(steps=(0, 100, 400))
    assert said(record).startswith("Generalised at step 400, soon after memorising")


@pytest.mark.parametrize("t_test", [80, 100, 140])
def test_as_it_fitted_is_no_delay(t_test):
    record = run(steps=(80, 100, 140))
    for name, step in (("train_accuracy", 100), ("test_accuracy", t_test)):
        record.values[name][:, 0] = record.steps >= step
    assert said(record) == f"Generalised at step {t_test}, as it fitted (step 100): no delay."


def test_decay_that_is_too_strong_holds_the_fit_back():
    record = run()
    record.values["train_accuracy"][:] = record.values["test_accuracy"][:] = 0.8
    assert said(record, "finished") == (
        "Held back: decay brought the norm from 17.0 down to 8.0, and only 80% of the training "
        "set is right after 1,000 steps."
    )
    assert said(record, "running").startswith("Fitting")


def test_an_ensemble_is_counted():
    record = run((0.03, 0.1, 0.3))
    record.values["test_accuracy"][:, 0] = 0.2
    assert said(record) == "3 of 3 runs have memorised, 2 have generalised, step 1,000."


def test_a_pause_is_said():
    assert said(run().until(100), "paused").endswith(" Paused.")
    assert said(run().until(0), "paused") == "Ready. Press Start."
