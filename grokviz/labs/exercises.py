"""The exercises of all labs, by id, and the check of an answer."""

from __future__ import annotations

from typing import Any

from grokviz.labs.first_layer.activities import ROOM
from grokviz.labs.modular_addition.activities import CLOCK_EXERCISES
from grokviz.labs.norm_flow.activities import NO_SLIDE, TWO_CLOCKS
from grokviz.labs.penalties.activities import PENALTY_EXERCISES
from grokviz.labs.plane.activities import SOONER
from grokviz.labs.teacher_student.activities import DEGROK, GOLDILOCKS, LONG_WAIT, RESCUE
from grokviz.sentences import match
from grokviz.teaching.exercises.result import Checked

FLOW_EXERCISES = (TWO_CLOCKS, NO_SLIDE, ROOM)


def check(id: str, answer: Any = None) -> Checked:
    """Check an answer to an exercise by training it; without one, show the exercise.

    Parameters
    ----------
    id : str
    answer : mapping, lab or Record, optional
        Settings, e.g. ``{"init_scale": 1}``, a hot one perhaps as ``{step: value}``, e.g.
        ``{"weight_decay": {0: 0, 1000: 0.3}}``; or a lab: the run in front of it; or a Record.

    Returns
    -------
    Checked
        True if it is right; says why, what was measured, and has the hints.

    Raises
    ------
    ValueError, TypeError
        For an unknown id, or what is no answer.
    """
    exercise = EXERCISES[match("exercise", id, EXERCISES)]
    return Checked(exercise, None if answer is None else exercise.judge(answer))


EXERCISES = {exercise.id: exercise for exercise in (
    GOLDILOCKS, LONG_WAIT, RESCUE, DEGROK, SOONER, *CLOCK_EXERCISES, *FLOW_EXERCISES,
    *PENALTY_EXERCISES)}
