"""Numbers read off a history: when something was learnt, how long it took, how it scales."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

Array = np.ndarray
PHASES = ("confusion", "memorisation", "grokking", "comprehension")
UNDECIDED = -1
SPEC = re.compile(r"^([<>^]?)([1-9]?\d*)(.*)$", re.DOTALL)     # alignment, width, all else
LATE = 5.0              # t_test / t_train from which it counts as late: grokking


def first_step(steps: Array, reached: Array) -> Array:
    """The first step at which a condition holds.

    Parameters
    ----------
    steps : array, shape (records,)
    reached : array of bool, shape (records, runs)

    Returns
    -------
    array, shape (runs,); nan where it never holds.
    """
    reached = np.asarray(reached)
    if not len(reached):
        return np.full(reached.shape[1:], np.nan)
    return np.where(reached.any(0), np.asarray(steps, float)[reached.argmax(0)], np.nan)


class Time(float):
    """A first time that is known between two records: after one, and by the next.

    An event between two records is dated at the second one. As a number a `Time` is that record, or
    nan where it never happened. As text it is both, such as 1,050–1,100; or one number where the
    two do not differ in the digits shown; or "never".

    Attributes
    ----------
    after : float
        The record before, at which it had not yet happened.
    """

    after: float

    def __new__(cls, by: float, after: float | None = None) -> Time:
        made = super().__new__(cls, by)
        made.after = float(by if after is None else after)
        return made

    def shown(self, show: Callable[[float], str]) -> str:
        """As text, with both ends written by `show`."""
        if np.isnan(self):
            return "never"
        ends = dict.fromkeys((show(self.after), show(float(self))))
        return "–".join(ends)

    def __format__(self, spec: str) -> str:
        # The width is of the whole text, all else of each number.
        align, width, rest = SPEC.findall(spec or ",.0f")[0]
        return format(self.shown(lambda end: format(end, rest)), f"{align or '>'}{width}")

    def __str__(self) -> str:
        return format(self)


def first_times(times: Array, reached: Array) -> tuple[Time, ...]:
    """When each run is first past a condition, with the record before.

    A curve that rises and falls may have been past it earlier, in between two records.

    Parameters
    ----------
    times : array, shape (records,) or (records, runs)
        Increasing. Whole numbers count steps, so of two that follow each other the later is the
        very step.
    reached : array of bool, shape (records, runs)

    Returns
    -------
    tuple of Time, one for each run; nan where the condition never holds.
    """
    reached, times = np.asarray(reached), np.asarray(times)
    each = np.broadcast_to(times[:, None] if times.ndim == 1 else times, reached.shape)
    step = 1 if np.issubdtype(times.dtype, np.integer) else 0
    return tuple(_first_time(each[:, run], reached[:, run], step)
                 for run in range(reached.shape[1]))


def _first_time(times: Array, reached: Array, step: int) -> Time:
    if not reached.any():
        return Time(np.nan)
    at = int(reached.argmax())
    by, after = float(times[at]), float(times[at - 1]) if at else 0.0    # runs begin at time 0
    return Time(by, by if by - after <= step else after)


def median_time(times: Sequence[Time], never: float = np.nan) -> Time:
    """The median of several times, which counts as `never` for those that never came."""
    ends = ([never if np.isnan(end) else end for end in of]
            for of in (times, [time.after for time in times]))
    return Time(*(float(np.median(each)) for each in ends))


def phase(t_train: Array, t_test: Array, over: Array) -> Array:
    """The phase of learning, one of four.

    Confusion: the training set is not learnt within the budget. Memorisation: the training set is
    learnt, the test set is not. Grokking: both are learnt, the test set at `LATE` times t_train or
    later. Comprehension: both are learnt, the test set sooner than that.

    Parameters
    ----------
    t_train, t_test : array
        Steps at which the sets were learnt; nan if they were not (yet). Step 0 counts as 1.
    over : array of bool
        True where the budget is used up.

    Returns
    -------
    array of int
        Index into `PHASES`; `UNDECIDED` while it can still change.

    References
    ----------
    Liu et al. (2022), arXiv:2205.10343, Sec. 4 and Fig. 6. There grokking means a delay above a
    fixed number of steps; here above a factor, which holds at any learning rate.
    """
    t_train, t_test, over = np.broadcast_arrays(t_train, t_test, over)
    memorised, generalised = np.isfinite(t_train), np.isfinite(t_test)
    late = t_test >= LATE * np.maximum(t_train, 1)
    learnt = np.where(late, PHASES.index("grokking"), PHASES.index("comprehension"))
    missed = np.where(memorised, PHASES.index("memorisation"), PHASES.index("confusion"))
    return np.where(memorised & generalised, learnt, np.where(over, missed, UNDECIDED))


def majority(phases: Array) -> tuple[Array, Array, Array]:
    """The most frequent phase among the seeds of each cell.

    Parameters
    ----------
    phases : array of int, shape (cells, seeds)
        As from `phase`.

    Returns
    -------
    winner, k, n : arrays of int, shape (cells,)
        The phase of `k` of the `n` decided seeds. In a tie the first in `PHASES` wins, so a cell
        counts as learnt only if more seeds say so than otherwise. `UNDECIDED` where n is 0.
    """
    votes = (np.asarray(phases)[..., None] == np.arange(len(PHASES))).sum(1)
    k, n = votes.max(-1), votes.sum(-1)
    return np.where(n > 0, votes.argmax(-1), UNDECIDED), k, n


def log_slope(x: ArrayLike, y: ArrayLike) -> tuple[float, float]:
    """Least-squares line through the points in log-log coordinates.

    Returns ``(slope, intercept)`` of ln y = slope ln x + intercept; nan for fewer than two
    different x among the points where both are finite and positive.
    """
    x, y = np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float))
    good = np.isfinite(x) & np.isfinite(y) & (x > 0) & (y > 0)
    if len(np.unique(x[good])) < 2:
        return np.nan, np.nan
    slope, intercept = np.polyfit(np.log(x[good]), np.log(y[good]), 1)
    return float(slope), float(intercept)


def geometric_mean(values: Array, axis: int = 0) -> Array:
    """exp(mean(log values)) along an axis, nan left out; nan where nothing is left."""
    # A zero counts as the smallest number rather than as minus infinity.
    logs = np.log(np.maximum(values, np.finfo(float).tiny))
    count = np.isfinite(logs).sum(axis)
    return np.exp(np.where(count, np.nansum(logs, axis) / np.maximum(count, 1), np.nan))


def binomial_interval(k: ArrayLike, n: ArrayLike, sure: float = 0.95) -> tuple[Array, Array]:
    """Interval of Clopper and Pearson (1934) for a rate of which k of n trials are known.

    Parameters
    ----------
    k, n : number or array of int
        Successes and trials; without a trial the rate may be anything from 0 to 1.
    sure : float
        Least probability with which the interval holds the rate.

    Returns
    -------
    low, high : arrays
    """
    from scipy.stats import beta

    k, n = np.broadcast_arrays(np.asarray(k), np.asarray(n))
    tail = (1 - sure) / 2
    low = beta.ppf(tail, np.maximum(k, 1), n - k + 1)
    high = beta.ppf(1 - tail, k + 1, np.maximum(n - k, 1))
    return np.where(k > 0, low, 0.0), np.where(k < n, high, 1.0)
