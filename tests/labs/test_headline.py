"""The big titles: short enough in every language, true at each moment, silent about what comes."""

import re
import unicodedata
from functools import cache
from importlib import import_module
from string import Formatter

import numpy as np
import pytest
from widgets.records import run

from grokviz import i18n, store
from grokviz.divergence import Lost
from grokviz.i18n import LANGUAGES, language
from grokviz.labs import LABS, headline
from grokviz.labs.headline import SENTENCE, TITLE
from grokviz.metrics import Time

STORED = {                              # record -> which function of which lab says what it is
    "teacher_student.grokking": ("teacher_student", "headline"),
    "teacher_student.law": ("teacher_student", "headline"),
    "teacher_student.lu_curve": ("teacher_student", "curve_headline"),
    "teacher_student.phase_grid": ("teacher_student", "phases_headline"),
    "modular_addition.phase_grid": ("modular_addition", "phases_headline"),
    "teacher_student.grokking_l1": ("penalties", "network_headline"),
    "modular_addition.grokking_l1": ("penalties", "network_headline"),
    "shell_toy.slide": ("shell_toy", "headline"),
    "toy_addition.reduced_trajectory": ("plane", "headline"),
    "toy_addition.full_trajectory": ("plane", "full_headline"),
    "toy_addition.landscape_45": ("plane", "landscape_headline"),
    "toy_addition.mnist_landscape": ("plane", "mnist_headline"),
    "modular_addition.grokking": ("modular_addition", "headline"),
    "modular_addition.law": ("modular_addition", "headline"),
    "modular_addition.data_size": ("modular_addition", "headline"),
    "modular_addition.l_and_u": ("modular_addition", "curve_headline"),
    **{f"norm_flow.{task}": ("norm_flow", "headline") for task in (
        "hyperbola", "cross", "adder", "adder_three", "linear_regression", "diagonal_network",
        "matrix_completion", "relu_network")},
    "norm_flow.slide": ("norm_flow", "slide_headline"),
    "first_layer.simulated": ("first_layer", "headline"),
    "first_layer.trained": ("first_layer", "headline"),
    "first_layer.compass": ("first_layer", "compass_headline"),
    **{f"penalties.{name}": ("penalties", "headline") for name in (
        "sparse_recovery", "matrix_sensing", "matrix_completion", "sparse_recovery_deep", "law")},
    "penalties.rescaled": ("penalties", "scale_headline"),
    "penalties.race_sparse_recovery": ("penalties", "race_headline"),
    "sparse_parity.grokking": ("sparse_parity", "headline"),
    **{f"coordinates.{case}": ("coordinates", "headline")
       for case in ("image", "sound", "equation")},
    **{f"coordinates.lu_curve_{case}": ("coordinates", "curve_headline")
       for case in ("image", "sound", "equation")},
    "coordinates.law": ("coordinates", "law_headline"),
    "coordinates.bandwidth_map": ("coordinates", "map_headline"),
}
LONGEST = {                             # what stands in braces, at its longest
    "step": 300_000, "fit": Time(123_456, 120_000), "rest": 176_000,
    "when": Time(33_333, 33_000), "found": Time(16_000, 15_500),
    "t_train": Time(12_345, 12_000), "t_test": Time(299_000, 298_500), "times": 1_234,
    "runs": 24, "fell": 24, "memorised": 24, "generalised": 24, "fitted": 24, "there": 24,
    "known": 1_681, "cells": 1_681,
    "unknowns": 400, "n_train": 1_000, "modulus": 113, "norm": 41.5, "start": 41.5, "w": 0.123,
    "landed": 41.5, "then": 41.5, "m": 0.012, "first": 0.123, "loss": "1.2·10⁻⁵",
    "train": "1.2·10⁻⁵", "test": "1.2·10⁻⁵", "at_fit": "0.835", "plateau": "0.123",
    "beta": "3.0·10⁻⁶", "s": "1.2·10⁻⁵", "slow": "6.0·10⁻⁵", "factor": 0.0123, "tangent": -0.12,
    "learnt": Time(1.23, 1.13), "solved": 0.1, "time": 3.99, "who": "no penalty", "c": 0.033,
    "good": 1_230.0, "bad": 45_600.0, "relevant": 6, "bits": 100,
    "error": "1.2·10⁻⁵", "dense": "1.2·10⁴",
    "low": 16, "high": 512, "best": 4.5, "starts": 64, "width": 512, "wrong": 6, "clean": 28.4,
    "poisoned": 28.4, "drawn": 1_000_000, "one_in": 12_345.0, "most": "0.0012", "which": "width 16",
}
SHARES = ("train", "test", "share", "top", "first", "special", "chance")
NORMS = {"en": "the nuclear norm", "zh": "核范数"}


stored = cache(store.stored)


def wide(text):
    return sum(1 + (unicodedata.east_asian_width(letter) in "FW") for letter in text)


def said_of(name, at=None, state="looking back"):
    lab, function = STORED[name]
    record = stored(name)
    record = record if at is None else record.until(record.steps[at])
    room = "" if (function, lab != "digits") == ("phases_headline", True) else f".{lab}"
    return getattr(import_module(f"grokviz.labs{room}.headline"), function)(record, state)


def moments(name):
    """The numbers of some records: the start, the newest, and a dozen in between."""
    last = len(stored(name).steps) - 1
    return sorted({0, *np.linspace(0, last, 14).astype(int).tolist(), last})


@pytest.fixture(params=sorted(LANGUAGES))
def code(request):
    yield language(request.param)
    language("en")


def filled(text, code):
    """A headline with the longest that may stand in its braces."""
    numbers = {name: 1.0 if how.endswith("%") else NORMS[code] if (name, how) == ("norm", "")
               else LONGEST[name] for _, name, how, _ in Formatter().parse(text) if name}
    return [part.format(**numbers) for part in text.split("\n")]


def test_every_headline_is_a_title_and_a_sentence_that_fit_in_one_line_each(code):
    texts = {k: v for k, v in i18n.table(code).items() if k.startswith("headline.")}
    assert len(texts) > 60
    for key, text in texts.items():
        title, sentence = filled(text, code)
        assert 0 < wide(title) <= TITLE and 0 < wide(sentence) <= SENTENCE, (
            key, wide(title), wide(sentence))


@pytest.mark.parametrize("name", STORED)
def test_each_moment_of_what_is_stored_has_a_headline_that_fits(name, code):
    for at in moments(name):
        title, sentence = said_of(name, at)
        assert 0 < wide(title) <= TITLE and 0 < wide(sentence) <= SENTENCE, (at, title, sentence)
        assert "nan" not in title + sentence and "{" not in title + sentence


@pytest.mark.parametrize("name", STORED)
def test_no_headline_tells_of_a_later_step(name):
    for at in moments(name):
        step, (title, sentence) = stored(name).steps[at], said_of(name, at)
        told = [int(n.replace(",", "")) for n in re.findall(r"steps? ([\d,]*\d)", sentence)]
        assert all(n <= step for n in told), (step, sentence)
        if step == 0 and not name.endswith(("phase_grid", "landscape_45")):
            assert title.endswith("?"), title


@pytest.mark.parametrize("module", LABS)
def test_a_lab_that_shows_nothing_yet_asks(module, code):
    found = import_module(f"grokviz.labs.{module}.headline").headline(
        None, "empty", {"n_train": 100, "train_fraction": 0.6, "modulus": 31, "operation": "add"})
    assert found.title.endswith(("?", "？")) and found.sentence and "nan" not in found.sentence


def phases(name):
    """The titles of a stored run in their order, each once, and the last when it is over."""
    titles = [said_of(name, at)[0] for at in range(len(stored(name).steps))]
    return [*dict.fromkeys([*titles, said_of(name, state="recorded")[0]])]


STORIES = {
    "teacher_student.grokking": [
        "When will it understand what it has never seen?",
        "It is learning the examples it is shown",
        "It has memorised its examples. New ones still fool it.",
        "New examples begin to come out right",
        "It grokked: right on new examples, 17 times later"],
    "shell_toy.slide": [
        "Two weights on a slope. Where will they end?",
        "It falls towards the valley",
        "It landed on the curve, away from the ring",
        "It creeps along the curve, towards the ring",
        "It reached the ring: the test examples are right"],
    "modular_addition.grokking": [
        "It sees numbers as strangers. How will it add?",
        "It is memorising the pairs it is shown",
        "It has memorised its pairs. The rest is guesswork.",
        "Something like a clock is forming inside",
        "Nobody told it about clocks. It built one."],
    "toy_addition.reduced_trajectory": [
        "Ten numbers in disorder. Will they fall into line?",
        "It fits its sums. New sums are still wrong.",
        "Pressed against the wall, its numbers still messy",
        "The numbers are falling into line",
        "The numbers are in line. New sums are right."],
    "toy_addition.full_trajectory": [
        "It sees numbers as strangers. How will it add?",
        "It does not fit its sums yet",
        "It fits its sums. New sums are still wrong.",
        "It fits its sums and did not generalise"],
    "norm_flow.hyperbola": [
        "Many solutions fit. Which one will it choose?",
        "It falls: the training loss comes down",
        "It fits. Now it seems to stand still.",
        "It still fits, and its weights get smaller",
        "The slide is over: small weights that still fit"],
    "norm_flow.diagonal_network": [
        "Many solutions fit. Which one will it choose?",
        "It falls: the training loss comes down",
        "It fits. Now it seems to stand still.",
        "It still fits, and its weights get smaller",
        "It slides, and new data begin to come out right",
        "The slide is over, and new data come out better"],
    "first_layer.simulated": [
        "It fits from the start. When will it find the rule?",
        "Its own sums are right. The others are guesswork.",
        "The numbers are moving into circles",
        "It found the rule: unseen sums are right"],
    "penalties.sparse_recovery": [
        "30 measurements, 100 unknowns. Can it find the truth?",
        "It is fitting the measurements",
        "It fits every measurement and is still wrong",
        "It keeps its fit and comes nearer to the truth",
        "It found the truth, 448 times later than the fit"],
}


@pytest.mark.parametrize("name", STORIES)
def test_the_story_of_each_stored_run(name):
    assert phases(name) == STORIES[name]


def test_what_is_said_is_what_was_measured():
    assert said_of("teacher_student.grokking", state="recorded").sentence == (
        "It memorised at step 105–115 and generalised at step 1,850–1,900, at weight norm 9.77.")
    assert headline.of_a_run(run().until(100)).sentence == (
        "It memorised the training set at step 0–100. At step 100, 30% of new examples are right.")


@pytest.mark.parametrize(("change", "rule"), [
    ({"test_accuracy": [[0.0], [0.3], [0.35]]}, "ended"),
    ({"train_accuracy": [[0.0], [0.3], [0.5]], "weight_norm": [[17.0], [16.9], [16.8]]},
     "not fitted"),
    ({"train_accuracy": [[0.0], [0.3], [0.5]]}, "held back"),
    ({"train_accuracy": [[0.0], [0.3], [1.0]]}, "at once"),
    ({"test_accuracy": [[0.0], [0.99], [0.4]]}, "lost"),
])
def test_how_else_it_may_end(change, rule):
    record = run()
    for name, values in change.items():
        record.values[name][:] = values
    if rule in ("not fitted", "held back"):
        record.values["test_accuracy"][:] = 0.1
    assert headline.phase(record, "finished") == rule


def test_without_decay_nothing_pulls():
    record = run((0.0,))
    record.values["test_accuracy"][:] = 0.2
    assert headline.phase(record, "finished") == "unpulled"
    assert headline.phase(record, "running") == "memorised"


def test_several_runs_are_counted_and_a_lost_one_is_told():
    record = run((0.03, 0.1, 0.3))
    record.values["test_accuracy"][:, 0] = 0.2
    assert headline.of_a_run(record).title == "2 of 3 runs have generalised"
    one = run()
    lost = type(one)(one.name, one.settings, one.sweep, one.steps, one.values,
                     diverged=(Lost(100, 0, np.inf),))
    assert headline.of_a_run(lost).title == "The loss ran away: this run diverged"


def test_a_random_table_is_said_to_have_no_rule():
    record = stored("modular_addition.grokking")
    record = type(record)(record.name, record.settings | {"operation": "random"}, record.sweep,
                          record.steps, record.values | {
                              "test_accuracy": record.values["test_accuracy"] * 0.03})
    say = import_module("grokviz.labs.modular_addition.headline").headline
    assert "no rule" in say(record, "finished").title
    assert "Chance alone gives 3%" in say(record, "finished").sentence
    assert "random" in say(record.until(0)).title
