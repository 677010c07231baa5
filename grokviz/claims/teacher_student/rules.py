"""Rules that judge one seed's runs; each gives whether it holds, and the number in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from grokviz.claims.ledger import Runs, Verdict
from grokviz.metrics import log_slope
from grokviz.run import Record

Array = np.ndarray
Rule = Callable[[Runs], Verdict]
SOON = 5                # t_test below this many t_train is no grokking


def at_once(values: Iterable[float], within: float = np.inf) -> Rule:
    """t_test below 5 t_train, and below `within` steps, for each value."""

    def rule(runs: Runs) -> Verdict:
        fit, learnt = _times(runs, values, "t_train"), _times(runs, values, "t_test")
        holds = ((learnt < SOON * fit) & (learnt < within)).all()
        return Verdict(bool(holds), f"t_test {_steps(learnt)} after t_train {_steps(fit)}")

    return rule


def never(value: float) -> Rule:
    """The training set is learnt, the test set is not, to the end of the run."""

    def rule(runs: Runs) -> Verdict:
        run = runs[value]
        holds = np.isfinite(run.t_train[0]) and np.isnan(run.t_test[0])
        most = run.values["test_accuracy"].max()
        return Verdict(holds, f"t_train {_steps(run.t_train)}, test at most {most:.0%} in "
                              f"{run.steps[-1]:,} steps")

    return rule


def in_time(value: float, within: float, rescued: bool = False) -> Rule:
    """Both sets are learnt, the test set by step `within`; if `rescued`, a hot setting was turned
    on the way, and not before the training set was learnt."""

    def rule(runs: Runs) -> Verdict:
        fit, learnt = _times(runs, [value], "t_train"), _times(runs, [value], "t_test")
        turns = [change.step for change in runs[value].changes]
        holds = np.isfinite(fit[0]) and learnt[0] <= within
        if rescued:
            holds = holds and fit[0] <= min(turns, default=-np.inf)
        return Verdict(holds, f"t_test {_steps(learnt)} after t_train {_steps(fit)}")

    return rule


def late(value: float, factor: float) -> Rule:
    """The delay is at least `factor` times t_train."""

    def rule(runs: Runs) -> Verdict:
        ratio = float(runs[value].delay[0] / runs[value].t_train[0])
        return Verdict(ratio >= factor, f"{ratio:.0f}x")

    return rule


def falling(name: str, values: Sequence[float]) -> Rule:
    """`name` (t_test, delay) is smaller at each value than at the one before."""

    def rule(runs: Runs) -> Verdict:
        times = _times(runs, values, name)
        return Verdict(bool((np.diff(times) < 0).all()), f"{name} {_steps(times)}")

    return rule


def both(one: Callable[[Any], Verdict], other: Callable[[Any], Verdict]):
    """Two rules at once."""

    def rule(runs: Any) -> Verdict:
        a, b = one(runs), other(runs)
        return Verdict(a.holds and b.holds, f"{a.measured}, {b.measured}")

    return rule


def fit_held_back(values: Sequence[float], line: float) -> Rule:
    """The training loss falls below `line` for all values but the last."""

    def rule(runs: Runs) -> Verdict:
        lowest = np.array([runs[v].values["train_loss"].min() for v in values])
        holds = (lowest[:-1] < line).all() and lowest[-1] >= line
        return Verdict(bool(holds), f"lowest {_losses(lowest)}")

    return rule


def spread(name: str, values: Iterable[float], most: float) -> Rule:
    """The largest t_train (or other time) is at most `most` times the smallest."""

    def rule(runs: Runs) -> Verdict:
        times = _times(runs, values, name)
        ratio = times.max() / times.min()               # nan where one was never reached
        return Verdict(ratio <= most, f"{ratio:.2f}x ({_steps(times)})")

    return rule


def slope(values: Sequence[float], low: float, high: float) -> Rule:
    """Slope of ln t_test against ln value, every value's run having generalised."""

    def rule(runs: Runs) -> Verdict:
        times = _times(runs, values, "t_test")
        found = log_slope(values, times)[0] if np.isfinite(times).all() else np.nan
        return Verdict(low <= found <= high, f"{found:.3f} (t_test {_steps(times)})")

    return rule


def constant_product(values: Sequence[float], most: float) -> Rule:
    """Value times t_test: the largest at most `most` times the smallest."""

    def rule(runs: Runs) -> Verdict:
        product = np.array(values) * _times(runs, values, "t_test")
        ratio = product.max() / product.min()
        return Verdict(ratio <= most, f"{ratio:.2f}x ({' / '.join(f'{p:.0f}' for p in product)})")

    return rule


def valley_law(values: Iterable[float], line: float, error: float) -> Rule:
    """The norm is w₀ (1 - ηλ)^t from a training loss below `line` to t_test."""

    def rule(runs: Runs) -> Verdict:
        errors = [_worst(np.exp(_over_law(*_plateau(runs[v], line))) - 1) for v in values]
        return _all_below(np.array(errors), error)

    return rule


def valley_rate(values: Iterable[float], line: float, error: float) -> Rule:
    """Between the same records ln of the norm falls by -ln(1 - ηλ) a step."""

    def rule(runs: Runs) -> Verdict:
        errors = [_rate_error(*_plateau(runs[v], line)) for v in values]
        return _all_below(np.array(errors), error)

    return rule


def same_radius(values: Iterable[float], most: float) -> Rule:
    """The norm at t_test, over the norm at init scale 1, is the same within `most`."""

    def rule(runs: Runs) -> Verdict:
        radii = np.array([_radius(runs[v]) for v in values])
        ratio = radii.max() / radii.min()
        return Verdict(ratio < most, f"{ratio:.2f}x ({', '.join(f'{r:.2f}' for r in radii)})")

    return rule


def _times(runs: Runs, values: Iterable[float], name: str) -> Array:
    return np.array([float(getattr(runs[v], name)[0]) for v in values])


def _plateau(run: Record, line: float) -> tuple[Record, Array]:
    """Records from the first with a training loss below `line` to that at t_test."""
    flat = (run.values["train_loss"][:, 0] < line).cumsum() > 0
    return run, np.flatnonzero(flat & (run.steps <= run.t_test[0]))      # none where it is nan


def _law(run: Record, records: Array) -> Array:
    """ln of w over w₀ by decay alone."""
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


def _steps(times: Array) -> str:
    return " / ".join("never" if np.isnan(t) else f"{t:,.0f}" for t in np.atleast_1d(times))


def _losses(values: Array) -> str:
    return " / ".join(f"{v:.1e}" for v in values)
