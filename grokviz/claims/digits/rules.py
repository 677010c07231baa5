"""Rules on digits: when new ones are recognised, at which norms, and of how many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grokviz.claims.ledger import Runs, Verdict
from grokviz.claims.rules import excludes, row, rule
from grokviz.run import Record

Array = np.ndarray
HALF = 0.5              # test error that bounds the zone


@rule
@excludes("swapped", "equal", "frozen")
def misread_when_fitted(runs: Runs, value: float, most: float) -> Verdict:
    """When the training set is fitted, test accuracy is at most `most`."""
    test = at_fit(runs[value])
    return Verdict(bool(test <= most), f"test {test:.0%} at t_train")


@rule
@excludes("swapped", "equal", "frozen")
def delayed(runs: Mapping[Any, Record], value: Any, low: float, high: float) -> Verdict:
    """The delay, t_test - t_train, lies within these steps."""
    delay = float(runs[value].delay[0])
    return Verdict(bool(low <= delay <= high), f"{delay:,.0f} steps")


@rule
@excludes("frozen", "x0.5")
def read_when_fitted(runs: Runs, value: float, least: float) -> Verdict:
    """When the training set is fitted, test accuracy is at least `least`."""
    test = at_fit(runs[value])
    return Verdict(bool(test >= least), f"test {test:.0%} at t_train")


@rule
@excludes("frozen", "equal")
def creeps(runs: Runs, value: float, most: float, held: float) -> Verdict:
    """To the end test accuracy stays at most `most`, and the norm within a share `held`."""
    run = runs[value]
    test, norm = (run.values[k][:, 0] for k in ("test_accuracy", "weight_norm"))
    moved = norm[-1] / norm[0] - 1
    holds = np.isfinite(run.t_train[0]) and test.max() <= most and abs(moved) <= held
    return Verdict(bool(holds), f"test {at_fit(run):.0%} at t_train, {test[-1]:.0%} after "
                                f"{run.steps[-1]:,} steps, norm {moved:+.0%}")


@rule
@excludes("swapped", "frozen", "x0.5")
def two_steps(
    runs: Runs, pulled: float, plateau: tuple[float, float], least: float, flat: float
) -> Verdict:
    """Test accuracy is within `plateau` at t_train; with decay it ends at `least` or more, without
    it stays within `flat` of that."""
    first, free = at_fit(runs[pulled]), runs[0.0]
    ends = [float(run.values["test_accuracy"][-1, 0]) for run in (runs[pulled], free)]
    holds = (plateau[0] <= first <= plateau[1] and ends[0] >= least
             and abs(ends[1] - at_fit(free)) <= flat)
    return Verdict(bool(holds), f"{first:.0%}, then {ends[0]:.0%}; without decay {ends[1]:.0%}")


@rule
@excludes("permuted", "x0.5")
def l_shape(
    sizes: Mapping[float, Runs], n: float, right: tuple[float, float], most: float, left: float,
    least: float,
) -> Verdict:
    """The training error is at most `most` at initial scales within `right`, at least `least` up
    to `left`."""
    scale, error = errors(sizes[n], "train")
    inside, outside = error[(scale >= right[0]) & (scale <= right[1])], error[scale <= left]
    holds = inside.max() <= most and outside.min() >= least
    return Verdict(bool(holds), f"{inside.max():.0%} at most, {outside.min():.0%} at least")


@rule
@excludes("swapped", "equal", "permuted")
def u_shape(
    sizes: Mapping[float, Runs], n: float, bottom: tuple[float, float],
    at: tuple[float, float], arm: float,
) -> Verdict:
    """The test error is lowest at an initial scale within `at`, its value within `bottom`; it is
    at least `arm` at the largest scale, and at the smallest."""
    scale, error = errors(sizes[n], "test")
    best = int(error.argmin())
    holds = (at[0] <= scale[best] <= at[1] and bottom[0] <= error[best] <= bottom[1]
             and min(error[0], error[-1]) >= arm)
    return Verdict(bool(holds), f"lowest {error[best]:.0%} at α {scale[best]:.2g}, "
                                f"{error[0]:.0%} and {error[-1]:.0%} at the ends")


@rule
@excludes("equal", "permuted")
def arm_falls(
    sizes: Mapping[float, Runs], scale: float, few: float, many: float
) -> Verdict:
    """Near an initial scale the test error falls with the number of digits: at least `few` with the
    fewest, at most `many` with the most."""
    found = [_near(sizes[n], "test", scale) for n in sorted(sizes)]
    holds = found[0] >= few and found[-1] <= many and (np.diff(found) < 0).all()
    return Verdict(bool(holds), row(found, ".0%"))


@rule
@excludes("permuted", "x0.5")
def bottom_falls(sizes: Mapping[float, Runs], ratio: float) -> Verdict:
    """The lowest test error falls with the number of digits, in all to at most a share `ratio`."""
    found = [float(errors(sizes[n], "test")[1].min()) for n in sorted(sizes)]
    holds = (np.diff(found) < 0).all() and found[-1] <= ratio * found[0]
    return Verdict(bool(holds), row(found, ".0%"))


@rule
@excludes("permuted")
def fits_everywhere(sizes: Mapping[float, Runs], n: float, scale: float, most: float) -> Verdict:
    """The training error is at most `most` near an initial scale."""
    found = _near(sizes[n], "train", scale)
    return Verdict(found <= most, f"{found:.0%}")


@rule
@excludes("frozen")
def lands(found: Mapping[str, Any], most: float) -> Verdict:
    """At the end the norm of the run is one at which held networks err on at most `most`; at the
    start it is not."""
    norms, curve = found["run"].values["weight_norm"][[0, -1], 0], found["curve"]
    scale, error = errors(curve, "test")
    held = np.array([curve[a].values["weight_norm"][-1, 0] for a in scale])
    first, last = np.interp(np.log(norms), np.log(held), error)
    return Verdict(bool(last <= most < first), f"held at {norms[0]:.0f} {first:.0%} wrong, at "
                                               f"{norms[1]:.0f} {last:.0%}")


@rule
@excludes("permuted", "frozen")
def smaller_radius(runs: Runs, strong: float, weak: float, ratio: float) -> Verdict:
    """The norm at t_test under the strong decay is at most `ratio` of that under the weak one."""
    norms = [_norm_then(runs[decay]) for decay in (strong, weak)]
    return Verdict(bool(norms[0] <= ratio * norms[1]), f"norm {row(norms, '.1f')}")


@rule
@excludes("x0.5")
def wider_zone(losses: Mapping[str, Runs], times: float) -> Verdict:
    """With cross-entropy half of the new digits are read up to a norm so many times larger."""
    ends = {name: _right_end(runs) for name, runs in losses.items()}
    ratio = ends["cross_entropy"] / ends["mean_squared_error"]
    return Verdict(bool(ratio >= times), f"α {ends['cross_entropy']:.3g} against "
                                         f"{ends['mean_squared_error']:.2g}: {ratio:.0f}x")


@rule
@excludes("constant", "shuffled")
def groks_where(record: Record, alone: float, few: float, many: float, times: float) -> Verdict:
    """Of the runs that generalise, those with an initial scale of at least `alone` and at most
    `few` digits do it `times` as late as they fit; those below scale 1, or with `many` digits or
    more, at most half as late as that. Medians."""
    values = {k: record.values[k][-1] for k in ("t_train", "t_test")}
    late = values["t_test"] / np.maximum(values["t_train"], 1)
    scale, n = record.sweep["init_scale"], record.sweep["n_train"]
    inside = late[(scale >= alone) & (n <= few) & np.isfinite(late)]
    outside = late[((scale <= 1) | (n >= many)) & np.isfinite(late)]
    if not len(inside) or not len(outside):
        return Verdict(False, "no such runs")
    a, b = float(np.median(inside)), float(np.median(outside))
    return Verdict(a >= times and b <= times / 2, f"{a:.1f}x inside, {b:.1f}x outside")


def at_fit(run: Record) -> float:
    """Test accuracy at t_train; nan if that was never reached."""
    at = np.flatnonzero(run.steps == run.t_train[0])
    return float(run.values["test_accuracy"][at[0], 0]) if len(at) else np.nan


def _norm_then(run: Record) -> float:
    """The weight norm at t_test; nan if that was never reached."""
    at = np.flatnonzero(run.steps == run.t_test[0])
    return float(run.values["weight_norm"][at[0], 0]) if len(at) else np.nan


def errors(runs: Runs, side: str) -> tuple[Array, Array]:
    """Initial scales, increasing, and the share of digits wrong at the end."""
    scale = np.array(sorted(runs))
    return scale, np.array([1 - runs[a].values[f"{side}_accuracy"][-1, 0] for a in scale])


def _near(runs: Runs, side: str, scale: float) -> float:
    scales, error = errors(runs, side)
    return float(error[np.abs(np.log(scales / scale)).argmin()])


def _right_end(runs: Runs) -> float:
    """The initial scale at which the right arm of the U passes `HALF`; the last if nowhere."""
    scale, error = errors(runs, "test")
    best = int(error.argmin())
    over = np.flatnonzero(error[best:] >= HALF)
    if not len(over):
        return float(scale[-1])
    if over[0] == 0:
        return np.nan
    i = best + over[0]
    share = (HALF - error[i - 1]) / (error[i] - error[i - 1])
    return float(scale[i - 1] * (scale[i] / scale[i - 1]) ** share)


