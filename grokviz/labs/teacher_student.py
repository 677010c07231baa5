"""The teacher-student lab: fit at once, generalise late, and watch the norm decide.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Sections 2, 3.1 and 5.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

from grokviz import store
from grokviz.recipes.teacher_student import PRESETS, SETTINGS, grokking, law, lu_curve
from grokviz.run import Diverged, Record
from grokviz.theory.delay import weight_norm_law
from grokviz.widgets import words
from grokviz.widgets.plots import Collapse, Curves, Landscape, Times
from grokviz.widgets.scene import View
from grokviz.widgets.shell import Lab
from grokviz.widgets.theme import TEST, TRAIN

SEEDS = ("data_seed", "teacher_seed", "init_seed")
CURVE = ("n_train", "width", "data_seed", "teacher_seed")       # what an L and a U depend on
LAW = ("init_scale", "n_train", "learning_rate", "width", "threshold", "data_seed",
       "teacher_seed", "steps")


class TeacherStudentLab(Lab):
    """Networks train while you hold the slider; see `Lab` for what can be done from Python.

    Parameters
    ----------
    **settings
        Any of `grokviz.recipes.teacher_student.SETTINGS`, e.g. ``init_scale=0.5``.
    """

    def __init__(self, **settings: Any):
        self._landscape: Landscape | None = None        # the one beside the curves of a run
        self._curve: tuple | None = None                # what it shows
        super().__init__(
            SETTINGS,
            {"Run": self._run(), "L and U": self._l_and_u(), "The law": self._law()},
            presets=PRESETS, main=("init_scale", "weight_decay", "n_train"), plain=SEEDS,
            compare=("weight_decay", "init_scale", "n_train", "init_seed"), seed="init_seed",
            remedy=_remedy, warm=lambda: importlib.import_module("grokviz.engines"), **settings,
        )
