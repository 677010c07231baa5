"""The learner's log of verdicts: nothing without consent, and only on this disk."""

import csv

import pytest

import grokviz as gv
from grokviz.labs.exercises import check
from grokviz.teaching.exercises import verdicts

WRONG = {"init_scale": 2.0}                     # no training is needed to know it


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setenv(verdicts.VARIABLE, str(tmp_path / "mine" / "verdicts.csv"))
    monkeypatch.setattr(verdicts, "_begun", {})
    monkeypatch.setattr(verdicts, "_tries", {})
    return tmp_path / "mine" / "verdicts.csv"


def answered(answer):
    made = check("goldilocks", answer)
    made.close()
    return made


def test_nothing_is_written_before_the_learner_agrees(path):
    made = answered(WRONG)
    assert not path.exists() and gv.verdicts() == []
    assert made._keep.layout.display is None                # it is offered
    made._keep.click()
    assert path.exists() and str(path) in made._noted.value


def test_verdicts_are_rows_with_tries_hints_and_seconds(path, monkeypatch):
    now = iter([100.0, 100.0, 160.0])
    gv.verdicts(keep=True)
    monkeypatch.setattr(verdicts.time, "monotonic", lambda: next(now, 160.0))
    monkeypatch.setattr("grokviz.teaching.exercises.result.OPENED", {"goldilocks": 2})
    made = answered(None)
    answered(WRONG)
    answered({"init_scale": 2.0})
    assert made._keep.layout.display == "none"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["when", "exercise", "right", "tries", "hints", "seconds"]
    assert [row[1:5] for row in rows[1:]] == [["goldilocks", "False", "1", "2"],
                                              ["goldilocks", "False", "2", "2"]]
    assert [entry["seconds"] for entry in gv.verdicts()] == [60, 60]
    assert gv.verdicts()[0]["right"] is False


def test_the_learner_can_delete_it(path):
    gv.verdicts(keep=True)
    answered(WRONG)
    assert gv.verdicts(keep=False) == [] and not path.exists()
    answered(WRONG)
    assert not path.exists()


@pytest.mark.parametrize("name, value", [("GROKVIZ_SERVED", "1"), (verdicts.VARIABLE, "off")])
def test_no_log_is_kept_or_offered_where_the_disk_is_not_the_learners(name, value, path,
                                                                      monkeypatch):
    monkeypatch.setenv(name, value)
    assert answered(WRONG)._keep.layout.display == "none" and gv.verdicts() == []
    with pytest.raises(ValueError, match="no log can be kept"):
        gv.verdicts(keep=True)


def test_a_disk_that_refuses_stops_no_check(path):
    path.parent.parent.joinpath("mine").write_text("a file, not a folder")
    assert not answered(WRONG)
