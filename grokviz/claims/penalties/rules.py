"""Rules for the claims on penalties.

`step_of` is nan where a run never gets below an error. A comparison with nan is false, so a run
that never finds the truth fails a rule that wants it found late.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from grokviz.claims.ledger import Verdict
from grokviz.claims.penalties.runs import SHARES, slow_time_of, step_of
from grokviz.claims.rules import Rule, between, rule, span
from grokviz.metrics import Array, log_slope
from grokviz.recipes import penalty_forecast
from grokviz.recipes.penalties import FITTED, FOUND
from grokviz.run import Record

ByName = Mapping[str, Record]
ByDepth = Mapping[int, Record]


@rule
def late(found: Record, least: float, below: float = FOUND, of: int = 0) -> Verdict:
    """The truth is found at `least` times the step of the fit or later.

    In every run, or in at least `of` of them.
    """
    ratio = step_of(found, "test_error", below) / step_of(found, "train_error", FITTED)
    k = int((ratio >= least).sum())
    seen = span(ratio[np.isfinite(ratio)]) if np.isfinite(ratio).any() else "never"
    return Verdict(k >= (of or len(ratio)), f"{k} of {len(ratio)}: {seen} times as late")


@rule
def same_slow_time(found: Record, spread: float, below: float = FOUND) -> Verdict:
    """The slow time at which the truth is found: the largest over the smallest of all runs."""
    s = slow_time_of(found, "test_error", below)
    verdict = between(s.max() / s.min(), 1, spread, "largest over smallest")
    return Verdict(verdict.holds, f"{verdict.measured}, s {span(s)}")


@rule
def estimate(found: Record, low: float, high: float, below: float) -> Verdict:
    """The slow time at which the truth is found, over the paper's estimate, within bounds."""
    wanted = penalty_forecast.forecast(found)["slow_time"]
    return between(slow_time_of(found, "test_error", below) / wanted, low, high)


def l2_floor(found: Sequence[Record]) -> Verdict:
    """The last error is that of the least-norm fit, within 1%."""
    return between([r.values["error"][-1] / penalty_forecast.forecast(r)["least_squares_error"]
                    for r in found], 0.99, 1.01)


def l2_drop(found: Sequence[Record]) -> Verdict:
    """From the largest start the error falls threefold after step 1,000, at which the data fit."""
    drops = []
    for r in found:
        k = np.searchsorted(r.steps, 1000)
        fitted = r.values["train_error"][k, -1] < FITTED
        drops.append(r.values["test_error"][k, -1] / r.values["test_error"][-1, -1] * fitted)
    return between(drops, 3, np.inf)


@rule
def winner(found: Record, name: str, others: float) -> Verdict:
    """In a race one penalty finds the truth, and all others stay above an error."""
    error = dict(zip(found.sweep["penalty"], found.values["test_error"][-1], strict=True))
    rest = [v for k, v in error.items() if k != name]
    return Verdict(bool(error[name] < FOUND and min(rest) > others),
                   ", ".join(f"{k} {v:.2g}" for k, v in error.items()))


@rule
def error_slope(found: Record, column: str, low: float, high: float) -> Verdict:
    """The slope of ln last l1 distance from the truth over ln of a column, within bounds."""
    gap = np.abs(_gap(found)).sum((1, 2))
    return between(log_slope(found.sweep[column], gap)[0], low, high, "slope")


@rule
def jitter_slope(found: ByName, low: float, high: float) -> Verdict:
    """The same for the sub-gradient where the truth is 0, over ln learning rate."""
    r = found["subgradient"]
    zero = penalty_forecast.known(r)["matrix"] == 0
    off = (np.abs(_gap(r)) * zero).sum((1, 2))
    return between(log_slope(r.sweep["learning_rate"], off)[0], low, high, "slope")


def _gap(found: Record) -> Array:
    return found.values["product"][-1] - penalty_forecast.known(found)["matrix"]


@rule
def generalises(found: ByDepth, small: float, large: float) -> Verdict:
    """At each depth above 1 runs end below `small` from small starts, above `large` from large."""
    good, words = True, []
    for depth, r in found.items():
        if depth == 1:
            continue
        error, scale = r.values["test_error"][-1], r.sweep["init_scale"]
        low, high = error[scale < 0.1], error[scale >= 0.1]
        good &= bool((low < small).all() and (high > large).all())
        words.append(f"depth {depth}: {span(low)}, {span(high)}")
    return Verdict(good, "; ".join(words))


@rule
def never(found: ByDepth, depth: int, least: float) -> Verdict:
    """At a depth no run ends below an error."""
    return between(found[depth].values["test_error"][-1], least, np.inf)


@rule
def deep_late(
    found: ByDepth, least: float, depths: Sequence[int], runs: Callable[[Record], Array]
) -> Verdict:
    """`late` holds at each depth, of some runs."""
    verdicts = {d: late(least)(found[d].take(runs(found[d]))) for d in depths}
    return Verdict(all(v.holds for v in verdicts.values()),
                   "; ".join(f"depth {d}: {v.measured}" for d, v in verdicts.items()))


@rule
def falls_and_grows(found: Record, falling: str, growing: str, least: float) -> Verdict:
    """From the fit to the end one norm falls; the other grows by a factor and never turns back."""
    factors, good = [], True
    fitted = np.searchsorted(found.steps, step_of(found, "train_error", FITTED))
    for i, k in enumerate(fitted):
        up, down = (found.values[n][k:, i] for n in (growing, falling))
        # "Never turns back" allows 0.1% of the last value, for rounding and the last of the fit.
        good &= bool(down[-1] < down[0] and (np.diff(up) > -1e-3 * up[-1]).all())
        factors.append(up[-1] / up[0])
    verdict = between(factors, least, np.inf, f"{growing} times")
    return Verdict(good and verdict.holds, verdict.measured)


@rule
def by_share(found: Record, sign: int) -> Verdict:
    """More runs find the truth at a larger share of chosen measurements; fewer if `sign` is -1.

    The median step has to agree: no later with more runs, no earlier with fewer.
    """
    step = step_of(found, "test_error", FOUND).reshape(len(SHARES), -1)
    solved = np.isfinite(step).sum(1)
    median = np.median(np.where(np.isfinite(step), step, np.inf), 1)
    trend = sign * np.diff(solved)
    good = (trend >= 0).all() and trend.any() and median[0] * sign >= median[-1] * sign
    return Verdict(bool(good), f"{'/'.join(map(str, solved))} of {step.shape[1]}, median step "
                               f"{'/'.join(f'{m:.0f}' for m in median)}")


@rule
def each(found: Sequence[Record], judge: Rule) -> Verdict:
    """A rule for one record holds for each of several."""
    verdicts = [judge(r) for r in found]
    return Verdict(all(v.holds for v in verdicts), "; ".join(v.measured for v in verdicts))


@rule
def groks(found: ByName, least: float) -> Verdict:
    """Each penalty makes the network generalise late, at one strength at least; "none" never."""
    ratio = {k: r.t_test / r.t_train for k, r in found.items()}
    none = ratio.pop("none")
    good = all((v >= least).any() for v in ratio.values()) and np.isnan(none).all()
    words = ", ".join(f"{k} {' and '.join(f'{x:.3g}' for x in v)}" for k, v in ratio.items())
    return Verdict(bool(good), f"{words} times as late")


@rule
def delay_ratio(found: ByName, name: str, low: float, high: float) -> Verdict:
    """t_test at the smaller strength over that at the larger, within bounds."""
    r = found[name]
    small, large = r.t_test[r.sweep["penalty_strength"].argsort()][[0, -1]]
    return between(small / large, low, high, name)


@rule
def norm_rises(found: ByName, least: float) -> Verdict:
    """Under l1 the last weight norm, over its least since t_test, is at least `least`."""
    r = found["l1"]
    norm = [r.values["weight_norm"][r.steps >= t, i] for i, t in enumerate(r.t_test)
            if np.isfinite(t)]
    return between([v[-1] / v.min() for v in norm], least, np.inf)
