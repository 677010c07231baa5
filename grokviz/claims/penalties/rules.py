"""Rules for the claims on penalties."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from grokviz.claims.ledger import Verdict
from grokviz.claims.norm_minimisation.rules import between, span
from grokviz.claims.penalties.runs import SHARES, slow_time_of, step_of
from grokviz.metrics import Array, log_slope
from grokviz.recipes import penalty_forecast
from grokviz.recipes.penalties import FITTED, FOUND
from grokviz.run import Record

Rule = Callable[[Any], Verdict]


def late(least: float, below: float = FOUND, of: int = 0) -> Rule:
    """The truth is found at `least` times the step at which the data are fitted, or later.

    In every run, or in at least `of` of them.
    """

    def rule(found: Record) -> Verdict:
        ratio = step_of(found, "test_error", below) / step_of(found, "train_error", FITTED)
        k = int((ratio >= least).sum())             # nan, for never, is not
        seen = span(ratio[np.isfinite(ratio)]) if np.isfinite(ratio).any() else "never"
        return Verdict(k >= (of or len(ratio)), f"{k} of {len(ratio)}: {seen} times as late")

    return rule


def same_slow_time(spread: float, below: float = FOUND) -> Rule:
    """η β step at which the truth is found: largest over smallest of all runs."""

    def rule(found: Record) -> Verdict:
        s = slow_time_of(found, "test_error", below)
        verdict = between(s.max() / s.min(), 1, spread, "largest over smallest")
        return Verdict(verdict.holds, f"{verdict.measured}, s {span(s)}")

    return rule


def estimate(low: float, high: float, below: float) -> Rule:
    """Slow time at which the truth is found, over the paper's estimate."""

    def rule(found: Record) -> Verdict:
        wanted = penalty_forecast.forecast(found)["slow_time"]
        return between(slow_time_of(found, "test_error", below) / wanted, low, high)

    return rule


def l2_floor(found: Sequence[Record]) -> Verdict:
    """Last error over that of the least-norm fit."""
    return between([r.values["error"][-1] / penalty_forecast.forecast(r)["least_squares_error"]
                    for r in found], 0.99, 1.01)


def l2_drop(found: Sequence[Record]) -> Verdict:
    """From the largest start, error at step 1,000 over the last, data fitted by then."""
    drops = []
    for r in found:
        k = np.searchsorted(r.steps, 1000)
        fitted = r.values["train_error"][k, -1] < FITTED
        drops.append(r.values["test_error"][k, -1] / r.values["test_error"][-1, -1] * fitted)
    return between(drops, 3, np.inf)


def winner(name: str, others: float) -> Rule:
    """In a race one penalty finds the truth, and all others stay above an error."""

    def rule(found: Record) -> Verdict:
        error = dict(zip(found.sweep["penalty"], found.values["test_error"][-1], strict=True))
        rest = [v for k, v in error.items() if k != name]
        return Verdict(bool(error[name] < FOUND and min(rest) > others),
                       ", ".join(f"{k} {v:.2g}" for k, v in error.items()))

    return rule


def error_slope(column: str, low: float, high: float) -> Rule:
    """Slope of ln last l1 distance from the truth over ln of a column."""

    def rule(found: Record) -> Verdict:
        gap = np.abs(_gap(found)).sum((1, 2))
        return between(log_slope(found.sweep[column], gap)[0], low, high, "slope")

    return rule


def jitter_slope(low: float, high: float) -> Rule:
    """The same of what the sub-gradient leaves where the truth is 0, over ln learning rate."""

    def rule(found: Mapping[str, Record]) -> Verdict:
        r = found["subgradient"]
        zero = penalty_forecast.known(r)["matrix"] == 0
        off = (np.abs(_gap(r)) * zero).sum((1, 2))
        return between(log_slope(r.sweep["learning_rate"], off)[0], low, high, "slope")

    return rule


def _gap(found: Record) -> Array:
    return found.values["product"][-1] - penalty_forecast.known(found)["matrix"]


def generalises(small: float, large: float) -> Rule:
    """Of each depth above 1, runs from small starts end below one error, large above another."""

    def rule(found: Mapping[int, Record]) -> Verdict:
        good, words = True, []
        for depth, r in found.items():
            error, scale = r.values["test_error"][-1], r.sweep["init_scale"]
            low, high = error[scale < 0.1], error[scale >= 0.1]
            good &= bool((low < small).all() and (high > large).all())
            words.append(f"depth {depth}: {span(low)}, {span(high)}")
        return Verdict(good, "; ".join(words))

    return lambda found: rule({k: r for k, r in found.items() if k > 1})


def never(depth: int, least: float) -> Rule:
    """At a depth no run ends below an error."""

    def rule(found: Mapping[int, Record]) -> Verdict:
        return between(found[depth].values["test_error"][-1], least, np.inf)

    return rule


def deep_late(least: float, depths: Sequence[int], runs: Callable[[Record], Array]) -> Rule:
    """`late` at each depth, of some runs."""

    def rule(found: Mapping[int, Record]) -> Verdict:
        verdicts = {d: late(least)(found[d].take(runs(found[d]))) for d in depths}
        return Verdict(all(v.holds for v in verdicts.values()),
                       "; ".join(f"depth {d}: {v.measured}" for d, v in verdicts.items()))

    return rule


def falls_and_grows(falling: str, growing: str, least: float) -> Rule:
    """From the fit to the end one norm falls, the other grows by a factor and never turns back."""

    def rule(found: Record) -> Verdict:
        factors, good = [], True
        for i, k in enumerate(_fitted(found)):
            up, down = (found.values[n][k:, i] for n in (growing, falling))
            good &= bool(down[-1] < down[0] and (np.diff(up) > -1e-3 * up[-1]).all())
            factors.append(up[-1] / up[0])
        verdict = between(factors, least, np.inf, f"{growing} times")
        return Verdict(good and verdict.holds, verdict.measured)

    return rule


def _fitted(found: Record) -> Array:
    """Index of the record at which each run is fitted."""
    return np.searchsorted(found.steps, step_of(found, "train_error", FITTED))


def by_share(sign: int) -> Rule:
    """Number of runs that find the truth by share of chosen measurements, rising or falling."""

    def rule(found: Record) -> Verdict:
        step = step_of(found, "test_error", FOUND).reshape(len(SHARES), -1)
        solved = np.isfinite(step).sum(1)
        median = np.median(np.where(np.isfinite(step), step, np.inf), 1)
        trend = sign * np.diff(solved)
        good = (trend >= 0).all() and trend.any() and median[0] * sign >= median[-1] * sign
        return Verdict(bool(good), f"{'/'.join(map(str, solved))} of {step.shape[1]}, median step "
                                   f"{'/'.join(f'{m:.0f}' for m in median)}")

    return rule


def each(rule: Rule) -> Callable[[Sequence[Record]], Verdict]:
    """A rule for one Record, of several."""

    def judge(found: Sequence[Record]) -> Verdict:
        verdicts = [rule(r) for r in found]
        return Verdict(all(v.holds for v in verdicts), "; ".join(v.measured for v in verdicts))

    return judge


def groks(least: float) -> Rule:
    """Under each penalty the test set is learnt, late, at one strength at least; under none not."""

    def rule(found: Mapping[str, Record]) -> Verdict:
        ratio = {k: r.t_test / r.t_train for k, r in found.items()}
        good = all((v >= least).any() for k, v in ratio.items() if k != "none")
        words = ", ".join(f"{k} {' and '.join(f'{x:.3g}' for x in v)}"
                          for k, v in ratio.items() if k != "none")
        return Verdict(bool(good and np.isnan(ratio["none"]).all()), f"{words} times as late")

    return rule


def delay_ratio(name: str, low: float, high: float) -> Rule:
    """t_test at the smaller strength over that at the larger."""

    def rule(found: Mapping[str, Record]) -> Verdict:
        r = found[name]
        small, large = r.t_test[r.sweep["penalty_strength"].argsort()][[0, -1]]
        return between(small / large, low, high, name)

    return rule


def norm_rises(least: float) -> Rule:
    """Last weight norm under l1 over its least since the test set was learnt."""

    def rule(found: Mapping[str, Record]) -> Verdict:
        r = found["l1"]
        norm = [r.values["weight_norm"][r.steps >= t, i] for i, t in enumerate(r.t_test)
                if np.isfinite(t)]
        return between([v[-1] / v.min() for v in norm], least, np.inf)

    return rule
