"""The lessons as nbgrader and Otter-Grader want them; an answer is right if `gv.check` says so.

nbgrader reads metadata of cells and regions between ``### BEGIN SOLUTION`` and ``### END
SOLUTION``. Otter reads a file of tests for each question. In one notebook all names are shared,
so each answer has a name of its own.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from grokviz.cli.lesson_copies import Notebook, copy_of, tags, write
from grokviz.storage.files import place, whole

CHECK = re.compile(r"^gv\.check\(", re.MULTILINE)
CONFIG = '''"""nbgrader's settings for these lessons. In this folder type, for example,

    nbgrader generate_assignment {first}
"""

import os

c = get_config()                        # noqa: F821, given by nbgrader
c.CourseDirectory.course_id = "grokking"
c.CourseDirectory.root = os.path.dirname(os.path.abspath(__file__))
c.ClearSolutions.code_stub = {{"python": "# Change the line above, or add lines here."}}
c.ExecutePreprocessor.timeout = 900     # an answer is trained with several seeds
c.Execute.timeout = 900
'''
TEST = '''"""Otter-Grader's test of one exercise: the answer is trained, and judged by its rule."""

OK_FORMAT = True

test = {{
    "name": "{id}",
    "points": 1,
    "suites": [{{
        "cases": [{{
            "code": r"""
>>> import grokviz as gv
>>> bool(gv.check("{id}", {variable}).right)
True
""",
            "hidden": False,
            "locked": False,
        }}],
        "scored": True,
        "setup": "",
        "teardown": "",
        "type": "doctest",
    }}],
}}
'''
BEGIN = "import otter\n\ngrader = otter.Notebook()"
END = "grader.check_all()"


class Answer(NamedTuple):
    """What a cell with an exercise does: it gives `variable` a value, and has it checked."""

    id: str
    variable: str
    code: str           # gives the variable its value


def answer_in(source: str, kind: str) -> Answer:
    """The answer in a cell that ends with ``gv.check(ID, ANSWER)``; `kind` is its tag."""
    found = list(CHECK.finditer(source))[-1]
    before, line = source[: found.start()].rstrip(), source[found.start():]
    call = ast.parse(line, mode="eval").body
    assert isinstance(call, ast.Call)
    name, given = ast.literal_eval(call.args[0]), ast.unparse(call.args[1])
    variable = f"answer_{name}"
    if given != "answer":
        # A lab that was moved by hand is not there when a grader runs the notebook.
        comment = line[call.end_col_offset or len(line):].strip()
        value = given if kind == "solution" else "None"
        before = f"{before}\nanswer = {value}        {comment}".strip()
    return Answer(name, variable, re.sub(r"\banswer\b(?=\s*=)", variable, before, count=1))


def nbgrader(notebooks: Mapping[str, Notebook], folder: Path, language: str) -> list[Path]:
    """``source/NAME/NAME.ipynb`` for each lesson, and ``nbgrader_config.py``."""
    def made(notebook: Notebook) -> Notebook:
        return _with_cells(notebook, language, _for_nbgrader)

    paths = write(notebooks, folder, made, "source/{name}/{name}.ipynb")
    config = place(folder) / "nbgrader_config.py"
    with whole(config) as part:
        part.write_text(CONFIG.format(first=next(iter(notebooks))), encoding="utf-8")
    return [*paths, config]


def otter(notebooks: Mapping[str, Notebook], folder: Path, language: str) -> list[Path]:
    """``NAME/NAME.ipynb`` for each lesson that has exercises, and ``NAME/tests/ID.py``."""
    def made(notebook: Notebook) -> Notebook:
        new = _with_cells(notebook, language, _for_otter)
        first = next(i for i, c in enumerate(new["cells"]) if c["cell_type"] == "code")
        new["cells"].insert(first, _code("otter-begin", BEGIN))
        new["cells"].append(_code("otter-end", END))
        return new

    some = {name: each for name, each in notebooks.items() if exercises_of(each)}
    paths = write(some, folder, made, "{name}/{name}.ipynb")
    for name, each in some.items():
        for answer, _ in exercises_of(each):
            path = place(folder) / name / "tests" / f"{answer.id}.py"
            with whole(path) as part:
                part.write_text(TEST.format(id=answer.id, variable=answer.variable),
                                encoding="utf-8")
            paths.append(path)
    return paths


def exercises_of(notebook: Notebook) -> list[tuple[Answer, Answer]]:
    """(stub, solution) of each exercise that is checked."""
    cells = {kind: [answer_in("".join(c["source"]), kind) for c in notebook["cells"]
                    if is_checked(c, kind)] for kind in ("stub", "solution")}
    return list(zip(cells["stub"], cells["solution"], strict=True))


def is_checked(cell: Mapping[str, Any], kind: str) -> bool:
    """True for a stub, or a solution, that a rule judges; others are read by a person."""
    return kind in tags(cell) and bool(CHECK.search("".join(cell["source"])))


def _with_cells(
    notebook: Notebook, language: str, made: Callable[[Answer, Answer], Iterator[dict[str, Any]]],
) -> Notebook:
    """A student's copy in which other cells stand for each stub."""
    pairs = {stub.id: (stub, solution) for stub, solution in exercises_of(notebook)}
    notebook = copy_of(copy.deepcopy(notebook), "student", language)
    cells: list[dict[str, Any]] = []
    for cell in notebook["cells"]:
        if is_checked(cell, "stub"):
            cells += made(*pairs[answer_in("".join(cell["source"]), "stub").id])
        else:
            cells.append(cell)
    return notebook | {"cells": cells, "nbformat": 4, "nbformat_minor": 5}


def _for_nbgrader(stub: Answer, solution: Answer) -> Iterator[dict[str, Any]]:
    """A cell with the answer, and a locked one that grades it."""
    about = {"schema_version": 3, "task": False}
    yield _code(f"answer-{stub.id}", (
        f"{stub.code}\n### BEGIN SOLUTION\n{solution.code}\n### END SOLUTION"),
        nbgrader=about | {"grade": False, "solution": True, "locked": False,
                          "grade_id": f"answer-{stub.id}"})
    yield _code(f"check-{stub.id}", (
        "import grokviz as gv\n\n"
        f'checked = gv.check("{stub.id}", {stub.variable})\ndisplay(checked)\n'
        "assert checked.right, checked.says"),
        nbgrader=about | {"grade": True, "solution": False, "locked": True, "points": 1,
                          "grade_id": f"check-{stub.id}"})


def _for_otter(stub: Answer, solution: Answer) -> Iterator[dict[str, Any]]:
    yield _code(f"answer-{stub.id}", f'{stub.code}\n\ngv.check("{stub.id}", {stub.variable})')
    yield _code(f"check-{stub.id}", f'grader.check("{stub.id}")')


def _code(id: str, source: str, **metadata: Any) -> dict[str, Any]:
    return {"cell_type": "code", "id": id.replace("_", "-"), "metadata": metadata,
            "execution_count": None, "outputs": [], "source": source.splitlines(keepends=True)}
