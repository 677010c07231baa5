"""The frame of a lesson: aims and minutes at its top, three kinds of exercise, an end, links."""

import json
import re

import pytest

from grokviz.serving.jupyter import find_lessons

SOURCE = find_lessons()
ALL = sorted(SOURCE.glob("*.ipynb"))
LESSONS = [path for path in ALL if path.stem[:2] != "13"]       # that one is a project
TOP = re.compile(r"\*About (\d+) minutes: (.*?)\.")
PACE = 140              # words a minute
# Minutes for a lab, a table that one waits for and reads, an exercise, a formula.
LAB, TABLE, TASK, FORMULA = 4, 1.5, 2.5, 0.25


def cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def texts(path, kind="markdown"):
    return ["".join(c["source"]) for c in cells(path) if c["cell_type"] == kind]


def stated(path):
    """The minutes of a lesson, and those of its parts."""
    whole, parts = TOP.search(texts(path)[0]).groups()
    return int(whole), [int(part.split()[-1]) for part in parts.split(", ")]


def reckoned(path):
    """Minutes by the words of a lesson and by what there is to do."""
    code = texts(path, "code")
    labs = sum(bool(re.search(r"gv\.(\w*Lab|ShellToy)\(", c)) for c in code)
    tasks = sum("gv.check(" in c for c in code) / 2
    words = sum(len(text.split()) for text in texts(path))
    formulas = sum(len(re.findall(r"\$\$?[^$]+\$\$?", text)) for text in texts(path))
    tables = len(code) - labs - 2 * tasks
    return (words / PACE + LAB * labs + TASK * (tasks + 3) + TABLE * tables + FORMULA * formulas)


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_a_lesson_opens_with_a_question_minutes_and_aims(path):
    """No long paragraph before the first click."""
    first = texts(path)[0]
    paragraphs = first.split("\n\n")
    assert paragraphs[0].startswith("# ") and paragraphs[0].endswith("?")
    assert paragraphs[1].startswith("*About ") and "**Guess first" in "".join(texts(path)[:2])
    assert paragraphs[3] == "**Afterwards you can**" and paragraphs[4].count("\n- ") == 2
    assert max(len(paragraph.split()) for paragraph in paragraphs) <= 80
    assert cells(path)[1]["cell_type"] == "code"


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_the_minutes_of_a_lesson_are_those_of_its_parts_and_leave_time_for_them(path):
    whole, parts = stated(path)
    assert whole == sum(parts)
    if path in LESSONS:
        assert 0.75 < whole / reckoned(path) < 1.33, reckoned(path)


def test_the_readme_lists_the_lessons_with_their_questions_and_minutes():
    readme = (SOURCE.parent / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"\| \[.*?\]\(lessons/(\S+)\.ipynb\) \| (.*?) \| (\d+) \|", readme)
    assert listed == [(path.stem, texts(path)[0].splitlines()[0].removeprefix("# "),
                       str(stated(path)[0])) for path in ALL]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_asks_to_predict_to_explain_and_to_break_it_and_folds_its_answers(path):
    (tasks,) = (text for text in texts(path) if "## Predict, explain, break it" in text)
    assert re.findall(r"^\*\*(\w+)", tasks, re.M) == ["Predict", "Explain", "Break"]
    assert tasks.count("<details><summary>") == tasks.count("</details>") == 3
    end = texts(path)[-1]
    for said in ("## To remember", "- **What we saw.**", "- **What explains it.**",
                 "- **Where it fails.**"):
        assert end.count(said) == 1


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_the_links_of_a_lesson_lead_somewhere_and_one_of_them_to_words_and_symbols(path):
    links = re.findall(r"\]\(([^)\s]+)\)", "\n".join(texts(path)))
    for link in links:
        assert link.startswith("https://") or (SOURCE / link.partition("#")[0]).is_file(), link
    assert "pages/words.md" in links
