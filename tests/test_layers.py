"""The allowed imports between packages: all imports of every module are read, also nested ones."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import grokviz
from grokviz.labs import LABS

ROOT = Path(grokviz.__file__).parent
CHECKS = {"arguments", "sentences"}             # what every room says of what came
SCIENCE = CHECKS | {"run", "recording", "divergence", "store", "storage", "settings", "metrics",
                    "algebra", "sweep", "memory", "tasks",
                    "models", "optim", "engines", "landscapes", "theory", "recipes"}
MAY = {                                         # a room may always use its own parts
    "__init__": {"labs"},                       # their table alone; fetches names lazily
    "__main__": set(),                          # likewise commands
    "sentences": set(), "arguments": {"sentences"},
    "setting_kinds": CHECKS, "settings": CHECKS | {"setting_kinds"}, "memory": set(),
    "sweep": CHECKS, "i18n": CHECKS | {"settings"},
    "metrics": set(), "optim": set(), "models": set(), "algebra": set(),
    "tasks": {"arguments",                      # what a setting may be
              "algebra",                        # the answers
              "models",                         # a teacher is a network
              "storage"},                       # digits are read from a file
    "divergence": {"run"},                      # says of which type its record is
    "run": {"metrics", "divergence",
            "labelled"},                       # one way to write a record
    "labelled": {"run"},
    "recording": CHECKS | {"run", "divergence"},
    "storage": {"run", "divergence", "settings", "sentences"},
    "store": {"storage", "run"},
    "exports": {"labelled", "divergence", "sentences", "storage", "store", "run", "settings"},
    "theory": CHECKS | {"run"},
    "engines": CHECKS | {"run", "divergence", "optim", "sweep", "tasks", "models"},
    "landscapes": {"arguments", "engines", "run", "divergence", "metrics"},
    "recipes": SCIENCE, "claims": SCIENCE,
    "jobs": SCIENCE | {"labelled", "i18n"},
    "cli": SCIENCE | {"jobs",                  # what a sweep is trained by
                      "serving",                # knows where the lessons lie
                      "teaching",               # and the tables of verdicts that they show
                      "labs", "i18n",           # planned wrong answers, in a language
                      "teachers"},
    "teachers": SCIENCE | {"i18n", "widgets", "teaching", "labs"},      # a class as one ensemble
    "bench": SCIENCE | {"jobs", "labs", "widgets", "i18n", "serving",        # the live lab too
                        "teachers"},
    "widgets": CHECKS | {"i18n", "run", "recording", "divergence", "store", "storage", "exports",
                         "settings", "metrics"},
    "teaching": CHECKS | {"i18n", "run", "recording", "divergence", "claims", "widgets", "settings",
                          "storage", "metrics"},
    "labs": CHECKS | {"i18n", "recipes", "theory", "widgets", "teaching", "run", "recording",
                      "divergence", "store", "storage", "settings", "metrics", "algebra", "sweep",
                      "landscapes",             # what lies under a path
                      "jobs",                   # a sweep is drawn as a map
                      "claims"},                # an exercise is judged by a claim's rule
    "serving": {"memory", "labs", "widgets", "i18n", "settings", "sentences",  # a page a lab
                "storage"},                     # a learner's copy of the lessons
}
IN_WIDGETS = ("environment", "theme", "components", "player", "controls", "plots", "lab", "panels")
IN_LAB = ("serialization", "views", "output", "controllers")
LABS_SHARE = {"base", "status"}                 # what every lab may use
IN = {                                          # package -> room in it -> rooms it may use there
    "widgets": {room: set(IN_WIDGETS[:i]) for i, room in enumerate(IN_WIDGETS)}
    | {"player": {"environment", "theme"}},            # the model has no widget of any kind
    "algebra": {"fourier": set(), "operations": {"fourier"}, "representations": {"operations"}},
    "cli": {"lesson_copies": set(), "lesson_graders": {"lesson_copies"},
            "lesson_sheets": {"lesson_copies"}, "bundle": {"lesson_copies"}, "translations": set(),
            "lessons": {"lesson_copies", "lesson_graders", "lesson_sheets", "translations"},
            "class_page": set(), "datasets": set(), "wheel": set(), "packages": set(),
            "precompute": {"datasets", "packages"}, "sweep": set()},
    "widgets.lab": {room: set(IN_LAB[:i]) for i, room in enumerate(IN_LAB)},
    "teaching": {"predictions": set(), "exercises": set(), "tour": set()},
    "labs": {"base": set(), "status": set(), "links": LABS_SHARE, "exercises": set(LABS),
             "claim_report": set(), "own_claims": {"claim_report"}}
    | {lab: LABS_SHARE for lab in LABS},
}


def room(name):
    """`grokviz.tasks.losses` -> `tasks`; a public name -> the room it comes from."""
    first = name.removeprefix("grokviz").lstrip(".").split(".")[0]
    if first in grokviz._home():
        return room(grokviz._home()[first])
    return first or "__init__"


def inner(name, package):
    """`grokviz.widgets.plots.core.axes` in `widgets` -> `plots`: its room in a parted package."""
    rest = name.removeprefix(f"grokviz.{package}.")
    first = rest.split(".")[0]
    return first if rest != name and first in IN[package] else None


def walk(tree, types):
    """All nodes; those of ``if TYPE_CHECKING``, which are never run, only with `types`."""
    left = [tree]
    while left:
        node = left.pop()
        never_run = isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
        if types or not never_run:
            yield node
            left += ast.iter_child_nodes(node)


def used(path, root, types=True):
    """(line, full name) of everything of ours that a module uses, be it for its types alone."""
    package = ["grokviz", *path.relative_to(root).parent.parts]
    for node in walk(ast.parse(path.read_text(encoding="utf-8")), types):
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
        yield from ((node.lineno, n) for n in names if n.split(".")[0] == "grokviz")


def violations(root):
    """Sentences, one for each arrow that is not allowed."""
    for path in sorted(root.rglob("*.py")):
        own = (path.relative_to(root).parts[0]).removesuffix(".py")
        if own not in MAY:
            yield f"{path.name}: the room {own!r} is not in the table of this test"
            continue
        for line, name in used(path, root, types=own != "__init__"):
            other = room(name)
            if other not in MAY[own] | {own}:
                yield f"{path.relative_to(root)}:{line}: {own} uses {other}"
            elif other == own:
                yield from _within(path.relative_to(root), line, name)


def _within(path, line, name):
    module = ".".join(["grokviz", *path.with_suffix("").parts])
    for package, may in IN.items():
        own, other = inner(module, package), inner(name, package)
        if own and other and other not in may[own] | {own}:
            yield f"{path}:{line}: {package}.{own} uses {package}.{other}"


def test_no_module_imports_what_it_may_not():
    assert list(violations(ROOT)) == []


@pytest.mark.parametrize("where, line, found", [
    ("optim/x.py", "from grokviz.run import record", "optim/x.py:1: optim uses run"),
    ("optim/x.py", "import grokviz.run as r", "optim/x.py:1: optim uses run"),
    ("optim/x.py", "from grokviz import record", "optim/x.py:1: optim uses recording"),
    ("optim/x.py", "from ..engines import train", "optim/x.py:1: optim uses engines"),
    ("optim/x.py", "from .. import engines", "optim/x.py:1: optim uses engines"),
    ("optim/deep/x.py", "from ...engines import train", "optim/deep/x.py:1: optim uses engines"),
    ("theory/x.py", "def f():\n    import grokviz.recipes", "theory/x.py:2: theory uses recipes"),
    ("widgets/x.py", "import importlib\nimportlib.import_module('grokviz.recipes')",
     "widgets/x.py:2: widgets uses recipes"),
    ("recipes/x.py", "import grokviz as gv", "recipes/x.py:1: recipes uses __init__"),
    ("run.py", "from grokviz.store import save", "run.py:1: run uses store"),
    ("claims/x.py", "import torch\nimport grokviz.labs", "claims/x.py:2: claims uses labs"),
    ("widgets/player/x.py", "from grokviz.widgets.controls import toolbar",
     "widgets/player/x.py:1: widgets.player uses widgets.controls"),
    ("widgets/plots/core/x.py", "from grokviz.widgets.lab.views.view import View",
     "widgets/plots/core/x.py:1: widgets.plots uses widgets.lab"),
    ("widgets/lab/views/x.py", "from grokviz.widgets.lab.controllers import buttons",
     "widgets/lab/views/x.py:1: widgets.lab.views uses widgets.lab.controllers"),
    ("widgets/lab/views/x.py", "from grokviz.widgets.lab.serialization import permalink", None),
    ("labs/plane/x.py", "from grokviz.labs.penalties import lab",
     "labs/plane/x.py:1: labs.plane uses labs.penalties"),
    ("kitchen.py", "", "kitchen.py: the room 'kitchen' is not in the table of this test"),
    ("optim/x.py", "if TYPE_CHECKING:\n    from grokviz.run import Record",
     "optim/x.py:2: optim uses run"),
    ("__init__.py", "if TYPE_CHECKING:\n    from grokviz.run import Record", None),
    ("optim/x.py", "from grokviz.optim.flat import Flat\nfrom . import flat\nimport numpy", None),
    ("labs/x.py", "from grokviz import recipes, store\nfrom grokviz.widgets import theme", None),
])
def test_a_planted_arrow_is_found(tmp_path, where, line, found):
    path = tmp_path / where
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(line)
    assert list(violations(tmp_path)) == ([found] if found else [])


def graph(root):
    """Module -> modules and packages of ours that it names in imports run when it is loaded."""
    paths = {".".join(["grokviz", *p.relative_to(root).with_suffix("").parts])
             .removesuffix(".__init__"): p for p in root.rglob("*.py")}
    return {module: {name for _, whole in used(path, root, types=False)
                     for name in (whole, whole.rpartition(".")[0]) if name in paths} - {module}
            for module, path in paths.items()}


def circles(arrows):
    """Modules that import each other, by taking away all that import nothing that is left."""
    left = dict(arrows)
    while free := [module for module, others in left.items() if not others & left.keys()]:
        for module in free:
            del left[module]
    return sorted(left)


def test_no_modules_import_each_other():
    assert circles(graph(ROOT)) == []


def test_a_planted_circle_is_found():
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()}) == ["a", "b", "c"]


@pytest.mark.parametrize("line, found", [
    ("from grokviz.optim import b", ["grokviz.optim", "grokviz.optim.a"]),
    ("from grokviz.optim.b import B", []),
])
def test_a_circle_through_a_front_door_is_found(tmp_path, line, found):
    room = tmp_path / "optim"
    room.mkdir()
    for name, text in {"__init__": "from grokviz.optim.a import A", "a": line, "b": ""}.items():
        (room / f"{name}.py").write_text(text)
    assert circles(graph(tmp_path)) == found


def test_the_player_knows_no_widgets():
    code = "import sys, grokviz.widgets.player.player; sys.exit('ipywidgets' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize("name", ["grokviz", "grokviz.run", "grokviz.store", "grokviz.recipes",
                                  "grokviz.theory", "grokviz.widgets", "grokviz.teachers.room"])
def test_importing_it_loads_no_torch(name):
    code = f"import sys, {name}; sys.exit('torch' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
