"""The exercises of all labs, by id, and the check of an answer."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from grokviz.labs import LABS
from grokviz.sentences import match
from grokviz.teaching.exercises.exercise import Exercise
from grokviz.teaching.exercises.result import Checked


def exercises() -> dict[str, Exercise]:
    """All exercises by id, from ``EXERCISES`` in each lab's activities."""
    activities = (import_module(f"grokviz.labs.{lab}.activities") for lab in LABS)
    return {exercise.id: exercise for module in activities
            for exercise in getattr(module, "EXERCISES", ())}


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
        True if the answer is right. It gives the reason, the measurement and the hints.

    Raises
    ------
    ValueError, TypeError
        If the id is unknown or the answer has another type.
    """
    known = exercises()
    exercise = known[match("exercise", id, known)]
    return Checked(exercise, None if answer is None else exercise.judge(answer))
