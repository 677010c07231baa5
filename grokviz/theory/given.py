"""What the laws are given, checked: records that hold what a law needs, and arrays that fit."""

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
    """The record, where it has these values and columns, and says how far it goes; TypeError or
    ValueError where not."""
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
    """Numbers above zero, of any shape; ValueError for others."""
    found = array(name, value, "")
    if not ((found > 0) | ((found == 0) & zero)).all():
        raise ValueError(f"{name} has {found.min():g}; give numbers above 0"
                         + (", or 0" if zero else ""))
    return found


def together(**arrays: np.ndarray) -> None:
    """ValueError where arrays of several arguments do not fit onto each other."""
    try:
        np.broadcast_shapes(*(a.shape for a in arrays.values()))
    except ValueError:
        shapes = ", ".join(f"{name} {a.shape}" for name, a in arrays.items())
        raise ValueError(f"the shapes are {shapes}; give numbers, or arrays of one shape") from None
