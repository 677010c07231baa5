"""The wager before a run, in the teacher-student lab, with no browser."""

import json

import pytest

import grokviz as gv
from grokviz.teaching import log as logs

SMALL = dict(steps=300, width=20)


@pytest.fixture
def lab(monkeypatch, tmp_path):
    monkeypatch.setattr(logs, "where", lambda: tmp_path / "guesses.json")
    logs.log.cache_clear() if hasattr(logs.log, "cache_clear") else None
    made = gv.TeacherStudentLab(guess_first=True, **SMALL)
    yield made
    made.close()


def guess_panel(lab):
    return next(panel for panel in lab.panels if panel.key == "guess")


def test_start_waits_until_there_is_a_guess_or_the_expert_skips(lab):
    panel = guess_panel(lab)
    assert "Guess first" in panel.may_start()
    lab.guess = 200
    assert panel.may_start() == "" and lab.guess == 200
    lab.guess = None
    assert panel.may_start()
    lab.guess_first = False
    assert panel.may_start() == ""


@pytest.mark.parametrize("raw", ["soon", -3, 1e9, float("nan")])
def test_what_is_no_guess_is_refused_and_the_former_one_stays(lab, raw):
    lab.guess = 200
    with pytest.raises(ValueError, match="give"):
        lab.guess = raw
    assert lab.guess == 200


def test_the_run_is_set_beside_the_guess_and_goes_into_the_log(lab):
    before = len(gv.guesses())
    lab.guess = 100
    lab.run(init_scale=0.5, threshold=0.05, learning_rate=0.01)
    lab.guess_first = False
    lab.guess = None if guess_panel(lab).rounds.free else lab.guess
    entries = gv.guesses()
    assert len(entries) >= before and json.dumps(entries)
