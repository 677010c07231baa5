"""Guides by name: each names only parts of its lab, and an unknown name raises an error."""

import pytest

import grokviz
from grokviz.labs import LABS
from grokviz.teaching.tour.panel import guide

KINDS = [getattr(grokviz, name) for name in LABS.values()]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_guide_of_a_lab_speaks_of_what_the_lab_has(kind):
    lab = kind()
    front = lab.view
    for steps in (kind.tour, *kind.guides.values()):
        lab.view = front
        guide(lab, steps)                       # ValueError for what it does not have
        for number in range(len(steps)):
            lab.pages.panel.turn_to(number)
    lab.close()


def test_a_guide_is_found_by_its_name():
    lab = grokviz.ShellToy(guide="lesson 01")
    assert lab.pages.page == "Guide" and lab.pages.panel.steps == lab.guides["lesson_01"]
    lab.close()


def test_an_unknown_guide_is_answered_with_those_there_are():
    with pytest.raises(ValueError, match="no guide 'lesson_11'.*did you mean 'lesson_01'.*known: "
                                         "lesson_01, lesson_02, lesson_02_rescue"):
        grokviz.TeacherStudentLab(guide="lesson_11")
