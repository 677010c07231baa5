"""Shapes of plain values, written as data and checked in one place: what a link may contain.

    run = many(row(whole(), names(number), many(text(20))))
    run(value, "run")                   # ValueError says what is wrong, and where
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from grokviz.i18n import t
from grokviz.sentences import brief, sentence

Shape = Callable[[Any, str], None]
LARGEST = 1e15          # largest whole number, positive or negative


def anything(value: Any, where: str) -> None:
    """Accept any value; the code that reads it must check it."""


def text(most: int = 300) -> Shape:
    def check(value: Any, where: str) -> None:
        if not isinstance(value, str) or len(value) > most:
            _refuse(value, where, t("link.a_short_text"))
    return check


def number(value: Any, where: str) -> None:
    if type(value) not in (int, float) or not (
            abs(value) <= LARGEST if type(value) is int else math.isfinite(value)):
        _refuse(value, where, t("link.a_number"))


def flag(value: Any, where: str) -> None:
    if type(value) is not bool:
        _refuse(value, where, t("link.true_or_false"))


def whole(low: float = 0, high: float = LARGEST) -> Shape:
    def check(value: Any, where: str) -> None:
        if type(value) is not int or not low <= value <= high:
            _refuse(value, where, t("link.whole_number", low=f"{low:,.0f}", high=f"{high:,.0f}"))
    return check


def maybe(shape: Shape) -> Shape:
    """A value of this shape, or null."""
    return lambda value, where: None if value is None else shape(value, where)


def either(*shapes: Shape) -> Shape:
    """A value of one of these shapes; an error message describes the last shape."""
    def check(value: Any, where: str) -> None:
        for shape in shapes[:-1]:
            try:
                return shape(value, where)
            except ValueError:
                continue
        return shapes[-1](value, where)
    return check


def many(shape: Shape, most: int, least: int = 0) -> Shape:
    """A list of `least` to `most` entries, all of one shape."""
    def check(value: Any, where: str) -> None:
        if not isinstance(value, list | tuple) or not least <= len(value) <= most:
            _refuse(value, where, t("link.list_entries", least=least, most=f"{most:,}"))
        for one in value:
            shape(one, where)
    return check


def row(*shapes: Shape) -> Shape:
    """A list with one entry for each shape, in this order."""
    def check(value: Any, where: str) -> None:
        if not isinstance(value, list | tuple) or len(value) != len(shapes):
            _refuse(value, where, t("link.list_entries", least=len(shapes), most=len(shapes)))
        for shape, one in zip(shapes, value, strict=True):
            shape(one, where)
    return check


def names(shape: Shape, most: int = 100) -> Shape:
    """A mapping from any names to values of one shape."""
    def check(value: Any, where: str) -> None:
        if not isinstance(value, Mapping) or len(value) > most:
            _refuse(value, where, t("link.names_and_values"))
        for name, one in value.items():
            shape(one, f"{where}.{name[:40]}")
    return check


def fields(needed: Mapping[str, Shape], others: Mapping[str, Shape] | None = None) -> Shape:
    """A mapping with all `needed` names, any of the `others`, and no further names."""
    known = {**needed, **(others or {})}

    def check(value: Any, where: str) -> None:
        if not isinstance(value, Mapping) or not needed.keys() <= value.keys() <= known.keys():
            _refuse(value, where, t("link.names_and_values_of", names=", ".join(known)))
        for name, one in value.items():
            known[name](one, f"{where}.{name}" if where else name)
    return check


def _refuse(value: Any, where: str, wanted: str) -> None:
    raise ValueError(sentence(t("link.wrong_entry", where=where or t("link.all_of_it"),
                                value=brief(value),
                                wanted=wanted)))
