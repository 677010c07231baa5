"""Which seat of a class trains which settings, so that any part of the class covers the plane."""

from __future__ import annotations

import hashlib
import math
from functools import cache
from typing import Any
from urllib.parse import urlencode

import numpy as np

from grokviz.arguments import whole
from grokviz.teachers.planes import HIGH, LOW, plane_of

MOST = 400              # seats of a class
PLANE = "teacher_student.phases"


def seat(number: int | str, of: int = 30, plane: str = PLANE, *, word: str = "") -> dict[str, Any]:
    """The settings that a seat of a class trains.

    Parameters
    ----------
    number : int or str
        From 1 to `of`; a larger one trains the same place with another seed. Or a name where
        there are no seats: it is hashed with `word`, so two names may share a place.
    of : int
        Seats in the room.
    plane : str
        A plane of `grokviz.teachers.planes.PLANES`.
    word : str
        The word of the day, for names.

    Returns
    -------
    dict
        Settings for the lab: ``gv.TeacherStudentLab(**gv.seat(17, of=30))``.

    Raises
    ------
    ValueError
        For a number below 1, or an unknown plane.
    """
    of = whole("of", of, 1, MOST, 30)
    found = plane_of(plane)
    if isinstance(number, str) and not number.strip().isdecimal():
        hashed = hashlib.sha256(f"{word}\n{number.strip()}".encode()).hexdigest()
        number = int(hashed, 16) % of + 1
    number = whole("the seat", int(number), 1, 100 * MOST, 17)
    order = places(of)
    x, y = order[(number - 1) % len(order)]
    columns, rows = shape(of)
    return {
        found.up: _value(found.up, y, rows), found.across: _value(found.across, x, columns),
        found.seed: 1 + (number - 1) // len(order), "steps": found.budget,
    }


def link(number: int, of: int = 30, plane: str = PLANE) -> str:
    """The short link that opens the lab at a seat."""
    found = plane_of(plane)
    settings = {found.settings[k].short or k: f"{v:g}"
                for k, v in seat(number, of, plane).items()
                if v != found.settings[k].default}
    return f"?{urlencode({'lab': found.lab} | settings)}"


def shape(of: int) -> tuple[int, int]:
    """Columns and rows of a plane with a place for each seat."""
    columns = math.ceil(math.sqrt(of))
    return columns, math.ceil(of / columns)


@cache
def places(of: int) -> tuple[tuple[int, int], ...]:
    """All (column, row), in an order of which every beginning is spread over the whole plane.

    Each is the free place nearest to the next point of Halton's sequence, whose coordinates are
    van der Corput's bit-reversed numbers in base 2 and 3.
    """
    columns, rows = shape(of)
    free = [(x, y) for x in range(columns) for y in range(rows)]
    order = []
    for n in range(1, len(free) + 1):
        at = _reversed(n, 2), _reversed(n, 3)
        near = min(free, key=lambda place: math.hypot(
            (place[0] + 0.5) / columns - at[0], (place[1] + 0.5) / rows - at[1]))
        free.remove(near)
        order.append(near)
    return tuple(order)


def _reversed(n: int, base: int) -> float:
    """The digits of n behind the point, the last one first."""
    value, unit = 0.0, 1.0
    while n:
        n, digit = divmod(n, base)
        unit /= base
        value += digit * unit
    return value


def _value(name: str, at: int, count: int) -> float:
    if count == 1:
        return float(f"{math.sqrt(LOW[name] * HIGH[name]):.2g}")
    return float(f"{np.geomspace(LOW[name], HIGH[name], count)[at]:.2g}")
