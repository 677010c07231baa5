"""How rules are written, and the small ones that several areas use.

A rule judges what an experiment found. Most rules have bounds, and several claims use one rule
with different bounds. So a rule is written as one plain function: first what was found, then the
bounds. The decorator `rule` splits the call in two. The table of claims gives the bounds, here
``late(0.05, 10)``; the ledger calls the result with what was found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from grokviz.claims.ledger import Verdict
from grokviz.run import Record

Rule = Callable[[Any], Verdict]
Found = TypeVar("Found")
Bounds = ParamSpec("Bounds")
Judge = TypeVar("Judge", bound=Callable[..., Any])


def rule(
    judge: Callable[Concatenate[Found, Bounds], Verdict]
) -> Callable[Bounds, Callable[[Found], Verdict]]:
    """Turn ``judge(found, *bounds)`` into a function of the bounds that returns a rule."""

    @wraps(judge)
    def with_bounds(*args: Bounds.args, **named: Bounds.kwargs) -> Callable[[Found], Verdict]:
        def given(found: Found) -> Verdict:
            return judge(found, *args, **named)

        return excludes(*getattr(judge, "excludes", ()))(given)

    return with_bounds


def excludes(*mutations: str) -> Callable[[Judge], Judge]:
    """Say which mutations of what was found a rule must notice, see `grokviz.claims.mutations`.

    Written under ``@rule``. The names are those of mutations that the rule's sentence excludes:
    "fits and never generalises" is not true of a network that stays as it was at the start.
    """

    def named(judge: Judge) -> Judge:
        vars(judge)["excludes"] = frozenset(mutations)
        return judge

    return named


def every(*rules: Rule) -> Rule:
    """The rule that all of these hold."""

    @excludes(*(name for each in rules for name in getattr(each, "excludes", ())))
    def judge(found: Any) -> Verdict:
        verdicts = [each(found) for each in rules]
        return Verdict(all(v.holds for v in verdicts), ", ".join(v.measured for v in verdicts))

    return judge


def between(found: Any, low: float, high: float, what: str = "") -> Verdict:
    """Every number lies within the bounds; nan does not."""
    found = np.asarray(found, float)
    return Verdict(bool(((low <= found) & (found <= high)).all()),
                   f"{what + ' ' if what else ''}{span(found)}")


def span(found: ArrayLike) -> str:
    """Smallest to largest, as text."""
    low, high = np.min(found), np.max(found)
    return f"{low:.3g}" if low == high else f"{low:.3g} to {high:.3g}"


def row(values: Iterable[float], digits: str) -> str:
    """Numbers in a row, e.g. ``row([1, 2], ".1f")`` is "1.0 / 2.0"."""
    return " / ".join(format(value, digits) for value in values)


def records(found: Record | Sequence[Record]) -> Sequence[Record]:
    """A list of records, also where a test gives one record alone."""
    return [found] if isinstance(found, Record) else found
