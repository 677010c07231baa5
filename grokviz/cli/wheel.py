"""The lessons lie beside the package in its source, and inside it once it is built.

`pyproject.toml` names both commands. Setuptools loads this file alone, without the package.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

LESSONS = Path("lessons")               # setuptools builds in the folder of the source


def files() -> Iterator[Path]:
    """The notebooks and pages of all languages."""
    for path in (*LESSONS.glob("**/*.ipynb"), *LESSONS.glob("**/pages/*.md")):
        if ".ipynb_checkpoints" not in path.parts:
            yield path


class WithLessons(build_py):
    """Copies the lessons to ``grokviz/lessons``, so that a wheel is all that a learner needs."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode:              # there they are found beside the source
            for path in files():
                copy = Path(self.build_lib, "grokviz", path)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)


class SourceWithLessons(sdist):
    """The lessons belong to the source, too."""

    def add_defaults(self) -> None:
        super().add_defaults()
        self.filelist.extend([str(path) for path in files()])
