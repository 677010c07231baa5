"""The questions after a run are found, and a choice by its name."""

import re
from pathlib import Path

import pytest

import grokviz
from grokviz.labs import LABS
from grokviz.labs.teacher_student import questions
from grokviz.teachers.whys import chosen, whys, without_numbers


@pytest.mark.parametrize("lab", LABS)
def test_the_questions_of_a_lab_are_found(lab):
    """All that its source makes; a function may make several."""
    room = Path(grokviz.__file__).parent / "labs" / lab
    sources = [room / f"{name}.py" for name in ("questions", "predictions")]
    made = sum(len(re.findall(r"\bWhy\(", path.read_text(encoding="utf-8")))
               for path in sources if path.exists())
    assert len(whys(lab)) >= made


def test_a_choice_is_found_by_its_name():
    assert chosen("teacher_student", "slide.2") == (questions.SLIDE, questions.SLIDE.choices[1])
    assert chosen("teacher_student", "slide.9") is None


def test_numbers_are_named():
    assert "[t_train]" in without_numbers("teacher_student.why.slide.question")
