"""What nbgrader and Otter-Grader get, by their own rules and by nbformat's schema.

nbgrader cuts regions out of solution cells and runs the rest; Otter runs the doctests of a question
in the notebook's names. The packages themselves bring 60 others, so they are not among those of the
tests. By hand, with one right answer and one stub of lesson 04: nbgrader 0.9.6 gave 1 of 2 points
(and 0 for two stubs), Otter-Grader 7.0.0 passed the one and failed the other.
"""

import doctest
import importlib.util
import json
import re

import nbformat
import pytest

import grokviz
from grokviz.cli.lesson_graders import answer_in, exercises_of, is_checked
from grokviz.cli.lessons import main
from grokviz.serving.jupyter import find_lessons

SOURCE = find_lessons()
LESSONS = {path.stem: json.loads(path.read_text(encoding="utf-8"))
           for path in sorted(SOURCE.glob("*.ipynb"))}
COUNT = sum(is_checked(c, "stub") for each in LESSONS.values() for c in each["cells"])
REGION = re.compile(r"### BEGIN SOLUTION.*?### END SOLUTION", re.DOTALL)


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    folder = tmp_path_factory.mktemp("graders")
    main([f"--nbgrader={folder / 'nbgrader'}", f"--otter={folder / 'otter'}"])
    return folder


def notebooks(folder):
    for path in sorted(folder.glob("**/*.ipynb")):
        notebook = nbformat.read(path, 4)
        nbformat.validate(notebook)
        ids = [cell.id for cell in notebook.cells]
        assert len(set(ids)) == len(ids)
        yield path, notebook


def test_nbgrader_gets_one_answer_and_one_locked_grade_for_each_exercise(folders):
    answers, grades = [], []
    for path, notebook in notebooks(folders / "nbgrader"):
        assert path.parent.name == path.stem and path.parents[1].name == "source"
        for cell in notebook.cells:
            about = cell.metadata.get("nbgrader")
            if about:
                assert about.schema_version == 3 and about.task is False
                (answers if about.solution else grades).append(about.grade_id)
                assert about.grade == about.locked == ("assert" in cell.source)
                assert about.get("points") == (1 if about.grade else None)
    assert len(answers) == len(set(answers)) == len(grades) == COUNT
    assert (folders / "nbgrader" / "nbgrader_config.py").is_file()


def graded(notebook, name, keep):
    """Run the answer of one exercise and its check, as nbgrader does after the regions are cut."""
    names = {"gv": grokviz, "display": lambda shown: shown.close()}
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id", "").endswith(f"-{name}"):
            exec(cell.source if keep else REGION.sub("", cell.source), names)


def test_nbgraders_solution_passes_and_its_stub_fails(folders, monkeypatch):
    monkeypatch.setenv("GROKVIZ_HEADLESS", "1")
    found = {path.stem[:2]: notebook for path, notebook in notebooks(folders / "nbgrader")}
    (notebook,) = [each for each in found.values()
                   if any('check("goldilocks"' in cell.source for cell in each.cells)]
    graded(notebook, "goldilocks", keep=True)
    with pytest.raises(AssertionError, match="That is the norm it starts with"):
        graded(notebook, "goldilocks", keep=False)


def test_otter_gets_a_notebook_and_a_test_for_each_exercise(folders):
    names = []
    for path, notebook in notebooks(folders / "otter"):
        asked = re.findall(r'grader\.check\("(\w+)"\)', "".join(c.source for c in notebook.cells))
        assert sorted(asked) == sorted(p.stem for p in (path.parent / "tests").glob("*.py"))
        assert "BEGIN SOLUTION" not in "".join(c.source for c in notebook.cells)
        names += asked
    assert len(names) == len(set(names)) == COUNT


def test_otters_doctest_is_right_about_answers(folders, monkeypatch):
    monkeypatch.setenv("GROKVIZ_HEADLESS", "1")
    (path,) = folders.glob("otter/*/tests/goldilocks.py")
    spec = importlib.util.spec_from_file_location("goldilocks", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (case,) = module.test["suites"][0]["cases"]
    parsed = doctest.DocTestParser().get_doctest
    for scale, failed in ((0.8, 0), (2.0, 1)):
        test = parsed(case["code"], {"answer_goldilocks": {"init_scale": scale}}, "q", None, 0)
        ran = doctest.DocTestRunner(verbose=False).run(test, out=lambda text: None)
        assert ran.failed == failed


def test_answers_have_names_of_their_own_and_need_no_lab():
    pairs = [pair for each in LESSONS.values() for pair in exercises_of(each)]
    assert len({stub.variable for stub, _ in pairs}) == COUNT
    for stub, solution in pairs:
        names = {}
        exec(stub.code, names)
        exec(solution.code, names)
        assert isinstance(names[solution.variable], dict)


@pytest.mark.parametrize("kind, source, code", [
    ("stub", 'answer = {"a": 1}   # x\n\ngv.check("e", answer)', 'answer_e = {"a": 1}   # x'),
    ("stub", 'gv.check("e", lab)    # or settings', "answer_e = None        # or settings"),
    ("solution", 'gv.check("e", {"a": 2})', "answer_e = {'a': 2}"),
])
def test_the_answer_in_a_cell(kind, source, code):
    assert answer_in(source, kind).code == code
