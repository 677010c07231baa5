"""Who may import whom: the imports of every module are read, nested ones too."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import grokviz

ROOT = Path(grokviz.__file__).parent
CHECKS = {"arguments", "sentences"}             # what every room says of what came
FILES = {"files", "archive", "sources", "origin", "validation"}
SCIENCE = CHECKS | {"run", "divergence", "store", "settings", "metrics", "fourier", "sweep",
                    "tasks", "models", "optim", "engines", "landscapes", "theory", "recipes"}
MAY = {                                         # a room may always use its own parts
    "__init__": set(),                          # fetches names lazily, see test_public_names
    "__main__": set(),                          # likewise commands
    "serve": set(),
    "lessons": {"serve", "files"},              # knows where they lie
    "pages": {"labs", "serve", "settings", "page_server", "visitors", "widgets"},   # one a lab
    "page_server": {"labs", "visitors", "widgets"},         # what visitors of it are answered
    "visitors": set(),
    "sentences": set(), "arguments": {"sentences"},
    "settings": CHECKS, "sweep": CHECKS,
    "metrics": set(), "optim": set(), "models": set(), "fourier": set(),
    "tasks": {"models",                         # a teacher is a network
              "archive", "files"},              # digits are read from a file
    "divergence": set(), "run": CHECKS | {"metrics", "divergence"},
    "files": set(), "archive": {"files"}, "sources": {"files", "settings"},
    "origin": {"files", "run"}, "validation": {"archive", "files", "run"},
    "store": FILES | {"run"},
    "exports": {"files", "origin", "store", "run", "settings"},
    "remake": {"files", "archive", "sources", "origin", "store"},
    "theory": CHECKS | {"run"},
    "engines": CHECKS | {"run", "optim", "sweep", "tasks", "models"},
    "landscapes": {"engines", "run", "metrics"},
    "recipes": SCIENCE, "claims": SCIENCE, "precompute": SCIENCE | {"remake"},
    "bench": SCIENCE | {"labs", "widgets", "serve"},        # measures the live lab too
    "widgets": CHECKS | {"run", "store", "files", "origin", "sources", "exports", "settings",
                         "metrics", "fourier"},
    "teaching": CHECKS | {"run", "claims", "widgets", "settings", "files"},
    "labs": CHECKS | {"recipes", "theory", "widgets", "teaching", "run", "store", "sources",
                      "settings", "metrics", "fourier", "sweep",
                      "landscapes",             # what lies under a path
                      "claims"},                # an exercise is judged by a claim's rule
}


def room(name):
    """`grokviz.tasks.losses` -> `tasks`; a public name -> the room it comes from."""
    first = name.removeprefix("grokviz").lstrip(".").split(".")[0]
    if first in grokviz._HOME:
        return room(grokviz._HOME[first])
    return first or "__init__"


def used(path, root):
    """(line, room) of everything of ours that a module uses."""
    package = ["grokviz", *path.relative_to(root).parent.parts]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            names = [f"{base}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Call) and node.args:
            function = node.func
            called = getattr(function, "attr", getattr(function, "id", ""))
            if called in ("import_module", "__import__") and isinstance(node.args[0], ast.Constant):
                names = [str(node.args[0].value)]
        yield from ((node.lineno, room(n)) for n in names if n.split(".")[0] == "grokviz")


def violations(root):
    """Sentences, one for each arrow that is not allowed."""
    for path in sorted(root.rglob("*.py")):
        own = (path.relative_to(root).parts[0]).removesuffix(".py")
        if own not in MAY:
            yield f"{path.name}: the room {own!r} is not in the table of this test"
            continue
        for line, other in used(path, root):
            if other not in MAY[own] | {own}:
                yield f"{path.relative_to(root)}:{line}: {own} uses {other}"


def test_no_module_imports_what_it_may_not():
    assert list(violations(ROOT)) == []


@pytest.mark.parametrize("where, line, found", [
    ("optim/x.py", "from grokviz.run import record", "optim/x.py:1: optim uses run"),
    ("optim/x.py", "import grokviz.run as r", "optim/x.py:1: optim uses run"),
    ("optim/x.py", "from grokviz import record", "optim/x.py:1: optim uses run"),
    ("optim/x.py", "from ..engines import train", "optim/x.py:1: optim uses engines"),
    ("optim/x.py", "from .. import engines", "optim/x.py:1: optim uses engines"),
    ("optim/deep/x.py", "from ...engines import train", "optim/deep/x.py:1: optim uses engines"),
    ("theory/x.py", "def f():\n    import grokviz.recipes", "theory/x.py:2: theory uses recipes"),
    ("widgets/x.py", "import importlib\nimportlib.import_module('grokviz.recipes')",
     "widgets/x.py:2: widgets uses recipes"),
    ("recipes/x.py", "import grokviz as gv", "recipes/x.py:1: recipes uses __init__"),
    ("run.py", "from grokviz.store import save", "run.py:1: run uses store"),
    ("claims/x.py", "import torch\nimport grokviz.labs", "claims/x.py:2: claims uses labs"),
    ("kitchen.py", "", "kitchen.py: the room 'kitchen' is not in the table of this test"),
    ("optim/x.py", "from grokviz.optim.flat import Flat\nfrom . import flat\nimport numpy", None),
    ("labs/x.py", "from grokviz import recipes, store\nfrom grokviz.widgets import theme", None),
])
def test_a_planted_arrow_is_found(tmp_path, where, line, found):
    path = tmp_path / where
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(line)
    assert list(violations(tmp_path)) == ([found] if found else [])


@pytest.mark.parametrize("name", ["grokviz", "grokviz.run", "grokviz.store", "grokviz.exports",
                                  "grokviz.recipes",
                                  "grokviz.theory", "grokviz.widgets"])
def test_importing_it_loads_no_torch(name):
    code = f"import sys, {name}; sys.exit('torch' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
