"""Values in sentences: true to the digit, short, whatever they are."""

import math

import numpy as np
import pytest

from grokviz.sentences import MOST, alike, brief, match, sentence, shown, unknown


@pytest.mark.parametrize("number, others, wanted", [
    (1_000_001, (100, 1_000_000), "1,000,001"), (1_000_000, (), "1,000,000"), (0.1, (), "0.1"),
    (1e-5, (), "1e-05"), (1.000001, (1.0,), "1.000001"), (1.0000001, (1.0,), "1.0000001"),
    (-3, (), "-3"), (20.5, (20,), "20.5"), (math.inf, (), "inf"), (math.nan, (1,), "nan"),
    (2**70, (), "1.181e+21"), (np.float32(0.5), (), "0.5"), (0, (), "0"),
])
def test_a_number_is_written_with_the_digits_that_matter(number, others, wanted):
    assert shown(number, *others) == wanted


@pytest.mark.parametrize("bound", [0.1, 1e-5, 1.0, 3e-3, 1e6, 12345.678, 1e-300])
def test_what_is_written_lies_on_the_same_side_as_what_was_judged(bound):
    for step in (-np.inf, np.inf):
        number = float(np.nextafter(bound, step))
        written = float(shown(number, bound).replace(",", ""))
        assert np.sign(written - bound) == np.sign(number - bound)


@pytest.mark.parametrize("value", ["x" * 10**7, 10**5000, list(range(10**6)), {"a": "b" * 10**6},
                                   np.zeros(10**6), [[[[[[1]]]]]], b"x" * 10**6, object(), None],
                         ids=lambda value: type(value).__name__)
def test_any_value_is_brief(value):
    assert len(brief(value)) < MOST / 2 and "\n" not in brief(value)


def test_a_value_whose_repr_fails_is_called_by_its_type():
    class Mute:
        def __repr__(self):
            raise RuntimeError

    assert brief(Mute()) == "<Mute>" and brief([Mute()]) == "[<Mute>]"
    assert brief(10**400) == "a whole number of some 400 digits" and brief(0.25) == "0.25"
    assert len(sentence("a" * 1000)) == MOST and sentence("short") == "short"


@pytest.mark.parametrize("typed", ["AdamW", "adam-w", "ADAM_W", " adam w "])
def test_case_spaces_and_dashes_do_not_part_names(typed):
    assert match("optimizer", typed, ["adam", "adamw", "sgd"]) == "adamw"
    assert alike("L1 + L2") == "l1l2"


def test_the_name_itself_comes_before_one_that_is_like_it():
    assert match("view", "a_b", ["ab", "a_b"]) == "a_b"


@pytest.mark.parametrize("typed, hint", [("SDG", "did you mean 'sgd'"), (5, "known"),
                                         (None, "known"), ("x" * 10**6, "known")])
def test_an_unknown_name_gets_the_nearest_in_any_case(typed, hint):
    with pytest.raises(ValueError, match=f"no optimizer .*{hint}"):
        match("optimizer", typed, ["adam", "sgd"])
    assert len(unknown("thing", typed, ["a" * 500, "b"])) <= MOST
