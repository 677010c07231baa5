"""No file is too long to read at one sitting, and no folder too full to be searched by eye."""

from collections import Counter
from pathlib import Path

import pytest

import grokviz

ROOT = Path(grokviz.__file__).parent
LINES, MODULES, README = 300, 15, 150
WIDER = {"recipes": 18}                 # a module an area: no more than there are now


def faults(root):
    """Sentences; the file that makes a folder a package is not counted."""
    paths = sorted(root.rglob("*.py"))
    for path in paths:
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LINES:
            yield f"{path.relative_to(root)} has {lines} lines; {LINES} at most"
    folders = Counter(path.parent for path in paths if path.name != "__init__.py")
    for folder, modules in folders.items():
        most = WIDER.get(folder.relative_to(root).as_posix(), MODULES)
        if modules > most:
            yield f"{folder.relative_to(root)} has {modules} modules; {most} at most"


def test_no_file_and_no_folder_is_too_large():
    assert list(faults(ROOT)) == []


def test_the_readme_is_short():
    text = (ROOT.parent / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= README


@pytest.mark.parametrize("lines, modules, found", [
    (LINES, MODULES, []),
    (LINES + 1, 1, [f"room/m0.py has {LINES + 1} lines; {LINES} at most"]),
    (1, MODULES + 1, [f"room has {MODULES + 1} modules; {MODULES} at most"]),
])
def test_what_is_too_large_is_found(tmp_path, lines, modules, found):
    room = tmp_path / "room"
    room.mkdir()
    for n in ["__init__", *(f"m{n}" for n in range(modules))]:
        (room / f"{n}.py").write_text("x = 1\n" * lines if n == "m0" else "")
    assert list(faults(tmp_path)) == found
