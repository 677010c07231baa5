"""Shapes of plain values: each lets through what it says, and names the place of what it does
not."""

import pytest

from grokviz.widgets.controls.schema import (
    either,
    fields,
    flag,
    many,
    maybe,
    names,
    number,
    row,
    text,
    whole,
)

LEG = row(whole(0, 9), names(either(number, text(3)), 2), many(flag, 2, 1))


@pytest.mark.parametrize("good", [[0, {}, [True]], [9, {"a": 1.5, "b": "abc"}, [True, False]],
                                  (1, {"a": -1}, [False])])
def test_what_fits_passes(good):
    LEG(good, "run")
    maybe(LEG)(None, "run")
    fields({"run": LEG}, {"at": whole()})({"run": good}, "")


@pytest.mark.parametrize("wrong, where", [
    (5, "run is 5"), ([0, {}], "run is"), ([10, {}, [True]], "run is 10"),
    ([0.0, {}, [True]], "run is 0.0"),
    ([True, {}, [True]], "run is True"), ([0, [], [True]], r"run is \[\]"),
    ([0, {"a": None}, [True]], "run.a is None"), ([0, {"a": "abcd"}, [True]], "run.a is 'abcd'"),
    ([0, {"a": float("nan")}, [True]], "run.a is nan"), ([0, {"a": 10**400}, [True]], "run.a is a"),
    ([0, {"a": 1, "b": 1, "c": 1}, [True]], "run is"), ([0, {}, []], r"run is \[\]"),
    ([0, {}, [1]], "run is 1"), ([0, {}, "ab"], "run is 'ab'"), (None, "run is None")])
def test_what_does_not_is_named(wrong, where):
    with pytest.raises(ValueError, match=f"in this link {where}.*it has to be "):
        LEG(wrong, "run")


def test_fields_are_these_and_no_others():
    shape = fields({"a": number}, {"b": text()})
    for wrong in ({}, {"b": "x"}, {"a": 1, "c": 2}, [], "a"):
        with pytest.raises(ValueError, match="names and values: a, b"):
            shape(wrong, "")
