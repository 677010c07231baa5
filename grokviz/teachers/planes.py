"""The planes on which a class can work: which settings differ, and how runs are trained there.

Theory's line is the valley law, Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Sec. 5: the decay
at which the slide takes just the whole budget.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from grokviz import store
from grokviz.labs.teacher_student import predictions
from grokviz.recipes import teacher_student as recipes
from grokviz.recipes.common import checks
from grokviz.run import Experiment, Record
from grokviz.sentences import match
from grokviz.settings import Table
from grokviz.sweep import pairs
from grokviz.teaching.predictions.question import NEVER

# Where seats lie: the part of the phase diagram in which neighbours differ.
LOW = {"weight_decay": 0.01, "init_scale": 0.2}
HIGH = {"weight_decay": 3.0, "init_scale": 5.0}


@dataclass(frozen=True)
class ClassPlane:
    """Two settings of one lab, each seat at another place of them.

    Attributes
    ----------
    lab : str
        The lab's name in links.
    settings : Table
    across, up, seed : str
        The settings along the axes, and the one that parts seats of the same place.
    budget : int
        Steps of a run.
    checked : function
        Settings of one run -> None; ValueError for those that no run can have.
    trained : function
        A list of settings that agree but for the axes and the seed -> an Experiment with values
        t_train and t_test, one run each.
    predicted : function
        Settings of one run -> theory's t_test; infinite for never, None where it says nothing.
    stored : str
        The stored map of the same plane.
    """

    lab: str
    settings: Table
    across: str
    up: str
    seed: str
    budget: int
    checked: Callable[[Mapping[str, Any]], None]
    trained: Callable[[Sequence[Mapping[str, Any]]], Experiment]
    predicted: Callable[[Mapping[str, Any]], float | None]
    stored: str

    @property
    def free(self) -> tuple[str, str, str]:
        """The settings that may differ within one map."""
        return self.across, self.up, self.seed


def _checked(settings: Mapping[str, Any]) -> None:
    checks.decay({k: np.array([settings[k]]) for k in ("learning_rate", "weight_decay")})


def _trained(runs: Sequence[Mapping[str, Any]]) -> Experiment:
    """All runs as one ensemble, each until its phase is decided."""
    from grokviz.landscapes import phases
    from grokviz.recipes.plans.teacher_student import training

    one = recipes.grokking(**runs[0])
    own = {k: [run[k] for run in runs] for k in recipes.COLUMNS}
    sweep = pairs(**{k: own.get(k, column) for k, column in one.sweep.items()})
    name = "teacher_student.phase_grid"
    return phases.phase_grid(training(name, one.settings), name=name, settings=one.settings,
                             sweep=sweep, axes=(), steps=one.settings["steps"])


def _predicted(settings: Mapping[str, Any]) -> float | None:
    if settings["weight_decay"] == 0:
        return NEVER
    curve = _curve()
    if any(curve.settings[k] != settings[k] for k in ("n_train", "width")):
        return None
    (ask, *_) = predictions.of_a_run(lambda wanted: curve)
    said = ask.predicted(settings).value if ask.predicted else None
    return None if said is None else float(np.asarray(said))


@cache
def _curve() -> Record:
    """The stored U, read once: a room asks for its prediction some hundred times."""
    return store.stored("teacher_student.lu_curve")


PLANES = {"teacher_student.phases": ClassPlane(
    "teacher_student", recipes.SETTINGS, "weight_decay", "init_scale", "init_seed",
    recipes.PHASE_STEPS, _checked, _trained, _predicted, "teacher_student.phase_grid")}


def plane_of(name: str) -> ClassPlane:
    """The plane of this name; ValueError with those there are."""
    return PLANES[match("plane", name, PLANES)]


def theory_line(plane: ClassPlane, settings: Mapping[str, Any]) -> list[tuple[float, float]]:
    """(decay, scale) at which theory's t_test is the budget; empty where it says nothing."""
    line = []
    for scale in np.geomspace(0.1, 10, 41):
        given = {**settings, plane.up: float(scale), plane.across: 1.0}
        time = plane.predicted(given)
        if time is not None and np.isfinite(time):
            line.append((time / settings["steps"], float(scale)))       # t_test ∝ 1/λ
    return line
