"""Rules on runs on real data: one draw of the data, under several starts.

A rule gets the runs of one draw by name: "decay" and "undecayed" from a large start, and "usual".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from grokviz.claims.ledger import Verdict
from grokviz.claims.rules import excludes, rule
from grokviz.run import Record

Runs = Mapping[Any, Record]


@rule
@excludes("swapped", "equal", "frozen")
def wrong_when_fitted(runs: Runs, name: str, most: float) -> Verdict:
    """The run fits, and its test accuracy is at most `most` then."""
    test = _at(runs[name], "test_accuracy", runs[name].t_train[0])
    return Verdict(bool(test <= most), f"{test:.2f}")


@rule
@excludes("frozen", "x0.5")
def right_when_fitted(runs: Runs, name: str, least: float) -> Verdict:
    """The run fits, and its test accuracy is at least `least` then."""
    test = _at(runs[name], "test_accuracy", runs[name].t_train[0])
    return Verdict(bool(test >= least), f"{test:.2f}")


@rule
@excludes("swapped", "equal", "frozen")
def late(runs: Runs, name: str, times: float) -> Verdict:
    """t_test is at least so many t_train."""
    ratio = float(runs[name].t_test[0] / max(runs[name].t_train[0], 1))
    return Verdict(ratio >= times, f"{ratio:.1f}x")


@rule
@excludes("frozen")
def no_wait(runs: Runs, name: Any) -> Verdict:
    """New examples are learnt no later than those that the run is shown."""
    t_train, t_test = float(runs[name].t_train[0]), float(runs[name].t_test[0])
    return Verdict(t_test <= t_train, f"{t_test:,.0f} against {t_train:,.0f}")


@rule
@excludes("swapped", "equal", "frozen", "x0.5", "x1.3")
def stays_wrong(runs: Runs, name: str, most: float) -> Verdict:
    """The run fits, and from then on its test accuracy is never above `most`."""
    run = runs[name]
    after = run.values["test_accuracy"][run.steps >= run.t_train[0], 0]      # none where it is nan
    worst = float(after.max()) if len(after) else np.nan
    return Verdict(bool(worst <= most), f"{worst:.2f}")


@rule
@excludes("frozen")
def ends_lower(runs: Runs, name: str, than: str, factor: float) -> Verdict:
    """At the end the test loss is at most `factor` times that of another run."""
    ours, other = (float(runs[key].values["test_loss"][-1, 0]) for key in (name, than))
    return Verdict(ours <= factor * other, f"{ours:.2g} against {other:.2g}")


@rule
@excludes("reversed", "frozen")
def falls_after_fit(runs: Runs, name: str, factor: float) -> Verdict:
    """From the fit to the end the test loss falls to `factor` of its value or less."""
    run = runs[name]
    then, end = _at(run, "test_loss", run.t_train[0]), float(run.values["test_loss"][-1, 0])
    return Verdict(end <= factor * then, f"{then:.2g} to {end:.2g}")


@rule
@excludes("frozen")
def norm_follows_decay(runs: Runs, name: str, error: float) -> Verdict:
    """At t_test the norm is (1 - ηλ)^t times that at the start, within `error`."""
    run = runs[name]
    pull = float(run.sweep["learning_rate"][0] * run.sweep["weight_decay"][0])
    now = _at(run, "weight_norm", run.t_test[0]) / run.values["weight_norm"][0, 0]
    off = now / (1 - pull) ** run.t_test[0] - 1
    return Verdict(bool(abs(off) <= error), f"{100 * off:+.1f}%")


@rule
@excludes("x0.5")
def embedding_has(runs: Runs, name: str, least: float) -> Verdict:
    """At the start the embedding has at least this share of the squared norm."""
    share = float(runs[name].values["embedding_share"][0, 0])
    return Verdict(share >= least, f"{share:.2%}")


@rule
@excludes("swapped", "equal")
def u_shape(curve: Record, low: float, high: float, at: Sequence[float], times: float) -> Verdict:
    """The test loss is lowest between two scales, and so many times the training loss at others."""
    scale = np.asarray(curve.sweep["init_scale"], float)
    train, test = (curve.values[k][-1] for k in ("train_loss", "test_loss"))
    best = float(scale[np.nanargmin(test)])
    ratios = [float(test[i] / train[i]) for i in (np.abs(scale - a).argmin() for a in at)]
    holds = low <= best <= high and all(ratio >= times for ratio in ratios)
    return Verdict(holds, f"lowest at α {best:g}, test over train {min(ratios):.3g} or more")


@rule
@excludes("swapped", "equal")
def errors(curve: Record, fits: Sequence[float], most: float, best: float, worst: float,
           gap: float) -> Verdict:
    """The training set is all but right at some scales; the test error at `worst` is larger by
    `gap` than at `best`."""
    scale = np.asarray(curve.sweep["init_scale"], float)
    train, test = (1 - curve.values[f"{side}_accuracy"][-1] for side in ("train", "test"))

    def of(error: np.ndarray, a: float) -> float:
        return float(np.mean(error[np.abs(scale / a - 1) < 1e-6]))

    wrong = max(of(train, a) for a in fits)
    more = of(test, worst) - of(test, best)
    return Verdict(bool(wrong <= most and more >= gap),
                   f"train error {wrong:.2f} at most, test {of(test, best):.2f} to "
                   f"{of(test, worst):.2f}")


@rule
@excludes("constant", "x0.1")
def u_of_errors(cells: Record, n: int, gap: float) -> Verdict:
    """At the smallest and the largest norm the test error is `gap` above the lowest."""
    _, error = _errors(cells, n)
    ends = min(error[0], error[-1]) - error.min()
    return Verdict(bool(ends >= gap), f"{error[0]:.2f}, {error.min():.2f}, {error[-1]:.2f}")


@rule
@excludes("constant", "x0.5")
def wider(cells: Record, small: int, large: int, bound: float) -> Verdict:
    """With more data the test error is below a bound at more norms."""
    few, many = (int((_errors(cells, n)[1] < bound).sum()) for n in (small, large))
    return Verdict(many > few, f"{few} to {many}")


@rule
@excludes("x0.5")
def error_at(cells: Record, n: int, scale: float, most: float) -> Verdict:
    """At a scale the test error is at most `most`."""
    scales, error = _errors(cells, n)
    found = float(error[np.abs(scales / scale - 1).argmin()])
    return Verdict(found <= most, f"{found:.2f}")


def _errors(cells: Record, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Initial scales, increasing, and the test errors there with N examples."""
    here = cells.take(cells.sweep["n_train"] == n)
    order = np.argsort(here.sweep["init_scale"])
    return (np.asarray(here.sweep["init_scale"], float)[order],
            1 - np.asarray(here.values["test_accuracy"][-1], float)[order])


@rule
@excludes("swapped")
def fits_at(curve: Record, scale: float, most: float) -> Verdict:
    """At a scale the training loss is at most `most`."""
    at = np.abs(np.asarray(curve.sweep["init_scale"], float) - scale).argmin()
    loss = float(curve.values["train_loss"][-1, at])
    return Verdict(loss <= most, f"{loss:.2g}")


def _at(run: Record, name: str, step: float) -> float:
    """A value of the first run at a recorded step; nan if there is no such step."""
    found = np.flatnonzero(run.steps == step)
    return float(run.values[name][found[0], 0]) if len(found) else np.nan
