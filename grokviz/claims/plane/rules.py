"""Rules for the (w, m) plane; they draw their own paths over the maps that they are given."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from grokviz.claims.ledger import Runs, Verdict
from grokviz.landscapes.reduced import BOUNDARY, SOLVED, Surface, surface
from grokviz.landscapes.travel import goal, travel
from grokviz.recipes import toy_addition as recipes
from grokviz.recording import record
from grokviz.run import Record

Array = np.ndarray
Rule = Callable[[Runs], Verdict]
STARTS = (0.05, 0.1, 0.14)              # messinesses of the paths, from decoder norm 4
DECAYS = (0.01, 0.03, 0.1)              # a decade; weaker ones are caught in hollows of a map
RATE = recipes.SETTINGS["learning_rate"].default
DEEP = 2.8                              # norms from here on lie well inside region II


def made_again(most: float) -> Rule:
    """Cells trained here against the same ones of a stored map, by their training loss."""

    def rule(runs: Runs) -> Verdict:
        kept, made = (run.values["train_loss"][-1] for run in runs.values())
        off = np.abs(kept - made)
        return Verdict(float(off.max()) <= most,
                       f"at most {off.max():.3f}, median {np.median(off):.1e}")

    return rule


def two_regions(runs: Runs) -> Verdict:
    """Every row crosses the boundary once, from above at the left edge to below at the right."""
    found = surface(runs[45])
    region = found.region()
    crossings = (np.diff(region, axis=0) != 0).sum(0)
    holds = (region[0] == 1).all() and (region[-1] == 2).all() and (crossings == 1).all()
    border = np.array([found.scale[np.argmax(row == 2)] for row in region.T])
    return Verdict(holds, f"boundary {border.min():.2g} to {border.max():.2g} times the init")


def weak_and_strong(most_train: float, least_ratio: float) -> Rule:
    """At norms deep in region II: how train and test loss vary from m = 0 to 1."""

    def rule(runs: Runs) -> Verdict:
        train, test = _variation(surface(runs[45]))
        return Verdict(train <= most_train and test >= least_ratio * train,
                       f"train {train:.3f}, test {test:.1f}, {test / train:.0f} times")

    return rule


def drift(error: float) -> Rule:
    """Speed of ln w over eta lambda on paths through the flat region, over their first half."""

    def rule(runs: Runs) -> Verdict:
        paths = _follow(runs[45], 5.0, STARTS)
        return _speeds(paths, paths.values["decoder_norm"], paths.steps <= 0.3 / 9e-5, error)

    return rule


def full_drift(error: float, line: float = BOUNDARY) -> Rule:
    """The same of the real training, from where the training loss falls below the boundary's."""

    def rule(runs: Runs) -> Verdict:
        speeds = []
        for run in runs.values():
            norm, flat = run.values["decoder_norm"], run.values["train_loss"][:, 0] < line
            since = flat.cumsum() > 0
            speeds.append(_speed(run, norm[:, 0], 0, since) if since.sum() > 1 else np.nan)
        return _within(np.array(speeds), error)

    return rule


def time_law(most: float) -> Rule:
    """eta lambda t over a decade of lambda, for the first two starts: largest over smallest.

    A path that does not arrive has no time, and fails.
    """

    def rule(runs: Runs) -> Verdict:
        plane = surface(runs[45])
        products = np.array([
            [decay * _time(plane, _paths(runs[45], decay), i) for i in range(2)]
            for decay in DECAYS
        ])
        lost = int(np.isnan(products).sum())
        if lost:
            return Verdict(False, f"{lost} of {products.size} paths never arrive")
        worst = float((products.max(0) / products.min(0)).max())
        means = " / ".join(f"{p:.2f}" for p in products.mean(0) * RATE)
        return Verdict(worst <= most, f"{worst:.2f}x (ηλt {means})")

    return rule


def formula(error: float) -> Rule:
    """(L + rho h tan theta)/(eta lambda) over the measured time, for each start."""

    def rule(runs: Runs) -> Verdict:
        plane, paths = surface(runs[45]), _paths(runs[45], 0.03)
        ways = [travel(plane, paths, i) for i in range(len(STARTS))]
        return _within(np.array([way.time / way.measured for way in ways]), error)

    return rule


def more_data(runs: Runs) -> Verdict:
    """From N = 35 to 45 the border leans more and the path takes less time."""
    ways = [travel(surface(runs[n]), _paths(runs[n], 0.03), 1) for n in (35, 45)]
    angles = [np.degrees(way.angle) for way in ways]
    times = [way.measured for way in ways]
    return Verdict(angles[1] < angles[0] and times[1] < times[0],
                   f"θ {angles[0]:.0f}° / {angles[1]:.0f}°, t {times[0]:,.0f} / {times[1]:,.0f}")


def never_solved(n_train: int) -> Rule:
    """No path ends at the star."""

    def rule(runs: Runs) -> Verdict:
        plane, paths = surface(runs[n_train]), _paths(runs[n_train], 0.03)
        least = float(paths.values["test_loss"].min())
        there = "no" if np.isnan(goal(plane, 0.03, 0.05)[0]) else "a"
        return Verdict(least > SOLVED, f"lowest test loss on a path {least:.2g}, {there} solved "
                                       "point on the border")

    return rule


def descents(least: int, depth: float = 1.05) -> Rule:
    """On some path the test loss falls that often, each time by a factor, with rises between."""

    def rule(runs: Runs) -> Verdict:
        paths = _follow(runs[45], 5.0, [0.02, 0.05, 0.1, 0.2, 0.3])
        counts = [_falls(loss, np.log(depth)) for loss in np.log(paths.values["test_loss"]).T]
        train = paths.values["train_loss"][:, int(np.argmax(counts))].max()
        at = paths.sweep["messiness"][int(np.argmax(counts))]
        return Verdict(max(counts) >= least and train < 0.1,
                       f"{max(counts)} falls from m {at:g}, train at most {train:.2g}")

    return rule


def alike(most_ratio: float) -> Rule:
    """At the same norms the test loss of digits varies no more than `most_ratio` times as much."""

    def rule(runs: Runs) -> Verdict:
        train, test = _variation(surface(runs[0]))
        return Verdict(test <= most_ratio * train,
                       f"train {train:.3f}, test {test:.3f}, {test / train:.1f} times")

    return rule


def no_mismatch(most: float) -> Rule:
    """|log10 of test over train loss| at norms where the training loss is settled, m >= 0.05."""

    def rule(runs: Runs) -> Verdict:
        found = surface(runs[0])
        inside = np.ix_((found.scale > 0.8) & (found.scale <= 5.1), found.messiness >= 0.05)
        off = np.abs(np.log10(found.test[inside] / found.train[inside]))
        return Verdict(float(off.max()) < most,
                       f"at most {off.max():.2f}, median {np.median(off):.2f}")

    return rule


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


def _time(plane: Surface, paths: Record, run: int) -> float:
    return travel(plane, paths, run).measured


def _speed(run: Record, norm: Array, i: int, during: Array) -> float:
    """Mean fall of ln w a step, over eta lambda."""
    at = np.flatnonzero(during)[[0, -1]]
    fall = -np.diff(np.log(norm[at]))[0] / np.diff(run.steps[at])[0]
    return float(fall / (run.sweep["learning_rate"][i] * run.sweep["weight_decay"][i]))


def _speeds(paths: Record, norm: Array, during: Array, error: float) -> Verdict:
    return _within(np.array([_speed(paths, norm[:, i], i, during) for i in range(paths.runs)]),
                   error)


def _within(ratios: Array, error: float) -> Verdict:
    return Verdict(bool((np.abs(ratios - 1) <= error).all()),
                   " / ".join(f"{r:.2f}" for r in ratios))


def _falls(values: Sequence[float], depth: float) -> int:
    """How often a curve falls by `depth`, having risen by it in between."""
    falls, turn, down = 0, values[0], False
    for value in values:
        if down == (value < turn):              # further the way it goes
            turn = value
        elif abs(value - turn) >= depth:
            falls, turn, down = falls + (not down), value, not down
    return falls
