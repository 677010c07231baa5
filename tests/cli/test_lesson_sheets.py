"""A teacher's sheet: every part is there, in both languages, for each lesson."""

import json
import re

import pytest

from grokviz import i18n
from grokviz.cli import lesson_sheets
from grokviz.cli.lesson_copies import copy_of
from grokviz.cli.lesson_sheets import EXAMS, TOPICS, sheet, timings, topic
from grokviz.i18n import LANGUAGES
from grokviz.serving.jupyter import find_lessons

LESSONS = {path.stem: json.loads(path.read_text(encoding="utf-8"))
           for path in sorted(find_lessons().glob("*.ipynb"))}


@pytest.mark.parametrize("name", LESSONS)
def test_every_lesson_has_a_board_exam_questions_and_planned_wrong_answers(name):
    notebook = LESSONS[name]
    assert topic(name, notebook) in TOPICS.values()
    text = sheet(name, notebook)
    for heading in ("Timings", "Board sketch", "Ask before the run", "Expected wrong guesses",
                    "Exam questions"):
        assert text.count(f"<h2>{heading}") == 1, heading
    folded = "".join("".join(c["source"]) for c in notebook["cells"]).count("<details>")
    assert text.count("Answer: ") == EXAMS + folded and "Wrong: " in text and "Right: " in text
    code = "".join("".join(c["source"]) for c in notebook["cells"])
    assert ("Planned wrong answer 1" in text) == ("gv.check(" in code)
    assert "<svg" in text and not re.search(r"{\w+:[.,]", text)      # numbers have their names


def test_every_topic_has_its_texts_in_every_language():
    for of in set(TOPICS.values()):
        keys = [f"teacher.{of}.board", *(f"teacher.{of}.exam_{i}{end}"
                for i in range(1, EXAMS + 1) for end in ("", "_answer"))]
        assert all(set(keys) <= set(i18n.table(code)) for code in LANGUAGES), of


def lesson(*texts):
    return {"metadata": {}, "cells": [{"cell_type": "markdown", "metadata": {}, "source": [text]}
                                      for text in texts]}


def test_minutes_that_a_lesson_states_are_taken_and_others_add_up_to_the_whole():
    for top in ("*About 17 minutes: the toy 5, the rest 12. Before it: none.*",
                "*约 17 分钟：玩具 5，其余 12。*"):
        parts, known = timings(lesson(f"# Why?\n\n{top}", "## One"))
        assert known and [n for _, n in parts] == [5, 12]
    parts, known = timings(lesson("# Why?\n\nabout 20 minutes", "## One\n\n" + "word " * 900,
                                  "## Two\n\n" + "word " * 300))
    assert not known and abs(sum(n for _, n in parts) - 20) <= 2
    assert parts[1][1] > 2 * parts[2][1]


def test_model_answers_stand_on_the_sheet_and_in_no_students_copy():
    told = ("**Predict.** Which?\n\n<details><summary>Compare</summary>\n\n"
            "The **left**.\n\n</details>")
    notebook = lesson("# Why?", told)
    assert "Predict. Which?<br><i>Answer: The left.</i>" in sheet("99_none", notebook)
    assert "".join(copy_of(notebook, "student")["cells"][1]["source"]) == "**Predict.** Which?"


def test_a_note_for_the_teacher_stands_on_the_sheet():
    notebook = lesson("# Why?", "Bring a rope.")
    notebook["cells"][1]["metadata"]["tags"] = ["teacher"]
    assert "Bring a rope." in sheet("99_none", notebook)


def test_a_sheet_in_chinese(tmp_path):
    some = dict(list(LESSONS.items())[:1])
    (path,) = lesson_sheets.write(some, tmp_path, "zh")
    text = path.read_text(encoding="utf-8")
    assert "板书草图" in text and "考题" in text and i18n.language() == "en"
