"""The runs of an ensemble, and records beside it, as an animated picture draws them."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from grokviz.labs import animation
from grokviz.labs.several_runs import Several, learnt, on_a_map
from grokviz.run import Record
from grokviz.widgets.plots.animated import palette
from grokviz.widgets.plots.core.base import Beside

DECAYS = np.array([0.3, 0.0, 0.1])
STEPS = np.array([0, 1, 10, 100, 1000])
TEST = np.array([[0, 0, 0], [0, 0, 0], [.2, 0, 0], [1, 0, .5], [1, .2, 1]])


def ensemble(decays=DECAYS, steps=STEPS, test=TEST):
    values = {"weight_norm": 20 - np.arange(len(steps))[:, None] * (1 + decays),
              "train_accuracy": np.ones((len(steps), len(decays))), "test_accuracy": test}
    return Record("toy", {"steps": 1000, "threshold": 0.95}, {"weight_decay": decays}, steps,
                  values)


@pytest.fixture
def story():
    return Several({"weight_decay": "λ"})


def strip():
    return animation.strip("Right", [animation.line("train_accuracy", "train", "shown"),
                                     animation.line("test_accuracy", "test", "new")])


def test_names_and_colours_follow_the_compared_value(story):
    runs = story.runs(ensemble())
    assert [run.name for run in runs] == ["λ 0.3", "λ off", "λ 0.1"]
    numbers = [int(run.colour.removeprefix(palette.VALUE)) for run in runs]
    assert list(np.argsort(numbers)) == list(np.argsort(DECAYS)) and min(numbers) == 0
    assert {run.colour for run in runs} <= palette.COLOURS["dark"].keys()


def test_every_mark_and_curve_has_its_channel(story):
    record = ensemble()
    sent = story.further(record, 1, ("weight_norm", "test_accuracy"))
    for number, run in enumerate(story.runs(record)[1:], 1):
        for name in ("weight_norm", "test_accuracy"):
            assert_array_equal(sent[run.channel(name)["ch"]], record.values[name][1:, number])
    lines = story.strip(record, strip(), "test_accuracy")["lines"]
    assert [line["ch"] for line in lines] == ["test_accuracy", *(
        run.channel("test_accuracy")["ch"] for run in story.runs(record)[1:])]
    assert [line["text"] for line in lines] == ["λ 0.3", "λ off", "λ 0.1"]
    mark, = story.names(record, "weight_norm", "test_accuracy")
    assert [each["text"] for each in mark["of"]] == ["λ 0.3", "λ off", "λ 0.1"]


def test_one_run_alone_has_the_usual_strip_and_no_name(story):
    record = ensemble(DECAYS[:1], test=TEST[:, :1])
    assert story.strip(record, strip(), "test_accuracy") == strip()
    assert story.names(record, "weight_norm", "test_accuracy") == [] and story.colours() == {}
    assert story.further(record, 0, ("weight_norm",)) == {}


def test_a_pin_is_seen_at_the_steps_of_the_run_and_never_ahead_of_them(story):
    """A run that opens at step 0 shows nothing of what a pinned run did later."""
    pin = ensemble(DECAYS[:1], np.array([0, 5, 500]), TEST[[0, 2, 4], :1])
    story.beside = [Beside(pin, "#CC7A00", "1")]
    record = ensemble(DECAYS[1:2], test=TEST[:, 1:2])
    first, other = story.runs(record)
    assert (first.colour, other.colour, other.name) == ("", "beside 1", "1")
    seen, = story.further(record, 0, ("test_accuracy",)).values()
    assert_array_equal(seen, [0, 0, .2, .2, 1])
    opening, = story.further(record.until(0), 0, ("test_accuracy",)).values()
    assert_array_equal(opening, [0])
    assert {"beside 1"} <= story.colours()["colours"]["light"].keys()
    assert len(story.strip(record, strip(), "test_accuracy")["lines"]) == 3


def test_each_run_that_generalised_has_a_mark_and_the_guess_is_about_the_middle_one(story):
    record = ensemble()
    events = learnt(record, story.runs(record))
    assert [(event["step"], event["text"], event["asked"]) for event in events] == [
        (100, "λ 0.3", False), (1000, "λ 0.1", True)]
    assert learnt(record.until(10), story.runs(record.until(10))) == []


def test_on_a_map_both_themes_have_one_colour():
    assert on_a_map("value0") == palette.COLOURS["light"]["value0"]
    assert on_a_map("").startswith("#")


def test_a_pin_has_one_colour_on_a_map_in_both_themes(story):
    story.beside = [Beside(ensemble(), "#CC7A00", "1")]
    light, dark = story.colours()["colours"].values()
    assert light[on_a_map("beside 1")] == dark[on_a_map("beside 1")] == light["beside 1"]
