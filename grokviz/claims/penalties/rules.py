"""Rules for the claims on penalties, each on what was found with one seed.

`step_of` is nan where a run never gets below an error. A comparison with nan is false, so a run
that never finds the truth fails a rule that wants it found late. "Never" wants the data fitted.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grokviz.claims.ledger import Verdict
from grokviz.claims.penalties.runs import SHARES, ByDepth, ByName, slow_time_of, step_of
from grokviz.claims.rules import Rule, between, excludes, records, rule, span
from grokviz.metrics import Array, log_slope
from grokviz.recipes import penalty_forecast
from grokviz.recipes.penalties import FITTED, FOUND
from grokviz.run import Record


@rule
@excludes("swapped", "equal", "frozen", "reversed")
def late(found: Record, least: float, below: float = FOUND) -> Verdict:
    """The truth is found at `least` times the step of the fit or later, in every run."""
    with np.errstate(invalid="ignore", divide="ignore"):        # nan and inf are judged below
        ratio = step_of(found, "test_error", below) / step_of(found, "train_error", FITTED)
    late_ = np.isfinite(ratio) & (ratio >= least)
    return Verdict(bool(late_.all()), f"{_ends(ratio)} times as late")


@rule
@excludes("swapped", "equal", "frozen", "reversed")
def same_slow_time(found: Record | Sequence[Record], spread: float, below: float = FOUND
                   ) -> Verdict:
    """The slow time at which the truth is found: the largest over the smallest of all runs."""
    s = np.concatenate([slow_time_of(r, "test_error", below) for r in records(found)])
    return Verdict(bool(s.min() > 0 and s.max() <= spread * s.min()), f"s {_ends(s)}")


@rule
@excludes("swapped", "equal", "frozen", "reversed")
def estimate(found: Record, low: float, high: float, below: float) -> Verdict:
    """The slow time at which the truth is found, over the paper's estimate, within bounds."""
    wanted = penalty_forecast.forecast(found)["slow_time"]
    return between(slow_time_of(found, "test_error", below) / wanted, low, high)


@excludes("frozen", "x0.5", "x1.3")
def l2_floor(found: Sequence[Record]) -> Verdict:
    """The data are fitted, and the last error is that of the least-norm fit, within 1%."""
    verdict = between([r.values["error"][-1] / penalty_forecast.forecast(r)["least_squares_error"]
                       for r in found], 0.99, 1.01)
    return Verdict(verdict.holds and all(fitted(r) for r in found), verdict.measured)


@excludes("swapped", "frozen", "reversed")
def l2_drop(found: Sequence[Record]) -> Verdict:
    """From the largest start the error falls threefold after step 1,000, at which the data fit."""
    drops = []
    for r in found:
        k = np.searchsorted(r.steps, 1000)
        fit = r.values["train_error"][k, -1] < FITTED
        drops.append(r.values["test_error"][k, -1] / r.values["test_error"][-1, -1] * fit)
    return between(drops, 3, np.inf)


@rule
@excludes("swapped", "equal", "frozen", "permuted", "reversed")
def winner(found: Record, name: str, others: float) -> Verdict:
    """In a race all fit the data; one penalty finds the truth, and all others stay far from it."""
    error = dict(zip(found.sweep["penalty"], found.values["test_error"][-1], strict=True))
    rest = [v for k, v in error.items() if k != name]
    return Verdict(bool(fitted(found) and error[name] < FOUND and min(rest) > others),
                   f"{error[name]:.2g}, others {span(rest)}")


def fitted(found: Record) -> bool:
    """Every run ends with its data fitted."""
    return bool((found.values["train_error"][-1] < FITTED).all())


@rule
@excludes("frozen", "permuted", "x0.5", "x1.3")
def error_slope(found: Record, column: str, low: float, high: float) -> Verdict:
    """The slope of ln last l1 distance from the truth over ln of a column, within bounds."""
    gap = _gaps(found)[-1].sum((1, 2))
    return between(log_slope(found.sweep[column], gap)[0], low, high, "slope")


@rule
@excludes("frozen", "permuted")
def jitter_slope(found: ByName, low: float, high: float) -> Verdict:
    """Slope over ln learning rate of the l1 distance of sub-gradient steps from proximal ones.

    It is taken where the truth is 0. The last of the proximal steps has the bias of the penalty and
    no jitter. An entry jumps over it and back, so the mean of the last quarter of records counts.
    """
    r, still = found["subgradient"], found["proximal"].values["product"][-1]
    zero = penalty_forecast.known(r)["matrix"] == 0
    jumps = np.abs(r.values["product"][-(len(r.steps) // 4):] - still) * zero
    jitter = jumps.sum((2, 3)).mean(0)
    return between(log_slope(r.sweep["learning_rate"], jitter)[0], low, high, "slope")


def _gaps(found: Record) -> Array:
    """Distance from the truth of each entry, (records, runs, rows, columns)."""
    gaps: Array = np.abs(found.values["product"] - penalty_forecast.known(found)["matrix"])
    return gaps


@rule
@excludes("swapped", "equal", "frozen", "reversed", "permuted")
def generalises(found: ByDepth, depth: int, small: float, large: float) -> Verdict:
    """At a depth the data are fitted, and the last error is below `small` from the small start.

    From the large one it is above `large`.
    """
    r = found[depth]
    low, high = r.values["test_error"][-1][np.argsort(r.sweep["init_scale"])]
    return Verdict(bool(fitted(r) and low < small and high > large), f"{low:.2g} and {high:.2g}")


@rule
@excludes("swapped", "equal", "frozen", "reversed")
def never(found: ByDepth, depth: int, least: float) -> Verdict:
    """At a depth every run fits the data, and none is below an error at the end."""
    verdict = between(found[depth].values["test_error"][-1], least, np.inf)
    return Verdict(verdict.holds and fitted(found[depth]), verdict.measured)


@rule
@excludes("swapped", "equal", "frozen", "reversed")
def deep_late(found: ByDepth, least: float, depths: Sequence[int], below: float = np.inf
              ) -> Verdict:
    """`late` holds at each depth, of the runs whose initial scale is less than `below`."""
    verdicts = [late(least)(found[d].take(found[d].sweep["init_scale"] < below)) for d in depths]
    return Verdict(all(v.holds for v in verdicts), ", ".join(v.measured for v in verdicts))


@rule
@excludes("frozen", "reversed")
def falls_and_grows(found: Record, falling: str, growing: str, least: float) -> Verdict:
    """From the fit to the end one norm falls; the other grows by a factor and never turns back."""
    fit = step_of(found, "train_error", FITTED)
    if not np.isfinite(fit).all():
        return Verdict(False, "never fitted")
    factors, good = [], True
    for i, k in enumerate(np.searchsorted(found.steps, fit)):
        up, down = (found.values[n][k:, i] for n in (growing, falling))
        # "Never turns back" allows 0.1% of the last value, for rounding and the last of the fit.
        good &= bool(down[-1] < down[0] and (np.diff(up) > -1e-3 * up[-1]).all())
        factors.append(up[-1] / up[0])
    verdict = between(factors, least, np.inf)
    return Verdict(good and verdict.holds, f"{verdict.measured} times")


@rule
@excludes("swapped", "equal", "frozen")
def by_share(found: Record, sign: int) -> Verdict:
    """More of all seeds find the truth at the largest share than at none, and no share has fewer.

    Fewer, and none more, if `sign` is -1. The median step has to agree: no later where more are
    found, no earlier where fewer are.
    """
    step = step_of(found, "test_error", FOUND).reshape(len(SHARES), -1)
    solved = np.isfinite(step).sum(1)
    median = np.median(np.where(np.isfinite(step), step, np.inf), 1)
    more = sign * (solved[1:] - solved[0])
    good = (more >= 0).all() and more[-1] > 0 and median[0] * sign >= median[-1] * sign
    return Verdict(bool(good), f"{'/'.join(map(str, solved))} of {step.shape[1]}, median step "
                               f"{'/'.join(f'{m:.0f}' for m in median)}")


@rule
@excludes("swapped", "equal", "frozen")
def each(found: Sequence[Record], judge: Rule) -> Verdict:
    """A rule for one record holds for each of several."""
    verdicts = [judge(r) for r in found]
    return Verdict(all(v.holds for v in verdicts), "; ".join(v.measured for v in verdicts))


@rule
@excludes("swapped", "equal", "frozen", "reversed")
def groks(found: ByName, least: float) -> Verdict:
    """Each penalty makes the network generalise late, at one strength at least.

    Without one it fits and does not generalise to its end.
    """
    with np.errstate(invalid="ignore"):                         # nan is judged below
        ratio = {k: r.t_test / r.t_train for k, r in found.items() if k != "none"}
    none = found["none"]
    never = np.isnan(none.t_test).all() and np.isfinite(none.t_train).all()
    good = never and all((v >= least).any() for v in ratio.values())
    return Verdict(bool(good), ", ".join(
        f"{k} {' and '.join(f'{x:.3g}' for x in v)}" for k, v in ratio.items()))


@rule
@excludes("swapped", "equal", "frozen", "reversed")
def groks_late(found: Record, least: float) -> Verdict:
    """Every run generalises at `least` times the step of the fit or later."""
    with np.errstate(invalid="ignore"):                         # nan is judged below
        return between(found.t_test / found.t_train, least, np.inf, "times as late:")


@rule
@excludes("frozen", "permuted")
def delay_ratio(found: ByName, name: str, low: float, high: float) -> Verdict:
    """t_test at the smaller strength over that at the larger, within bounds."""
    return _delay_ratio(found[name], low, high, name)


@rule
@excludes("frozen", "permuted")
def delay_ratio_of(found: Record, low: float, high: float) -> Verdict:
    """The same, of the runs of one penalty."""
    return _delay_ratio(found, low, high, "delay")


def _delay_ratio(found: Record, low: float, high: float, name: str) -> Verdict:
    small, large = found.t_test[found.sweep["penalty_strength"].argsort()][[0, -1]]
    with np.errstate(invalid="ignore", divide="ignore"):        # nan and inf are judged below
        return between(small / large, low, high, name)


@rule
@excludes("frozen", "reversed")
def norm_rises(found: Record, least: float) -> Verdict:
    """Every run generalises, and its last weight norm is `least` times the least since."""
    norms = [found.values["weight_norm"][found.steps >= t, i]
             for i, t in enumerate(found.t_test)]
    return between([n[-1] / n.min() if len(n) else np.nan for n in norms], least, np.inf)


def _ends(found: Array) -> str:
    return span(found) if np.isfinite(found).all() else "never" if np.isnan(found).all() else (
        f"{span(found[np.isfinite(found)])} or never")
