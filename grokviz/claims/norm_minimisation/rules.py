"""Rules for the claims on norm minimisation, of any of its experiments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from grokviz.claims.ledger import Verdict
from grokviz.claims.norm_minimisation.runs import at
from grokviz.metrics import Array
from grokviz.run import Record

Rule = Callable[[Any], Verdict]


def between(found: Any, low: float, high: float, what: str = "") -> Verdict:
    """Every number within bounds; nan is not."""
    found = np.asarray(found, float)
    return Verdict(bool(((low <= found) & (found <= high)).all()),
                   f"{what + ' ' if what else ''}{span(found)}")


def span(found: ArrayLike) -> str:
    """Smallest to largest."""
    low, high = np.min(found), np.max(found)
    return f"{low:.3g}" if low == high else f"{low:.3g} to {high:.3g}"


def every(*rules: Rule) -> Rule:
    """All rules at once."""

    def rule(found: Any) -> Verdict:
        verdicts = [r(found) for r in rules]
        return Verdict(all(v.holds for v in verdicts), ", ".join(v.measured for v in verdicts))

    return rule


def value(name: str, s: float, low: float, high: float, runs: Any = slice(None)) -> Rule:
    """A value of some runs of a Record, or of several, at slow time s, within bounds."""

    def rule(found: Record | Sequence[Record]) -> Verdict:
        parts = [found] if isinstance(found, Record) else found
        values = np.concatenate([np.atleast_1d(at(r, name, s)[runs]) for r in parts])
        return between(values, low, high, f"{name} {s:g}:")

    return rule


def imbalance(since: float, until: float, relative: float, runs: Any = slice(None)) -> Rule:
    """What loss gradients conserve, at one slow time over another, over e^(-2Δs)."""

    def rule(found: Record | Sequence[Record]) -> Verdict:
        parts = [found] if isinstance(found, Record) else found
        ratios = np.concatenate([_shrunk(r, since, until)[runs] for r in parts])
        return between(ratios, 1 - relative, 1 + relative)

    return rule


def _shrunk(found: Record, since: float, until: float) -> Array:
    """Regression slope through 0 of later on earlier imbalances, over e^(-2Δs), (runs,)."""
    s = found.values["slow_time"]
    first, last = (np.abs(s - t).argmin(0) for t in (since, until))
    value, each = found.values["imbalance"], np.arange(found.runs)
    a, b = (value[k, each].reshape(found.runs, -1) for k in (first, last))
    return (a * b).sum(1) / (a * a).sum(1) / np.exp(-2 * (s[last, each] - s[first, each]))


def stays(name: str, since: int, runs: Any) -> Rule:
    """A value of some runs, last over that at a step, is 1."""

    def rule(found: Sequence[Record]) -> Verdict:
        ratios = []
        for r in found:
            v = r.values[name][:, runs]
            ratios.append(v[-1] / v[np.searchsorted(r.steps, since)])
        return between(ratios, 0.99, 1.01, f"{name} last over step {since:,}")

    return rule


def falls(name: str, share: float, plateau: float, low: float, high: float) -> Rule:
    """Slow time at which a value is first below a share of its plateau, within bounds."""

    def rule(found: Record) -> Verdict:
        level = share * at(found, name, plateau)
        s, v = found.values["slow_time"], found.values[name]
        below = (v < level) & (s > plateau)
        first = np.where(below.any(0), np.take_along_axis(s, below.argmax(0)[None], 0)[0], np.nan)
        return between(first, low, high, f"below {share:g} of the plateau at s")

    return rule


def ratio(name: str, first: float, second: float, least: float, runs: Any = slice(None)) -> Rule:
    """A value at one slow time over that at another, at least so much."""

    def rule(found: Record | Sequence[Record]) -> Verdict:
        parts = [found] if isinstance(found, Record) else found
        ratios = [(at(r, name, first) / at(r, name, second))[runs] for r in parts]
        return between(ratios, least, np.inf)

    return rule
