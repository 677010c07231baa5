"""The lessons: two copies of one source, stubs that fail as planned, solutions that pass."""

import json
import re

import nbformat
import pytest

import grokviz
from grokviz.cli.lesson_copies import LEFT_OUT, copy_of, tags
from grokviz.cli.lessons import main
from grokviz.labs import LABS
from grokviz.serving import jupyter
from grokviz.serving.jupyter import find_lessons

SOURCE = find_lessons()
LESSONS = sorted(SOURCE.glob("*.ipynb"))
PLANNED = {                             # what the stub of an exercise is told
    "goldilocks": "That is the norm it starts with",
    "long_wait": "It waits, but not long enough",
    "rescue": "Begin with weight_decay 0",
    "degrok": "You have not changed anything",
    "enough_pairs": "With this share it fails",
    "right_shell": "That is the norm it starts with",
    "one_cure": "You have not changed anything",
    "two_clocks": "not far enough apart",
    "no_slide": "the fall ends at a large norm",
    "room": "With this share it fails",
    "sooner": "You have not changed anything",
    "half_delay": "You have not changed anything",
    "read_at_once": "You have not changed anything",
    "explain_at_once": "You have not changed anything",
    "mystery_1": "The truth is another fit",
    "mystery_2": "this penalty led it away",
    "mystery_3": "The truth is another fit",
}


def cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def tagged(tag):
    return [pytest.param("".join(c["source"]), id=f"{path.stem}-{c['id']}")
            for path in LESSONS for c in cells(path) if tag in tags(c)]


def answered(source, monkeypatch):
    """The exercise, and what the check at the end of a cell gives."""
    monkeypatch.setenv("GROKVIZ_HEADLESS", "1")         # all seeds: tests/labs/test_exercises.py
    body, call = source.rsplit("gv.check", 1)
    names = {"gv": grokviz, "lab": None}
    if "lab)" in call:
        names["lab"] = grokviz.TeacherStudentLab()
    exec(f"{body}checked = gv.check{call}", names)
    if names["lab"] is not None:
        names["lab"].close()
    names["checked"].close()
    return re.search(r'"(\w+)"', call).group(1), names["checked"]


@pytest.mark.parametrize("source", tagged("stub"))
def test_a_stub_fails_with_the_planned_message(source, monkeypatch):
    exercise, checked = answered(source, monkeypatch)
    assert not checked and PLANNED[exercise] in checked.says


@pytest.mark.parametrize("source", tagged("solution"))
def test_a_solution_passes(source, monkeypatch):
    assert answered(source, monkeypatch)[1]


def test_every_exercise_of_a_lesson_has_a_stub_and_then_a_solution():
    for path in LESSONS:
        kinds = [next(iter({"stub", "solution"} & set(tags(c))), None) for c in cells(path)]
        pairs = [kind for kind in kinds if kind]
        assert pairs == ["stub", "solution"] * (len(pairs) // 2)
        assert all(kinds[i + 1] == "solution" for i, kind in enumerate(kinds) if kind == "stub")
    assert len(tagged("stub")) == len(PLANNED)


def test_a_lesson_names_the_next_one_by_its_question():
    for path, after in zip(LESSONS, LESSONS[1:], strict=False):
        question = "".join(cells(after)[0]["source"]).splitlines()[0].removeprefix("# ")
        said = f"Next: [{question}]({after.name}) (lesson {after.stem[:2]})"
        assert said in "".join(cells(path)[-1]["source"])


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_is_stored_with_outputs_that_need_no_kernel(path):
    for cell in cells(path):
        for output in cell.get("outputs", []):
            assert output["output_type"] != "error"
            assert "application/vnd.jupyter.widget-view+json" not in output.get("data", {})
        if "Lab(" in "".join(cell["source"]) and cell["cell_type"] == "code":
            assert any("image/png" in output.get("data", {}) for output in cell["outputs"])


def lab_cells(path):
    """(what stands before it, source, what its picture says) of each cell that shows a lab."""
    told = cells(path)
    for before, cell in zip(told, told[1:], strict=False):
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and "gv.check" not in source and re.search(
                r"gv\.(\w*Lab|ShellToy)\(", source):
            (output,) = cell["outputs"]
            yield "".join(before["source"]), source, output["data"]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_picture_under_a_question_is_the_empty_question(path):
    asked = 0
    for before, _, data in lab_cells(path):
        if "**Guess first" in before:
            asked += 1
            said, html = ("".join(data[k]) for k in ("text/plain", "text/html"))
            assert re.match("At the start:|At step 0,|Ready", said), said
            assert said.splitlines()[0] in html
    assert asked


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_says_how_to_run_a_cell_and_its_labs_are_made_in_few_lines(path):
    assert "press **Shift+Enter**" in "".join(cells(path)[0]["source"])
    for _, source, _ in lab_cells(path):
        assert len(source.splitlines()) <= 5 and "gv.Step" not in source


def test_every_guide_of_a_lesson_is_one_of_its_lab_and_every_named_one_is_used():
    used = {found.groups() for path in LESSONS for _, source, _ in lab_cells(path)
            if (found := re.search(r'gv\.(\w+)\(.*guide="(\w+)"', source))}
    kinds = [getattr(grokviz, name) for name in LABS.values()]
    assert used == {(kind.__name__, name) for kind in kinds for name in kind.guides}


# ---- copies -------------------------------------------------------------------------------------

def test_students_get_stubs_without_outputs_and_teachers_unfolded_solutions(tmp_path, capsys):
    folders = {kind: tmp_path / kind for kind in ("student", "instructor")}
    assert main([f"--{kind}={folder}" for kind, folder in folders.items()]) == 0
    assert capsys.readouterr().out.count(".ipynb") == 2 * len(LESSONS)
    for path in LESSONS:
        student, instructor = (nbformat.read(folder / path.name, 4) for folder in folders.values())
        for notebook in (student, instructor):
            nbformat.validate(notebook)
        count = sum("stub" in tags(c) for c in cells(path))
        assert [tags(c) for c in student.cells if tags(c)] == [["stub"]] * count
        assert [tags(c) for c in instructor.cells if tags(c)] == [["solution"]] * count
        assert all(c.outputs == [] for c in student.cells if c.cell_type == "code")
        assert all(not c.metadata.jupyter for c in instructor.cells if tags(c))
        assert len(student.cells) == len(instructor.cells) == len(cells(path)) - count
        assert any("After your run" in c.source for c in student.cells)     # it answers a guess
        assert not any("Compare</summary>" in c.source for c in student.cells)
        assert not any("After your run" in c.source for c in instructor.cells)
    assert all((folder / "pages" / "words.md").is_file() for folder in folders.values())


def made_of(*texts):
    """A notebook; a text that begins with "> " is code."""
    return {"metadata": {}, "cells": [
        {"cell_type": "code" if text.startswith("> ") else "markdown", "metadata": {}, "id": str(n),
         "source": [text.removeprefix("> ")], **({"outputs": [1]} if text[0] == ">" else {})}
        for n, text in enumerate(texts)]}


def test_what_answers_a_guess_is_folded_and_nothing_else():
    notebook = made_of("# Why?", "> 1", "It is so.", "**Guess first:** which?", "> 2", "> 3",
                       "## What we saw\n\nThe answer.", "And more.", "**Guess first:** now?", "> 4",
                       "The second.\n\n**Guess first:** third?", "> 5",
                       "The third.\n\n## Next\n\nMore. **Guess:** what?")
    notebook["cells"][2]["metadata"]["tags"] = ["teacher"]
    sources = ["".join(c["source"]) for c in copy_of(notebook, "student")["cells"]]
    assert [n for n, said in enumerate(sources) if "<details>" in said] == [5, 9, 11]
    assert sources[9].endswith("The second.\n\n</details>\n\n**Guess first:** third?")
    assert sources[11].endswith("The third.\n\n</details>\n\n## Next\n\nMore. **Guess:** what?")
    assert "It is so." not in sources and sources[5].startswith("## What we saw\n\n<details>")
    assert "运行之后" in "".join(copy_of(notebook, "student", "zh")["cells"][5]["source"])


def test_a_copy_leaves_the_source_as_it_was():
    notebook = json.loads(LESSONS[-1].read_text(encoding="utf-8"))
    before = json.dumps(notebook)
    for kind in LEFT_OUT:
        copy_of(notebook, kind)
    assert json.dumps(notebook) == before


@pytest.fixture
def two(tmp_path):
    """A folder with two lessons, the first of them in Chinese, too."""
    for name in (jupyter.FIRST_LESSON, "01_more.ipynb", f"zh/{jupyter.FIRST_LESSON}"):
        path = tmp_path / "lessons" / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(json.dumps(made_of("# 为什么？" if "zh" in name else "# Why?")))
    return tmp_path / "lessons"


def test_a_lesson_without_a_translation_is_named_and_written_in_english(two, tmp_path, capsys):
    assert main([f"--lessons={two}", "--language=zh", f"--student={tmp_path / 'out'}"]) == 0
    said = capsys.readouterr()
    assert "01_more 还没有" in said.err and "00_start" not in said.err
    assert ["".join(cells(path)[0]["source"])
            for path in sorted((tmp_path / "out").iterdir())] == ["# 为什么？", "# Why?"]


def test_one_lesson_can_be_chosen(two, tmp_path, capsys):
    assert main([f"--lessons={two}", "--only=01", f"--student={tmp_path / 'out'}"]) == 0
    assert [path.stem for path in (tmp_path / "out").iterdir()] == ["01_more"]
    with pytest.raises(SystemExit):
        main([f"--lessons={two}", "--only=77", f"--student={tmp_path / 'no'}"])
    assert "give one of 00, 01" in capsys.readouterr().err


def test_tables_of_verdicts_are_brought_up_to_date_and_nothing_else_is(tmp_path, capsys):
    text = LESSONS[0].read_text(encoding="utf-8")
    stale = re.sub(r"Holds:", "Held:", text)
    assert stale != text
    (tmp_path / LESSONS[0].name).write_text(stale, encoding="utf-8")
    (tmp_path / LESSONS[1].name).write_text(LESSONS[1].read_text(encoding="utf-8"),
                                            encoding="utf-8")
    assert main(["--verdicts", f"--lessons={tmp_path}"]) == 0
    assert capsys.readouterr().out.split() == [str(tmp_path / LESSONS[0].name)]
    assert (tmp_path / LESSONS[0].name).read_text(encoding="utf-8") == text


@pytest.mark.parametrize("kind", ["student", "teacher"])
def test_nothing_is_written_over(kind, tmp_path, capsys):
    name = f"{LESSONS[0].stem}.{'html' if kind == 'teacher' else 'ipynb'}"
    (tmp_path / name).write_text("mine")
    with pytest.raises(SystemExit) as ended:
        main([f"--{kind}={tmp_path}"])
    assert ended.value.code == 1 and "give an empty folder" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text() == "mine"


def test_without_a_folder_it_says_what_to_give(capsys):
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 2 and "give --student DIR" in capsys.readouterr().err


def test_the_line_that_a_folded_solution_shows_tells_nothing():
    assert all(cell.values[0].startswith("# our answer\n") for cell in tagged("solution"))
