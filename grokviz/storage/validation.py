"""Checks that the parts of a record fit together: steps, shapes, sweep, settings and changes.

A file that is read may come from anybody, and a file that is written must be readable again. So
both pass the same checks. Each failure is a `Damaged`, whose text follows the name of the file.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import numpy as np

from grokviz.divergence import Lost
from grokviz.run import Change, Record
from grokviz.storage.archive import Damaged
from grokviz.storage.files import shorten

NUMBERS, COLUMNS = "biuf", "biufU"      # numpy kinds allowed in values, and in a sweep
LETTERS = 200                           # most characters of a name


def record_of(about: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Record:
    """The record in a file."""
    parts = {kind: part_of(arrays, kind) for kind in ("sweep", "values", "state")}
    strange = set(arrays) - {"steps"} - {f"{k}/{n}" for k, names in parts.items() for n in names}
    if strange:
        raise Damaged(f"a record has no part {shorten(min(strange))!r}")
    if "steps" not in arrays:
        raise Damaged("it has no steps")
    for name in ("name", "settings", "changes"):
        if name not in about:
            raise Damaged(f"its description is without {name!r}")
    found = Record(about["name"], about["settings"], parts["sweep"], arrays["steps"],
                   parts["values"], _changes(about["changes"]), _lost(about.get("diverged", [])))
    check(found)
    return found


def part_of(arrays: Mapping[str, np.ndarray], kind: str) -> dict[str, np.ndarray]:
    """The arrays whose names begin with ``kind/``, by the rest of their names."""
    return {k.removeprefix(f"{kind}/"): v for k, v in arrays.items() if k.startswith(f"{kind}/")}


def _changes(found: Any) -> tuple[Change, ...]:
    _want(isinstance(found, list), "its changes are not a list")
    for change in found:
        _want(isinstance(change, list) and len(change) == 3 and isinstance(change[2], list),
              f"a change is {shorten(repr(change))}, and not [step, name, values]")
    return tuple(Change(step, name, tuple(values)) for step, name, values in found)


def _lost(found: Any) -> tuple[Lost, ...]:
    _want(isinstance(found, list), "its diverged runs are not a list")
    try:
        return tuple(Lost(each["step"], each["run"], float(each["loss"]), each["settings"],
                          None if each["bound"] is None else float(each["bound"]))
                     for each in found)
    except (TypeError, ValueError, KeyError):
        raise Damaged("a diverged run is without step, run, loss, settings or bound") from None


def check(record: Record) -> None:
    """Refuse a record whose parts do not fit together."""
    _check_name("its name", record.name)
    _want(isinstance(record.settings, Mapping), "its settings have no names")
    for name in record.settings:
        _check_name("the name of a setting", name)
    _want(isinstance(record.sweep, Mapping) and bool(record.sweep), "its sweep has no column")
    # All columns have one entry a run, and a record has at least one run.
    runs = {np.shape(_array(name, v, COLUMNS)) for name, v in record.sweep.items()}
    _want(len(runs) == 1 and len(min(runs)) == 1 and min(runs)[0] > 0,
          f"the columns of its sweep have shapes {shorten(sorted(runs))}, and not one entry a run")
    _check_steps(_array("steps", record.steps, "iu"))
    _want(isinstance(record.values, Mapping), "its values have no names")
    wanted = (len(record.steps), record.runs)
    for name, value in record.values.items():
        shape = _array(name, value, NUMBERS).shape
        _want(shape[:2] == wanted, f"{shorten(name)!r} has shape {shorten(shape)}, and for its "
                                   f"steps and runs it begins with {wanted}")
    for change in record.changes:
        _check_change(change, record.runs)
    for lost in record.diverged:
        _check_lost(lost, record.runs)


def _check_steps(steps: np.ndarray) -> None:
    _want(steps.ndim == 1, f"its steps have shape {shorten(steps.shape)}, and not (records,)")
    _want(len(steps) > 0, "it has no recorded step")
    _want(steps[0] >= 0 and bool((steps[1:] > steps[:-1]).all()),
          "its steps do not increase from 0 or above")


def _check_change(change: Change, runs: int) -> None:
    _check_name("the name of a change", change.name)
    _want(_is_whole(change.step) and change.step >= 0,
          f"a change is at step {shorten(repr(change.step))}, and not at a whole number from 0")
    _want(len(change.value) in (1, runs) and all(_is_plain(v) for v in change.value),
          f"the change of {shorten(change.name)!r} has not one number or name a run")


def _check_lost(lost: Lost, runs: int) -> None:
    _want(_is_whole(lost.step) and lost.step >= 0
          and _is_whole(lost.run) and 0 <= lost.run < runs and isinstance(lost.settings, Mapping)
          and all(isinstance(n, str) and _is_number(v) for n, v in lost.settings.items()),
          f"a diverged run is {shorten(lost)}")


def _array(name: Any, value: Any, kinds: str) -> np.ndarray:
    _check_name("the name of a part", name)
    try:
        found = np.asarray(value)
    except ValueError:
        raise Damaged(f"{shorten(name)!r} is a list of lists of several lengths") from None
    if found.dtype.kind not in kinds:
        raise Damaged(f"{shorten(name)!r} is an array of {found.dtype}, and not of "
                      f"{'whole numbers' if kinds == 'iu' else 'numbers'}")
    if found.dtype.kind == "U":                         # invalid code points crash Python later
        # Surrogates and numbers beyond the last character are not text.
        letters = np.ascontiguousarray(found).reshape(-1).view(np.uint32)
        _want(bool(((letters < 0xD800) | (letters > 0xDFFF) & (letters <= sys.maxunicode)).all()),
              f"{shorten(name)!r} holds invalid characters")
    return found


def _check_name(what: str, name: Any) -> None:
    _want(isinstance(name, str) and 0 < len(name) <= LETTERS and name.isprintable(),
          f"{what} is {shorten(repr(name) if isinstance(name, str) else type(name).__name__)}, and "
          f"not a text of 1 to {LETTERS} letters")


def _is_whole(value: Any) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, float | np.floating) or _is_whole(value)


def _is_plain(value: Any) -> bool:
    return isinstance(value, int | float | str | np.number)


def _want(holds: bool, else_: str) -> None:
    if not holds:
        raise Damaged(else_)
