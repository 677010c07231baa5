"""The parts of rules."""

import numpy as np
import pytest

from grokviz.claims.ledger import Verdict
from grokviz.claims.rules import between, every, records, row, rule, span
from grokviz.run import Record


@rule
def above(found, low, what="value"):
    """Found is above `low`."""
    return Verdict(found > low, f"{what} {found}")


def test_a_rule_takes_its_bounds_first_and_then_what_was_found():
    assert above(1)(2) == Verdict(True, "value 2")
    assert above(3, what="norm")(2) == Verdict(False, "norm 2")
    assert above.__doc__ == "Found is above `low`."


def test_every_rule_has_to_hold_and_all_numbers_are_told():
    assert every(above(1), above(2))(3) == Verdict(True, "value 3, value 3")
    assert not every(above(1), above(4))(3).holds


@pytest.mark.parametrize("found, holds, measured", [
    ([0.5, 1.5], True, "0.5 to 1.5"), (1, True, "1"), ([0, 3], False, "0 to 3"),
    ([1, np.nan], False, "nan to nan"),
])
def test_between(found, holds, measured):
    assert between(found, 0, 2) == Verdict(holds, measured)
    assert between(found, 0, 2, "slope").measured == f"slope {measured}"


def test_numbers_in_words():
    assert row([1, 2.25], ".1f") == "1.0 / 2.2" and span([3, 1, 2]) == "1 to 3"


def test_one_record_is_a_list_of_one():
    one = Record("r", {}, {"seed": np.arange(1)}, np.array([0]), {})
    assert records(one) == [one] and records([one, one]) == [one, one]
