"""Arguments as they come: what is a number, a list, an array, and what is not."""

import itertools
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import torch

from grokviz.arguments import array, instance, items, mapping, number, plain_number, whole


@pytest.mark.parametrize("value, wanted", [
    (3, 3), (0.5, 0.5), (np.float32(0.5), 0.5), (np.array(3), 3), (torch.tensor(0.5), 0.5),
    (Fraction(1, 4), 0.25), (Decimal("0.5"), 0.5), (10**400, 10**400),
    (True, None), (np.array(True), None), (torch.tensor(True), None), (1j, None),
    (np.complex128(1), None), (b"3", None), ("3", None), (None, None), ([1], None),
    (np.array([1]), None), (np.datetime64("2020"), None), (float, None)])
def test_a_number_is_a_real_one(value, wanted):
    assert plain_number(value) == wanted


def test_the_sentence_names_the_argument_the_bounds_and_an_example():
    with pytest.raises(ValueError, match="^n is 11; give a number from 1 to 10, e.g. 5$"):
        number("n", 11, 1, 10, 5)
    with pytest.raises(ValueError, match="^n is 2.5; give a whole number, e.g. 5$"):
        whole("n", 2.5, 1, 10, 5)
    with pytest.raises(ValueError, match="^n is a whole number of some 400 digits; give"):
        whole("n", 10**400, 1, 10, 5)
    with pytest.raises(TypeError, match=r"^x is \[\]; give text$"):
        instance("x", [], str, "text")
    with pytest.raises(TypeError, match="^x is {1: 2}; give names and values"):
        mapping("x", {1: 2}, "{'a': 1}")


def test_of_what_never_ends_no_more_is_taken_than_may_be():
    with pytest.raises(ValueError, match="records has more than 1,000 entries"):
        items("records", itertools.count(), 1000, "[0]")
    assert items("records", (i for i in range(3)), 3, "[0]") == [0, 1, 2]
    for wrong in ("012", b"012", {0: 1}, 5, None, []):
        with pytest.raises(ValueError, match="^records is "):
            items("records", wrong, 3, "[0]")


@pytest.mark.parametrize("wrong", [[[1], [2, 3]], "ab", [1j, 2], [[1, 2, 3]], [1, 2], None, [[]],
                                   [[np.nan, 1]], [["a", "b"]], [[10**400, 1]], [[True, False]]])
def test_an_array_has_the_shape_and_the_numbers_that_are_wanted(wrong):
    with pytest.raises(ValueError, match=r"^start is .*give real numbers of shape \(runs, 2\)"):
        array("start", wrong, "(runs, 2)")
    found = array("start", torch.tensor([[1, 2], [3, 4]]), "(runs, 2)")
    np.testing.assert_array_equal(found, [[1.0, 2.0], [3.0, 4.0]])
