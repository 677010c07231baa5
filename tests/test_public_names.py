"""The names that lessons may use: they are there, and lessons use no others."""

import ast
import json
from pathlib import Path

import pytest

import grokviz

LESSONS = Path(__file__).parents[1] / "lessons"


def hidden(source):
    """Names of ours that a lesson's code uses and that are not public."""
    tree, aliases = ast.parse(source), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first, _, rest = alias.name.partition(".")
                if first == "grokviz":
                    aliases.add(alias.asname or first)
                    if rest:
                        yield alias.name
        elif isinstance(node, ast.ImportFrom) and node.module.split(".")[0] == "grokviz":
            rooms = node.module.split(".")[1:]
            for name in [alias.name for alias in node.names]:
                if (rooms or [name])[0] not in grokviz.__all__ or name.startswith("_"):
                    yield f"{node.module}.{name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            if node.attr.startswith("_") and not node.attr.startswith("__"):
                yield node.attr
            elif isinstance(node.value, ast.Name) and node.value.id in aliases:
                yield from {f"grokviz.{node.attr}"} - {f"grokviz.{n}" for n in grokviz.__all__}


def code(notebook):
    """The code of a notebook, without lines that are magic."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    lines = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code").splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith(("%", "!")))


@pytest.mark.parametrize("name", grokviz.__all__)
def test_every_public_name_is_there_and_says_what_it_is(name):
    assert getattr(grokviz, name).__doc__
    assert name in dir(grokviz)


def test_type_checkers_see_each_public_name_where_it_lives():
    tree = ast.parse(Path(grokviz.__file__).read_text(encoding="utf-8"))
    (block,) = [node for node in tree.body
                if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    seen = [(alias.asname, node.module) for node in block.body for alias in node.names
            if alias.name == alias.asname]              # else it is not seen from outside
    rooms = dict.fromkeys(grokviz._ROOMS, "grokviz")
    assert sorted(seen) == sorted((grokviz._home() | rooms).items())


def test_another_name_is_refused_with_those_there_are():
    with pytest.raises(AttributeError, match="grokviz has no 'trian'; it has .*Record"):
        _ = grokviz.trian


@pytest.mark.parametrize("notebook", sorted(LESSONS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_lesson_uses_public_names_alone(notebook):
    assert list(hidden(code(notebook))) == []


@pytest.mark.parametrize("source, found", [
    ("import grokviz as gv\ngv.TeacherStudentLab()\ngv.recipes.teacher_student.grokking()", []),
    ("from grokviz import record\nfrom grokviz.recipes import teacher_student", []),
    ("import numpy as np\nnp.ones(3)", []),
    ("import grokviz as gv\ngv.run.History", ["grokviz.run"]),
    ("import grokviz\ngrokviz.metrics", ["grokviz.metrics"]),
    ("import grokviz.engines", ["grokviz.engines"]),
    ("from grokviz.engines import train", ["grokviz.engines.train"]),
    ("from grokviz import widgets", ["grokviz.widgets"]),
    ("import grokviz as gv\nlab = gv.TeacherStudentLab()\nlab._player", ["_player"]),
])
def test_a_hidden_name_is_found(source, found):
    assert list(hidden(source)) == found
