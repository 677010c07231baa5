"""The box under the table of answers: what the network says of one pair."""

import numpy as np
import pytest

from grokviz import recipes
from grokviz.i18n import language
from grokviz.labs.modular_addition import symbols
from grokviz.recording import record as trained_run
from grokviz.run import Record
from grokviz.widgets.plots import AskedAnswers

P = 7


def made(**values):
    """At the second record every answer is right; only pairs with a = b were trained on."""
    a = np.arange(P)
    sums, wrong = (a[:, None] + a) % P, (a[:, None] + a + 1) % P
    shape = (2, 1, P, P)
    tables = {"answers": np.stack([wrong, sums]), "right": np.stack([wrong * 0, sums * 0 + 1]),
              "trained": np.stack([np.eye(P), np.eye(P)]),
              "sureness": np.stack([wrong * 0 + 31, sums * 0 + 98])} | values
    return Record("made", {"operation": "add", "modulus": P}, {"seed": np.arange(1)},
                  np.array([0, 10]), {k: v.reshape(shape).astype(np.uint8)
                                      for k, v in tables.items() if v is not None})


@pytest.fixture
def plot():
    plot = AskedAnswers("Answers", lambda work: work(), symbols.question, symbols.answers)
    yield plot
    plot.close()
    language("en")


def test_it_answers_says_how_sure_it_is_and_whether_it_was_shown_the_pair(plot):
    record = made()
    assert plot.says(record, 1, 3, 5) == (
        "<b>3 + 5 = 1</b>, right. 98% sure. Never shown.")
    assert plot.says(record, 0, 2, 2) == (
        "<b>2 + 2 = 5</b>, wrong. 31% sure. Shown before.")


def test_the_box_follows_the_pair_the_step_and_the_size_of_the_table(plot):
    record = made()
    plot.show(record)
    assert [box.max for box in plot.pair] == [6, 6]
    plot.pair[0].value, plot.pair[1].value = 4, 6
    assert plot.reply.value.startswith("<b>4 + 6 = 3</b>, right")
    plot.show(record, 0)
    assert plot.reply.value.startswith("<b>4 + 6 = 4</b>, wrong")


def test_a_record_without_sureness_and_an_ensemble_are_answered_too(plot):
    assert "sure" not in plot.says(made(sureness=None), 1, 1, 2)
    many = Record("many", {}, {"seed": np.arange(3)}, np.array([0]), {})
    plot.show(many)
    assert "3 runs" in plot.reply.value or plot.reply.value


@pytest.mark.parametrize(("operation", "p", "asked"), [
    ("add", 7, "3 + 5"), ("subtract", 7, "3 − 5"), ("divide", 7, "3 ÷ 5"),
    ("squares", 7, "3² + 5²"), ("quadratic", 7, "3² + 3·5 + 5²"), ("random", 7, "3 ∘ 5"),
    ("s5", 120, "12453 ∘ 12543")])
def test_a_pair_is_asked_as_its_operation_is_written(operation, p, asked):
    record = Record("x", {"operation": operation, "modulus": p}, {}, np.array([0]), {})
    assert symbols.question(record, 3, 5) == asked


def test_division_by_zero_has_no_answer(plot):
    record = made()
    record.settings["operation"] = "divide"
    assert plot.says(record, 1, 3, 0) == "This pair has no answer."


def test_how_sure_it_is_is_the_probability_of_its_answer():
    """At the start the network knows nothing: it is about as sure as chance, and later surer."""
    run = trained_run(recipes.modular_addition.grokking(modulus=11, steps=300), progress=False)
    sure = run.values["sureness"][:, 0]
    assert 100 / 11 <= sure[0].mean() < 25 and sure[-1].mean() > 80
    assert sure[-1][run.values["trained"][-1, 0] == 1].min() > 80


def test_it_speaks_chinese(plot):
    language("zh")
    assert plot.says(made(), 1, 3, 5) == "<b>3 + 5 = 1</b>，正确。 把握 98%。 它从没见过这一对。"
