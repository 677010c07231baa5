"""Rules for the claims on norm minimisation, of any of its experiments.

Slow time s = ηλ·step is the clock of these claims. `at` reads a value at a slow time, between
records on a line.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from grokviz.claims.ledger import Verdict
from grokviz.claims.norm_minimisation.runs import at
from grokviz.claims.rules import between, records, rule
from grokviz.metrics import Array
from grokviz.run import Record

Found = Record | Sequence[Record]
ALL = slice(None)


@rule
def value(found: Found, name: str, s: float, low: float, high: float, runs: Any = ALL) -> Verdict:
    """A value at slow time s lies within bounds, in some runs of each record."""
    values = np.concatenate([np.atleast_1d(at(r, name, s)[runs]) for r in records(found)])
    return between(values, low, high, f"{name} {s:g}:")


@rule
def imbalance(
    found: Found, since: float, until: float, relative: float, runs: Any = ALL
) -> Verdict:
    """The imbalance, which loss gradients conserve, shrinks as e^(-2s) between two slow times."""
    ratios = np.concatenate([_shrunk(r, since, until)[runs] for r in records(found)])
    return between(ratios, 1 - relative, 1 + relative)


def _shrunk(found: Record, since: float, until: float) -> Array:
    """Regression slope through 0 of later on earlier imbalances, over e^(-2Δs), (runs,)."""
    s = found.values["slow_time"]
    first, last = (np.abs(s - t).argmin(0) for t in (since, until))
    # Runs may have their own clocks, so `first` and `last` hold one record for each run.
    value, each = found.values["imbalance"], np.arange(found.runs)
    a, b = (value[k, each].reshape(found.runs, -1) for k in (first, last))
    return (a * b).sum(1) / (a * a).sum(1) / np.exp(-2 * (s[last, each] - s[first, each]))


@rule
def stays(found: Sequence[Record], name: str, since: int, runs: Any) -> Verdict:
    """In some runs the last value is that at step `since`, within 1%."""
    ratios = []
    for r in found:
        v = r.values[name][:, runs]
        ratios.append(v[-1] / v[np.searchsorted(r.steps, since)])
    return between(ratios, 0.99, 1.01, f"{name} last over step {since:,}")


@rule
def falls(
    found: Record, name: str, share: float, plateau: float, low: float, high: float
) -> Verdict:
    """The slow time at which a value falls below a share of its plateau lies within bounds."""
    level = share * at(found, name, plateau)
    s, v = found.values["slow_time"], found.values[name]
    below = (v < level) & (s > plateau)
    first = np.where(below.any(0), np.take_along_axis(s, below.argmax(0)[None], 0)[0], np.nan)
    return between(first, low, high, f"below {share:g} of the plateau at s")


@rule
def ratio(
    found: Found, name: str, first: float, second: float, least: float, runs: Any = ALL
) -> Verdict:
    """A value at one slow time is at least `least` times that at another."""
    ratios = [(at(r, name, first) / at(r, name, second))[runs] for r in records(found)]
    return between(ratios, least, np.inf)
