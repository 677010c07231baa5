"""The package has types, ships them, and every module of it is checked."""

import tomllib
from importlib import metadata
from pathlib import Path

import pytest

import grokviz

ROOT = Path(grokviz.__file__).parent
CONFIG = tomllib.loads((ROOT.parent / "pyproject.toml").read_text(encoding="utf-8"))
MYPY = CONFIG["tool"]["mypy"]
STRICT = {"run", "recording", "divergence", "store", "storage", "settings",
          "setting_kinds", "sentences", "memory", "arguments", "sweep", "optim", "engines",
          "widgets.player", "widgets.lab"}


def listed(option):
    """Modules, as patterns, whose section has an option."""
    return [pattern for section in MYPY["overrides"] if section.get(option)
            for pattern in section["module"]]


def matches(pattern, module):
    """As mypy reads a pattern: ``a.*`` is a and all that is in it."""
    parts, wanted = module.split("."), pattern.split(".")
    if wanted[-1] == "*" and parts == wanted[:-1]:
        return True
    several = wanted[-1] == "*" and len(parts) >= len(wanted)
    if len(parts) != len(wanted) and not several:
        return False
    return all(w in ("*", p) for w, p in zip(wanted, parts, strict=False))


def modules():
    for path in ROOT.rglob("*.py"):
        name = ".".join(["grokviz", *path.relative_to(ROOT).with_suffix("").parts])
        yield name.removesuffix(".__init__")


def test_the_marker_of_types_is_shipped():
    assert (ROOT / "py.typed").exists()
    assert "py.typed" in CONFIG["tool"]["setuptools"]["package-data"]["grokviz"]


def test_mypy_reads_the_whole_package_and_the_bodies_of_all_functions():
    assert MYPY["files"] == ["grokviz"] and MYPY["check_untyped_defs"]
    assert "exclude" not in MYPY


@pytest.mark.parametrize("room", sorted(STRICT))
def test_what_all_else_rests_on_is_strict(room):
    patterns = listed("disallow_untyped_defs")
    mine = [m for m in modules() if matches(f"grokviz.{room}.*", m)]
    assert mine
    assert [m for m in mine if not any(matches(p, m) for p in patterns)] == []


def test_no_module_is_left_unchecked():
    """Nor is one named whose errors are hidden in another way."""
    assert listed("ignore_errors") == [] and not MYPY.get("ignore_errors")
    assert [p for p in listed("follow_imports") if p.startswith("grokviz")] == []
    assert MYPY.get("disable_error_code", []) == listed("disable_error_code") == []


def test_every_pattern_is_of_something_there_is():
    ours = [p for section in MYPY["overrides"] for p in section["module"]
            if p.startswith("grokviz")]
    assert [p for p in ours if not any(matches(p, m) for m in modules())] == []


def test_the_type_checker_is_pinned():
    constraints = (ROOT.parent / "binder" / "constraints.txt").read_text(encoding="utf-8")
    assert f"mypy=={metadata.version('mypy')}\n" in constraints
    test = CONFIG["project"]["optional-dependencies"]["test"]
    assert any(wanted.startswith("mypy") for wanted in test)


def test_no_line_is_left_out():
    assert [path.name for path in ROOT.rglob("*.py")
            if "type: ignore" in path.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize("pattern, module, same", [
    ("grokviz.optim.*", "grokviz.optim", True), ("grokviz.optim.*", "grokviz.optim.flat", True),
    ("grokviz.run", "grokviz.run", True), ("grokviz.run", "grokviz.recording", False),
    ("grokviz.labs.*.lab", "grokviz.labs.plane.lab", True),
    ("grokviz.labs.*.lab", "grokviz.labs.plane.maps", False),
    ("grokviz.widgets.lab.*", "grokviz.widgets.labels", False),
])
def test_patterns_are_read_as_mypy_reads_them(pattern, module, same):
    assert matches(pattern, module) == same
