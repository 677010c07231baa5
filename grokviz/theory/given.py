"""Checks of what a prediction is given: records with the values it needs, arrays that fit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from grokviz.arguments import array, instance, number
from grokviz.run import Record
from grokviz.sentences import brief


def record_with(
    name: str, record: Any, values: Iterable[str], columns: Iterable[str], settings: bool = True,
) -> Record:
    """The record, if it has these values and columns and tells its number of steps.

    Raises
    ------
    TypeError, ValueError
        If it is no Record, or if something is missing.
    """
    record = instance(name, record, Record, "a Record, e.g. of gv.record(...)")
    lacks = [k for k in values if k not in record.values or not len(record.values[k])]
    lacks += [k for k in columns if k not in record.sweep]
    lacks += ["steps"] if settings and "steps" not in record.settings else []
    if lacks:
        raise ValueError(f"{name} is {brief(record.name)}, which has no {lacks[0]}; give a Record "
                         "of a run that has")
    if settings:
        number(f"{name}.settings['steps']", record.settings["steps"], 0, 1e12, 1000)
    return record


def positive(name: str, value: Any, *, zero: bool = False) -> np.ndarray:
    """An array of any shape; ValueError unless all its numbers are above zero."""
    found = array(name, value, "")
    if not ((found > 0) | ((found == 0) & zero)).all():
        raise ValueError(f"{name} has {found.min():g}; give numbers above 0"
                         + (", or 0" if zero else ""))
    return found


def together(**arrays: np.ndarray) -> None:
    """ValueError if arrays of several arguments cannot be broadcast together."""
    try:
        np.broadcast_shapes(*(a.shape for a in arrays.values()))
    except ValueError:
        shapes = ", ".join(f"{name} {a.shape}" for name, a in arrays.items())
        raise ValueError(f"the shapes are {shapes}; give numbers, or arrays of one shape") from None
