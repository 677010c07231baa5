"""A lab that is entered in the table is everywhere: nothing else is changed here."""

import sys

import pytest

import grokviz as gv
from grokviz import labs
from grokviz.labs.exercises import check, exercises
from grokviz.labs.links import open_link, open_page
from grokviz.serving import voila

LAB = '''
from grokviz.labs.base import PANELS, stored
from grokviz.labs.drift.activities import TOUR
from grokviz.recipes import shell_toy
from grokviz.widgets.lab.lab import Lab
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.plots import Curves, Series
from grokviz.widgets.theme import TEST


class DriftLab(Lab):
    """A lab with one curve."""

    key, tour = "drift", TOUR

    def __init__(self, **settings):
        view = View(
            pictures=lambda: [Curves("Loss", "loss", [Series("train_loss", TEST, "train")],
                                     (1e-6, 10), log=True)],
            experiment=lambda wanted: shell_toy.slide(**wanted),
            uses=tuple(shell_toy.SETTINGS), words=lambda record, state: state,
            **stored("shell_toy.slide"))
        super().__init__(shell_toy.SETTINGS, {"Drift": view}, panels=PANELS, **settings)
'''
ACTIVITIES = '''
from grokviz.claims.ledger import Verdict
from grokviz.recipes.shell_toy import slide
from grokviz.teaching.exercises.exercise import Exercise
from grokviz.teaching.tour.steps import Step

TOUR = (Step("See it drift.", done="started", point="Start"),)
EXERCISES = (Exercise(
    id="drifting", question="Drift?", experiment=slide, seeds=({},), base={"weight_decay": 0.1},
    free=("weight_decay",), rule=lambda runs: Verdict(True, ""), right="Yes.", wrong="No.",
    slips=(), hints=("Wait.",), solution={"weight_decay": 0.1}, why="It does."),)
'''


@pytest.fixture
def drift(monkeypatch, tmp_path):
    package = tmp_path / "drift"
    package.mkdir()
    for name, text in {"__init__": "", "lab": LAB, "activities": ACTIVITIES}.items():
        (package / f"{name}.py").write_text(text)
    monkeypatch.setattr(labs, "__path__", [*labs.__path__, str(tmp_path)])
    monkeypatch.setitem(labs.LABS, "drift", "DriftLab")
    yield
    for name in [name for name in sys.modules if name.startswith("grokviz.labs.drift")]:
        del sys.modules[name]


def test_it_has_a_public_name_a_tour_and_opens_by_its_link(drift):
    from grokviz.labs.drift.lab import DriftLab

    lab = gv.DriftLab()
    other = open_link(lab.link())
    try:
        assert isinstance(other, DriftLab) and lab.tour[0].words == "See it drift."
        gv.guide(lab)
    finally:
        lab.close()
        other.close()


def test_it_has_a_page(drift, tmp_path):
    voila.write_pages(tmp_path)
    assert 'open_page(\\"drift\\")' in (tmp_path / "drift.ipynb").read_text()
    lab = open_page("drift")
    assert lab.badge == "recorded"
    lab.close()


def test_its_exercises_are_among_the_others(drift):
    assert "drifting" in exercises() and "goldilocks" in exercises()
    assert "Drift?" in str(check("drifting"))
