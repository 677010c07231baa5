"""How far off: factors by hand, areas between straight lines, distances between paths."""

import bqplot
import numpy as np
import pytest

from grokviz.run import Change, Record
from grokviz.teaching.predictions.question import NEVER, Guessable, Theory
from grokviz.teaching.predictions.score import far, in_words, judge, times

SCALES = {"x": bqplot.LogScale(min=1.0, max=10_000.0), "y": bqplot.LinearScale(min=0.0, max=2.0)}


def ask(shape="x", truth=None, **more):
    return Guessable("key", "name", "When?", 0, lambda record: truth, shape,
                     wrong=("too early", "too late"), form="step {}", **more)


def record(changes=()):
    return Record("r", {"steps": 1}, {"a": np.zeros(1)}, np.arange(2), {}, changes)


@pytest.mark.parametrize("guess, run, factor, share", [
    (100, 1000, 10, 0.25), (1000, 100, 10, 0.25), (300, 300, 1, 0),
    (NEVER, 100, np.nan, 1), (100, NEVER, np.nan, 1), (NEVER, NEVER, np.nan, 0),
])
def test_numbers_on_a_logarithmic_axis(guess, run, factor, share):
    assert times(ask(), guess, run, SCALES) == pytest.approx(factor, nan_ok=True)
    assert far(ask(), guess, run, SCALES) == pytest.approx(share)


def test_on_a_linear_axis_there_is_no_factor():
    assert np.isnan(times(ask("y"), 0.5, 1.0, SCALES))
    assert far(ask("y"), 0.5, 1.0, SCALES) == pytest.approx(0.25)


def test_between_two_curves_lies_the_area():
    """A guess at 0 under a line that rises over all decades to 2: half the picture."""
    flat, rising = ((1.0, 0.0), (1e4, 0.0)), ((1.0, 0.0), (1e4, 2.0))
    assert far(ask("curve"), flat, rising, SCALES) == pytest.approx(0.5)
    short = ((1.0, 0.0), (100.0, 2.0))                  # compared only as far as the run goes
    assert far(ask("curve"), ((1.0, 1.0), (1e4, 1.0)), short, SCALES) == pytest.approx(
        0.25, abs=0.005)


def test_paths_are_compared_place_by_place():
    """Two parallel ways, a quarter of the height apart, with corners at other places."""
    low, high = ((1.0, 0.0), (1e4, 0.0)), ((1.0, 0.5), (7.0, 0.5), (1e4, 0.5))
    assert far(ask("path"), low, high, SCALES) == pytest.approx(0.25)
    assert far(ask("path"), low, low[::-1], SCALES) == pytest.approx(0.5, abs=0.02)
    assert far(ask("place"), ((100.0, 0.0),), ((1e4, 0.0),), SCALES) == pytest.approx(0.5)


@pytest.mark.parametrize("guess, run, said", [
    (3000, 1900, "You guessed step 3,000, the run says step 1,900: 1.6 times too late."),
    (10, 1900, "190 times too early"), (1950, 1900, "a hit"), (NEVER, NEVER, "a hit"),
    (NEVER, 1900, "it does happen"), (500, NEVER, "it did not happen"),
])
def test_it_is_said_how_far_off(guess, run, said):
    assert said in in_words(judge(ask(truth=run), guess, None, record(), SCALES))


def test_theory_is_judged_beside_it_and_turned_runs_do_not_count():
    change = (Change(1, "a", (2.0,)),)
    o = judge(ask(truth=100.0), 100, Theory(200.0, "t"), record(change), SCALES)
    assert o.turned and o.theory_times == 2 and o.theory_far == pytest.approx(np.log10(2) / 4)
    assert "Theory said step 200: 2.0 times too late." in in_words(o)
    assert "does not count" in in_words(o)
    silent = judge(ask(truth=100.0), 100, Theory(None, "t"), record(), SCALES)
    assert np.isnan(silent.theory_far) and "Theory" not in in_words(silent)


def test_as_long_as_the_record_does_not_tell_there_is_no_outcome():
    assert judge(ask(), 5, None, record(), SCALES) is None
