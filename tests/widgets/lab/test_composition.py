"""A lab has its parts: one class owns an attribute, one file assigns it, and nobody inherits much.

The sources are read, so what is refused here cannot come back unseen.
"""

import ast
from collections import defaultdict
from pathlib import Path

import pytest

import grokviz

ROOT = Path(grokviz.__file__).parent
PARTS = sorted((ROOT / "widgets/lab").rglob("*.py"))
LABS = sorted((ROOT / "labs").glob("*/lab.py"))
LONGEST = 2             # classes of ours in a chain: a lab, and what can be closed


def classes_in(sources):
    """(file, class) of every class; `sources` are name -> text."""
    for file, text in sources.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ClassDef):
                yield file, node


def bases_of(node):
    return [getattr(base, "attr", getattr(base, "id", "")) for base in node.bases]


def targets_in(node):
    """(object, attribute) of everything that is assigned: `self.a.b = 1` -> ("self.a", "b")."""
    for each in ast.walk(node):
        if isinstance(each, ast.Attribute) and isinstance(each.ctx, ast.Store | ast.Del):
            yield ast.unparse(each.value), each.attr


def families(sources):
    """Class -> the first of ours that it comes from."""
    above = {node.name: bases_of(node) for _, node in classes_in(sources)}

    def first(name):
        mine = [base for base in above[name] if base in above]
        return first(mine[0]) if mine else name

    return {name: first(name) for name in above}


def faults(parts, labs):
    """Sentences; `parts` are the sources of widgets/lab, `labs` those of the labs."""
    sources = parts | labs
    above = {node.name: bases_of(node) for _, node in classes_in(sources)}
    family, owners, traits = families(sources), defaultdict(set), set()
    for file, node in classes_in(sources):
        traits |= {target.id for line in node.body if isinstance(line, ast.Assign)
                   for target in line.targets if isinstance(target, ast.Name)}
        for value, attribute in targets_in(node):
            if value == "self":
                owners[family[node.name], attribute].add(file)
    for (name, attribute), files in owners.items():
        if len(files) > 1 and attribute not in traits:
            yield f"{name}.{attribute} is assigned in {' and '.join(sorted(files))}"
    for _, node in classes_in(parts):
        chain, mine = 1, [base for base in above[node.name] if base in above]
        if len(mine) > 1:
            yield f"{node.name} has {len(mine)} bases of ours"
        while mine:
            chain, mine = chain + 1, [base for base in above[mine[0]] if base in above]
        if chain > LONGEST:
            yield f"{node.name} is the end of a chain of {chain}"
    elsewhere = defaultdict(set)
    for (_, attribute), files in owners.items():
        elsewhere[attribute] |= files
    for file, text in sources.items():
        for value, attribute in targets_in(ast.parse(text)):
            others = elsewhere[attribute] - {file}
            if value != "self" and others and file not in elsewhere[attribute] and (
                    attribute not in traits):
                yield f"{file} assigns {value}.{attribute}, which is of {' and '.join(others)}"


def read(paths):
    return {"/".join(path.parts[-2:]): path.read_text(encoding="utf-8") for path in paths}


def test_an_attribute_of_a_lab_is_assigned_in_one_file_and_nothing_inherits_in_a_chain():
    assert list(faults(read(PARTS), read(LABS))) == []


@pytest.mark.parametrize("name", ["LabState", "RunControl", "SettingsControl", "TimeControl",
                                  "Refresh", "Persistence", "Callbacks"])
def test_a_part_of_a_lab_has_no_base_of_ours_and_names_the_type_of_what_it_is_given(name):
    (node,) = (node for _, node in classes_in(read(PARTS)) if node.name == name)
    assert node.bases == []
    (made,) = (each for each in node.body if getattr(each, "name", "") == "__init__")
    given = [*made.args.args[1:], *made.args.kwonlyargs]
    assert all(each.annotation is not None for each in given)
    assert "Any" not in [ast.unparse(each.annotation) for each in given]


def test_no_part_takes_the_whole_lab_untyped():
    for file, text in read(PARTS).items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.arg) and node.arg == "lab" and node.annotation is not None:
                assert ast.unparse(node.annotation) != "Any", file


@pytest.mark.parametrize("other, said", [
    ("class B(A):\n    def f(self): self.x = 1", "A.x is assigned in a.py and b.py"),
    ("class B(A): pass\nclass C(B): pass", "C is the end of a chain of 3"),
    ("class D: pass\nclass E(A, D): pass", "E has 2 bases of ours"),
    ("def f(part): part.x = 1", "b.py assigns part.x, which is of a.py"),
    ("class F:\n    def f(self): self.part.x += 1", "b.py assigns self.part.x, which is of a.py"),
])
def test_a_fault_that_is_planted_is_found(other, said):
    first = "class A:\n    def __init__(self): self.x = 0"
    assert said in list(faults({"a.py": first, "b.py": other}, {}))
    assert list(faults({"a.py": first, "b.py": ""}, {})) == []
