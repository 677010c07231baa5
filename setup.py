"""The lessons lie beside the package in its source, and inside it once it is built."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

LESSONS = Path(__file__).parent / "lessons"


class WithLessons(build_py):
    """Copies the lessons to ``grokviz/lessons``, so that a wheel is all that a learner needs."""

    def run(self):
        super().run()
        if not self.editable_mode:              # there they are found beside the source
            for lesson in (*LESSONS.glob("**/*.ipynb"), *LESSONS.glob("**/pages/*.md")):
                copy = Path(self.build_lib, "grokviz", "lessons", lesson.relative_to(LESSONS))
                if ".ipynb_checkpoints" not in lesson.parts:
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(lesson, copy)


setup(cmdclass={"build_py": WithLessons})
