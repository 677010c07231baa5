"""A record with inconsistent parts is refused, from any source."""

from dataclasses import replace

import numpy as np
import pytest
from test_store import RECORD

from grokviz.run import Change
from grokviz.storage import origin
from grokviz.storage.archive import Damaged
from grokviz.storage.validation import check, record_of

ARRAYS = {"steps": RECORD.steps, **{f"sweep/{k}": v for k, v in RECORD.sweep.items()},
          **{f"values/{k}": v for k, v in RECORD.values.items()}, "state/step": np.array(3)}
ABOUT = origin.described(RECORD)


def test_a_record_is_put_together_as_it_was():
    found = record_of(ABOUT, ARRAYS)
    assert found.changes == RECORD.changes and found.settings == ABOUT["settings"]
    assert found.values.keys() == RECORD.values.keys() and "state" not in found.values
    check(RECORD)
    check(replace(RECORD, steps=[0, 10, 30], values={"loss": [[1, 2]] * 3}, changes=()))


@pytest.mark.parametrize("given, said", [
    ({"steps": np.array([0, 30, 10])}, "do not increase"),
    ({"steps": [0, 0, 30]}, "do not increase"),
    ({"steps": np.array([-1, 0, 30])}, "from 0"), ({"steps": np.array([0, np.nan, 30])}, "float64"),
    ({"steps": np.array([5, 0, 2], "u8")}, "do not increase"),
    ({"steps": np.array([[0, 10, 30]])}, r"its steps have shape \(1, 3\)"),
    ({"steps": np.array(["0", "10", "30"])}, "array of <U2, and not of whole numbers"),
    ({"steps": np.array([True] * 3)}, "array of bool"),
    ({"steps": np.arange(0)}, "no recorded step"),
    ({"sweep": {}}, "no column"), ({"sweep": [1]}, "no column"),
    ({"sweep": {"a": np.arange(2), "b": np.arange(3)}}, "not one entry a run"),
    ({"sweep": {"a": np.ones((2, 2))}}, "not one entry a run"),
    ({"sweep": {"a": np.array(3)}}, "not one entry a run"),
    ({"sweep": {"a": np.empty(0)}}, "not one entry a run"),
    ({"sweep": {"a": np.array([{}, {}])}}, "an array of object"),
    ({"sweep": {"a": np.frombuffer(b"\xff" * 8, "<U1")}}, "invalid characters"),
    ({"sweep": {"a": np.array([0xD800, 65], "u4").view("<U1")}}, "invalid characters"),
    ({"values": {"a": np.ones((3, 3))}}, r"shape \(3, 3\), and for its steps and runs it begins"),
    ({"values": {"a": np.ones((2, 2))}}, "it begins with"), ({"values": {"a": 3}}, "begins with"),
    ({"values": {"a": np.ones((3, 2), "U3")}}, "array of <U3, and not of numbers"),
    ({"values": {"a": np.ones((3, 2), "S3")}}, "and not of numbers"),
    ({"values": {"a": np.ones((3, 2), complex)}}, "array of complex128"),
    ({"values": {"a": np.ones((3, 2), object)}}, "array of object"),
    ({"values": {"a\n": np.ones((3, 2))}}, "not a text of 1 to 200"), ({"values": 3}, "no names"),
    ({"values": {"a" * 5000: np.ones((3, 2))}}, "not a text of 1 to 200"),
    ({"name": ""}, "its name is ''"), ({"name": None}, "its name is NoneType"),
    ({"settings": {1: 2}}, "name of a setting is int"), ({"settings": None}, "no names"),
    ({"changes": (Change(10, "rate", (1, 2, 3)),)}, "has not one number or name a run"),
    ({"changes": (Change(10, "rate", ([], [])),)}, "has not one number or name a run"),
    ({"changes": (Change(-1, "rate", (1, 2)),)}, "a change is at step -1"),
    ({"changes": (Change(1.5, "rate", (1, 2)),)}, "a change is at step 1.5"),
    ({"changes": (Change(10, 3, (1, 2)),)}, "name of a change is int"),
])
def test_what_does_not_fit_is_told(given, said):
    with pytest.raises(Damaged, match=said) as error:
        check(replace(RECORD, **given))
    assert len(str(error.value)) < 200


@pytest.mark.parametrize("changes", [3, {}, [3], [[1, "rate"]], [[1, "rate", 2]],
                                     [["1", "rate", [1, 2]]], [[1, "rate", [None, 2]]], 
                                     [[True, "rate", [1, 2]]]])
def test_changes_that_are_none_are_told(changes):
    with pytest.raises(Damaged, match="change"):
        record_of(ABOUT | {"changes": changes}, ARRAYS)


@pytest.mark.parametrize("name", ["other", "other/a", "steps/a", "", "values", "x" * 5000])
def test_a_part_that_no_record_has_is_told(name):
    with pytest.raises(Damaged, match="a record has no part"):
        record_of(ABOUT, ARRAYS | {name: np.zeros(3)})


@pytest.mark.parametrize("name", ["name", "settings", "changes"])
def test_what_is_missing_is_told(name):
    with pytest.raises(Damaged, match=f"its description is without '{name}'"):
        record_of({k: v for k, v in ABOUT.items() if k != name}, ARRAYS)
    with pytest.raises(Damaged, match="it has no steps"):
        record_of(ABOUT, {k: v for k, v in ARRAYS.items() if k != "steps"})
