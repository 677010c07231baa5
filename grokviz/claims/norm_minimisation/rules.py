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
from grokviz.claims.rules import between, excludes, records, rule
from grokviz.metrics import Array
from grokviz.run import Record

Found = Record | Sequence[Record]
ALL = slice(None)
FIT = 0.01              # of the first training loss: below it a run has fitted


@rule
@excludes("x0.5", "x1.3")
def near_one(found: Array, most: float) -> Verdict:
    """Each ratio is 1 within `most`."""
    return between(found, 1 - most, 1 + most)


@rule
@excludes("frozen")
def value(found: Found, name: str, s: float, low: float, high: float, runs: Any = ALL) -> Verdict:
    """A value at slow time s lies within bounds, in some runs of each record."""
    values = np.concatenate([np.atleast_1d(at(r, name, s)[runs]) for r in records(found)])
    return between(values, low, high, f"{name} {s:g}:")


@rule
@excludes("frozen", "x0.5")
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
    passed = s[last, each] - s[first, each]
    ratio = (a * b).sum(1) / (a * a).sum(1) / np.exp(-2 * passed)
    # A run that does not get there has shown nothing.
    return np.where(passed > 0.9 * (until - since), ratio, np.nan)


@rule
@excludes("frozen", "swapped", "equal", "reversed")
def stays(found: Record, since: int, run: int) -> Verdict:
    """A run has fitted at step `since`, and the test loss does not change after it.

    The training loss is then below 1% of its first value and below a tenth of the test loss; the
    last test loss is within 1% of that at `since`.
    """
    train, test = (found.values[f"{name}_loss"][:, run] for name in ("train", "test"))
    k = np.searchsorted(found.steps, since)
    fitted = train[k] < FIT * train[0] and train[k] < test[k] / 10
    kept = between(test[-1] / test[k], 0.99, 1.01, f"test loss, last over step {since:,}")
    return Verdict(bool(fitted and kept.holds),
                   f"{kept.measured}, training loss {train[k]:.1e} of {train[0]:.1e}")


@rule
@excludes("frozen", "swapped", "equal", "reversed")
def fits_first(found: Record, first: float, second: float, least: float, run: int = 0) -> Verdict:
    """At one slow time a run has fitted, and its test loss is `least` times that of a later one.

    The training loss is then below 1% of its first value and below a tenth of the test loss.
    """
    train, test = (at(found, f"{name}_loss", first)[run] for name in ("train", "test"))
    begun = found.values["train_loss"][0, run]
    fall = test / at(found, "test_loss", second)[run]
    return Verdict(bool(train < FIT * begun and train < test / 10 and fall >= least),
                   f"test loss falls {fall:.3g} times, training loss {train:.1e} of {begun:.1e}")


@rule
# Half the time is of the same order, so what is said of orders does not exclude x0.5.
@excludes("frozen", "swapped", "equal", "reversed")
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
@excludes("frozen")
def ratio(
    found: Found, name: str, first: float, second: float, least: float, runs: Any = ALL
) -> Verdict:
    """A value at one slow time is at least `least` times that at another."""
    ratios = [(at(r, name, first) / at(r, name, second))[runs] for r in records(found)]
    return between(ratios, least, np.inf)
