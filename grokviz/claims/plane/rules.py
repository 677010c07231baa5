"""Rules for the (w, m) plane: each draws its own paths over the maps that it is given.

A rule gets the maps of one seed by their number of pairs (45), the digits' map as 0.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grokviz.claims.ledger import Runs, Verdict
from grokviz.claims.rules import row, rule
from grokviz.landscapes.reduced import BOUNDARY, SOLVED, Surface, surface
from grokviz.landscapes.travel import goal, travel
from grokviz.recipes import toy_addition as recipes
from grokviz.recording import record
from grokviz.run import Record

Array = np.ndarray
STARTS = (0.05, 0.1, 0.14)              # messinesses of the paths, from decoder norm 4
DECAYS = (0.01, 0.03, 0.1)              # a decade; a weaker decay cannot leave the hollows of a map
RATE = recipes.SETTINGS["learning_rate"].default
DEEP = 2.8                              # norms from here on lie well inside region II


@rule
def made_again(runs: Runs, most: float) -> Verdict:
    """The training losses of cells trained here are near those of the stored map."""
    kept, made = (run.values["train_loss"][-1] for run in runs.values())
    off = np.abs(kept - made)
    return Verdict(float(off.max()) <= most,
                   f"at most {off.max():.3f}, median {np.median(off):.1e}")


def two_regions(runs: Runs) -> Verdict:
    """Every row crosses the boundary once, from above at the left edge to below at the right."""
    found = surface(runs[45])
    region = found.region()
    crossings = (np.diff(region, axis=0) != 0).sum(0)
    holds = (region[0] == 1).all() and (region[-1] == 2).all() and (crossings == 1).all()
    border = np.array([found.scale[np.argmax(column == 2)] for column in region.T])
    return Verdict(holds, f"boundary {border.min():.2g} to {border.max():.2g} times the init")


@rule
def weak_and_strong(runs: Runs, most_train: float, least_ratio: float) -> Verdict:
    """Deep in region II the training loss varies little from m = 0 to 1, the test loss much."""
    train, test = _variation(surface(runs[45]))
    return Verdict(train <= most_train and test >= least_ratio * train,
                   f"train {train:.3f}, test {test:.1f}, {test / train:.0f} times")


@rule
def drift(runs: Runs, error: float) -> Verdict:
    """On paths through the flat region, over their first half, ln w falls by ηλ a step."""
    paths = _follow(runs[45], 5.0, STARTS)
    norm, during = paths.values["decoder_norm"], paths.steps <= 0.3 / 9e-5
    return _within([_speed(paths, norm[:, i], i, during) for i in range(paths.runs)], error)


@rule
def full_drift(runs: Runs, error: float, line: float = BOUNDARY) -> Verdict:
    """The same for real training, from where the training loss falls below `line`."""
    speeds = []
    for run in runs.values():
        norm, flat = run.values["decoder_norm"], run.values["train_loss"][:, 0] < line
        since = flat.cumsum() > 0
        speeds.append(_speed(run, norm[:, 0], 0, since) if since.sum() > 1 else np.nan)
    return _within(speeds, error)


@rule
def time_law(runs: Runs, most: float) -> Verdict:
    """For the first two starts ηλt is nearly the same over a decade of λ.

    A path that does not arrive has no time, and fails.
    """
    plane = surface(runs[45])
    products = np.array([
        [decay * travel(plane, _paths(runs[45], decay), i).measured for i in range(2)]
        for decay in DECAYS
    ])
    lost = int(np.isnan(products).sum())
    if lost:
        return Verdict(False, f"{lost} of {products.size} paths never arrive")
    worst = float((products.max(0) / products.min(0)).max())
    return Verdict(worst <= most, f"{worst:.2f}x (ηλt {row(products.mean(0) * RATE, '.2f')})")


@rule
def formula(runs: Runs, error: float) -> Verdict:
    """The predicted time (L + rho h tan θ)/(ηλ) is near the measured one, for each start."""
    plane, paths = surface(runs[45]), _paths(runs[45], 0.03)
    trips = [travel(plane, paths, i) for i in range(len(STARTS))]
    return _within([trip.time / trip.measured for trip in trips], error)


def more_data(runs: Runs) -> Verdict:
    """From N = 35 to 45 the border leans more and the path takes less time."""
    trips = [travel(surface(runs[n]), _paths(runs[n], 0.03), 1) for n in (35, 45)]
    angles = [np.degrees(trip.angle) for trip in trips]
    times = [trip.measured for trip in trips]
    return Verdict(angles[1] < angles[0] and times[1] < times[0],
                   f"θ {angles[0]:.0f}° / {angles[1]:.0f}°, t {times[0]:,.0f} / {times[1]:,.0f}")


@rule
def never_solved(runs: Runs, n_train: int) -> Verdict:
    """No path ends at a solution."""
    plane, paths = surface(runs[n_train]), _paths(runs[n_train], 0.03)
    least = float(paths.values["test_loss"].min())
    there = "no" if np.isnan(goal(plane, 0.03, 0.05)[0]) else "a"
    return Verdict(least > SOLVED, f"lowest test loss on a path {least:.2g}, {there} solved "
                                   "point on the border")


@rule
def descents(runs: Runs, least: int, depth: float = 1.05) -> Verdict:
    """On some path the test loss falls `least` times by a factor, with such rises between."""
    paths = _follow(runs[45], 5.0, [0.02, 0.05, 0.1, 0.2, 0.3])
    counts = [_falls(loss, np.log(depth)) for loss in np.log(paths.values["test_loss"]).T]
    path = int(np.argmax(counts))
    train, at = paths.values["train_loss"][:, path].max(), paths.sweep["messiness"][path]
    return Verdict(max(counts) >= least and train < 0.1,
                   f"{max(counts)} falls from m {at:g}, train at most {train:.2g}")


@rule
def alike(runs: Runs, most_ratio: float) -> Verdict:
    """Deep in region II the test loss varies at most `most_ratio` times as much over m."""
    train, test = _variation(surface(runs[0]))
    return Verdict(test <= most_ratio * train,
                   f"train {train:.3f}, test {test:.3f}, {test / train:.1f} times")


@rule
def no_mismatch(runs: Runs, most: float) -> Verdict:
    """Test and training loss are alike where training has settled: |log10 ratio| is small."""
    found = surface(runs[0])
    inside = np.ix_((found.scale > 0.8) & (found.scale <= 5.1), found.messiness >= 0.05)
    off = np.abs(np.log10(found.test[inside] / found.train[inside]))
    return Verdict(float(off.max()) < most, f"at most {off.max():.2f}, median {np.median(off):.2f}")


def _variation(plane: Surface) -> tuple[float, float]:
    """Largest difference over m, of training and of test loss."""
    deep = plane.scale >= DEEP
    train, test = (max(float(np.ptp(loss[deep], axis=1).max()), 1e-6)   # no zero to divide by
                   for loss in (plane.train, plane.test))
    return train, test


def _paths(plane: Record, decay: float) -> Record:
    return _follow(plane, 4.0, STARTS, weight_decay=decay)


def _follow(*start, **settings) -> Record:
    return record(recipes.reduced_trajectory(*start, **settings), progress=False)


def _speed(run: Record, norm: Array, i: int, during: Array) -> float:
    """Mean fall of ln w a step, over ηλ."""
    at = np.flatnonzero(during)[[0, -1]]
    fall = -np.diff(np.log(norm[at]))[0] / np.diff(run.steps[at])[0]
    return float(fall / (run.sweep["learning_rate"][i] * run.sweep["weight_decay"][i]))


def _within(ratios: Sequence[float], error: float) -> Verdict:
    return Verdict(bool((np.abs(np.array(ratios) - 1) <= error).all()), row(ratios, ".2f"))


def _falls(values: Sequence[float], depth: float) -> int:
    """How often a curve falls by `depth`, with a rise by as much in between.

    `turn` is the last extreme. A smaller swing than `depth` is noise and does not move it.
    """
    falls, turn, down = 0, values[0], False
    for value in values:
        if down == (value < turn):              # further in its direction
            turn = value
        elif abs(value - turn) >= depth:
            falls, turn, down = falls + (not down), value, not down
    return falls
