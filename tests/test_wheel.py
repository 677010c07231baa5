"""The wheel, built and opened: with it alone, `grokviz lab` has its lessons and their pages."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LESSONS = sorted(path.relative_to(ROOT) for kind in ("*.ipynb", "pages/*.md")
                 for path in (ROOT / "lessons").rglob(kind)
                 if ".ipynb_checkpoints" not in path.parts)
FILES = ("pyproject.toml", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The path of a wheel, built from a copy: a build leaves files beside its source."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in FILES:
        shutil.copy(ROOT / name, folder)
    for room in ("grokviz", "lessons"):
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
    ran = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", folder / "made",
         folder], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    (made,) = (folder / "made").glob("*.whl")
    return made


def test_the_wheel_holds_every_lesson_and_its_data(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"grokviz/{lesson.as_posix()}" for lesson in LESSONS} <= names
    package = {path.relative_to(ROOT).as_posix() for path in (ROOT / "grokviz").rglob("*")
               if path.is_file() and "__pycache__" not in path.parts}
    assert package <= names


def test_an_installed_wheel_finds_its_lessons_and_copies_them(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    here = tmp_path / "here"
    here.mkdir()
    code = ("from grokviz.serving.jupyter import find_lessons, own_copy\n"
            "print(own_copy(find_lessons()))")
    ran = subprocess.run([sys.executable, "-c", code], cwd=here, capture_output=True, text=True,
                         env=os.environ | {"PYTHONPATH": str(tmp_path / "site")})
    assert ran.stdout.strip() == str(here / "lessons"), ran.stderr
    copied = [path.relative_to(here) for path in (here / "lessons").rglob("*.*") if path.is_file()]
    assert sorted(copied) == LESSONS
