"""Rules on when the runs of one seed fit, and when they generalise.

A rule gets the runs by their value of the swept setting. ``t_train`` and ``t_test`` are the steps
at which training and test accuracy pass 95%, nan where they never do. A comparison with nan is
false, so such a run fails the claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from grokviz.claims.ledger import Runs, Verdict
from grokviz.claims.rules import excludes, row, rule
from grokviz.metrics import log_slope
from grokviz.run import Record

Array = np.ndarray
SOON = 5                # t_test below this many t_train is no grokking


@rule
@excludes("frozen", "x0.5")
def at_once(runs: Runs, values: Iterable[float], within: float = np.inf) -> Verdict:
    """t_test is below 5 t_train, and below `within` steps, for each value."""
    fit, learnt = _times(runs, values, "t_train"), _times(runs, values, "t_test")
    holds = ((learnt < SOON * fit) & (learnt < within)).all()
    return Verdict(bool(holds), f"t_test {_said(runs, values)} after t_train "
                                f"{_said(runs, values, 't_train')}")


@rule
@excludes("swapped", "equal", "frozen", "x0.5")
def never(runs: Mapping[Any, Record], value: Any) -> Verdict:
    """The run fits the training set and does not generalise to its end."""
    run = runs[value]
    holds = np.isfinite(run.t_train[0]) and np.isnan(run.t_test[0])
    most = run.values["test_accuracy"].max()
    return Verdict(holds, f"t_train {_said(runs, [value], 't_train')}, test at most {most:.0%} in "
                          f"{run.steps[-1]:,} steps")


@rule
@excludes("reversed", "frozen", "x0.5")
def improves_unpulled(runs: Runs, value: float, times: float, least: float) -> Verdict:
    """From the fit to the end test accuracy grows so many times, to `least`, and the norm grows."""
    run = runs[value]
    fit = int(np.searchsorted(run.steps, run.t_train[0]))       # behind the end where it is nan
    if fit >= len(run.steps):
        return Verdict(False, "never fits")
    test, norm = (run.values[name][[fit, -1], 0] for name in ("test_accuracy", "weight_norm"))
    holds = test[1] >= max(times * test[0], least) and norm[1] > norm[0]
    return Verdict(bool(holds), f"test {test[0]:.0%} to {test[1]:.0%}, norm {row(norm, '.1f')}")


@rule
@excludes("frozen", "x0.5")
def in_time(runs: Runs, value: float, within: float, rescued: bool = False) -> Verdict:
    """The run fits, and generalises by step `within`.

    If `rescued`, a hot setting was changed during the run, and not before the run had fitted.
    """
    fit, learnt = _times(runs, [value], "t_train"), _times(runs, [value], "t_test")
    turns = [change.step for change in runs[value].changes]
    holds = np.isfinite(fit[0]) and learnt[0] <= within
    if rescued:
        holds = holds and fit[0] <= min(turns, default=-np.inf)
    return Verdict(holds, f"t_test {_said(runs, [value])} after t_train "
                          f"{_said(runs, [value], 't_train')}")


@rule
@excludes("swapped", "equal", "frozen")
def late(runs: Mapping[Any, Record], value: Any, factor: float) -> Verdict:
    """The delay is at least `factor` times t_train."""
    ratio = float(runs[value].delay[0] / runs[value].t_train[0])
    return Verdict(ratio >= factor, f"{ratio:.0f}x")


@rule
@excludes("permuted", "frozen")
def falling(runs: Runs, name: str, values: Sequence[float]) -> Verdict:
    """A time (t_test, delay) is smaller at each value than at the one before."""
    times = _times(runs, values, name)
    return Verdict(bool((np.diff(times) < 0).all()), f"{name} {_said(runs, values, name)}")


@rule
@excludes("permuted", "frozen")
def fit_held_back(runs: Runs, values: Sequence[float], line: float) -> Verdict:
    """The training loss falls below `line` for all values but the last."""
    lowest = np.array([runs[v].values["train_loss"].min() for v in values])
    holds = (lowest[:-1] < line).all() and lowest[-1] >= line
    return Verdict(bool(holds), f"lowest {row(lowest, '.1e')}")


@rule
@excludes("swapped", "frozen", "x0.5")
def spread(runs: Runs, name: str, values: Iterable[float], most: float) -> Verdict:
    """The largest t_train (or other time) is at most `most` times the smallest."""
    times = _times(runs, values, name)
    ratio = times.max() / times.min()               # nan where one was never reached
    return Verdict(ratio <= most, f"{ratio:.2f}x ({_said(runs, values, name)})")


@rule
@excludes("swapped", "permuted", "frozen")
def slope(runs: Runs, values: Sequence[float], low: float, high: float) -> Verdict:
    """The slope of ln t_test over ln value lies within bounds; every run generalises."""
    times = _times(runs, values, "t_test")
    found = log_slope(values, times)[0] if np.isfinite(times).all() else np.nan
    return Verdict(low <= found <= high, f"{found:.3f} (t_test {_said(runs, values)})")


@rule
@excludes("permuted", "frozen")
def constant_product(runs: Runs, values: Sequence[float], most: float) -> Verdict:
    """Of value times t_test the largest is at most `most` times the smallest."""
    product = np.array(values) * _times(runs, values, "t_test")
    ratio = product.max() / product.min()
    return Verdict(ratio <= most, f"{ratio:.2f}x ({row(product, '.0f')})")


@rule
@excludes("permuted", "frozen")
def valley_law(runs: Runs, values: Iterable[float], line: float, error: float) -> Verdict:
    """From a training loss below `line` to t_test the norm is w₀ (1 - ηλ)^t."""
    errors = [_worst(np.exp(_over_law(*_plateau(runs[v], line))) - 1) for v in values]
    return _all_below(np.array(errors), error)


@rule
@excludes("permuted", "frozen")
def valley_rate(runs: Runs, values: Iterable[float], line: float, error: float) -> Verdict:
    """Between the same records ln of the norm falls by -ln(1 - ηλ) a step."""
    errors = [_rate_error(*_plateau(runs[v], line)) for v in values]
    return _all_below(np.array(errors), error)


@rule
@excludes("frozen", "x0.5")
def same_radius(runs: Runs, values: Iterable[float], most: float) -> Verdict:
    """The norm at t_test, over the norm at init scale 1, is the same within `most`."""
    radii = np.array([_radius(runs[v]) for v in values])
    ratio = radii.max() / radii.min()
    return Verdict(ratio < most, f"{ratio:.2f}x ({', '.join(f'{r:.2f}' for r in radii)})")


def _times(runs: Runs, values: Iterable[float], name: str) -> Array:
    return np.array([float(getattr(runs[v], name)[0]) for v in values])


def _plateau(run: Record, line: float) -> tuple[Record, Array]:
    """Records from the first with a training loss below `line` to that at t_test."""
    flat = (run.values["train_loss"][:, 0] < line).cumsum() > 0
    return run, np.flatnonzero(flat & (run.steps <= run.t_test[0]))      # none where it is nan


def _law(run: Record, records: Array) -> Array:
    """ln of w over w₀ where decay alone moves w: AdamW multiplies w by 1 - ηλ in each step."""
    step = np.log1p(-run.sweep["learning_rate"][0] * run.sweep["weight_decay"][0])
    return step * run.steps[records]


def _over_law(run: Record, records: Array) -> Array:
    """ln of the norm over the law's."""
    norm = run.values["weight_norm"][:, 0]
    return np.log(norm[records] / norm[0]) - _law(run, records)


def _rate_error(run: Record, plateau: Array) -> float:
    if len(plateau) < 2:
        return np.nan
    ends = plateau[[0, -1]]
    return float(np.diff(_over_law(run, ends))[0] / np.diff(_law(run, ends))[0])


def _worst(errors: Array) -> float:
    return errors[np.abs(errors).argmax()] if len(errors) else np.nan


def _all_below(errors: Array, most: float) -> Verdict:
    return Verdict((np.abs(errors) < most).all(), ", ".join(f"{100 * e:+.1f}%" for e in errors))


def _radius(run: Record) -> float:
    end = np.flatnonzero(run.steps == run.t_test[0])
    norm = run.values["weight_norm"][:, 0]
    return float(norm[end[0]] / norm[0] * run.sweep["init_scale"][0]) if len(end) else np.nan


def _said(runs: Mapping[Any, Record], values: Iterable[Any], name: str = "t_test") -> str:
    """t_train or t_test at each value, with the record before; or the delay."""
    found = [runs[v].delay if name == "delay" else runs[v].times(name) for v in values]
    return " / ".join(f"{t:,.0f}".replace("nan", "never") for t, *_ in found)
