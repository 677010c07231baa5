"""Rules for paths on the (w, m) plane: each draws its own paths over the maps that it is given.

A rule gets the maps of one seed by their number of pairs. Times are in optimiser steps, and a
time that a path never reaches is nan.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grokviz.claims.ledger import Runs, Verdict
from grokviz.claims.plane.paths import follow, surface_of
from grokviz.claims.rules import excludes, row, rule
from grokviz.landscapes.reduced import BOUNDARY, SOLVED
from grokviz.landscapes.travel import Travel, goal, travel
from grokviz.metrics import Time, first_times, log_slope
from grokviz.recipes import toy_addition as recipes
from grokviz.run import Record

Array = np.ndarray
STARTS = (0.05, 0.1, 0.14)              # messinesses of the paths, from decoder norm 4
DECAYS = (0.01, 0.03, 0.1)              # a decade; a weaker decay cannot leave the hollows of a map
FITTED = 0.1            # training loss; on the border it rests near 0.05, where decay holds it
RATE = recipes.SETTINGS.number("learning_rate").default
# The starts A to F of the paper's code, (w, m), w as far as a map reaches: its D, E, F have 7.65.
SIX = {"A": (0.51, 0.06), "B": (1.35, 0.1), "C": (0.9, 0.195), "D": (5.0, 0.045), "E": (5.0, 0.12),
       "F": (5.0, 0.19)}
# The same as the figure prints them, whose m is five times the mixture in the code.
PRINTED = {name: (w, 5 * m) for name, (w, m) in SIX.items()}


@rule
@excludes("shuffled", "constant", "x0.1", "swapped")
def drift(runs: Runs, error: float) -> Verdict:
    """With nothing flattened ln w falls by ηλ a step through region II, and stops at its border.

    Decay alone moves a path also on a map without a border, or where region II is all there is. So
    the path has to come to rest within the map and within region II, which the cells themselves
    have to show.
    """
    paths = follow(runs[45], 5.0, STARTS, flat=0.0)
    norm, steps, loss = paths.values["decoder_norm"], paths.steps, paths.values["train_loss"]
    through, end = steps <= 0.3 / 9e-5, steps >= 0.9 * steps[-1]
    speeds, rest = ([_speed(paths, norm[:, i], i, at) for i in range(paths.runs)]
                    for at in (through, end))
    found = surface_of(runs[45])
    wall = found.train[0].min() >= 0.25             # a quarter of what a constant answer has
    flat = np.median(found.train[found.scale >= 3.9]) <= BOUNDARY / 5
    inside = norm[-1].min() > 1.1 * found.scale[0] and loss.max() <= BOUNDARY
    holds = wall and flat and inside and np.abs(rest).max() <= error
    verdict = _within(speeds, error)
    return Verdict(bool(verdict.holds and holds), f"{verdict.measured}, stops at w "
                                                  f"{row(norm[-1], '.1f')}")


@rule
@excludes("constant")
def time_law(runs: Runs, low: float, high: float) -> Verdict:
    """For the first two starts the slope of ln t over ln λ lies within bounds, over a decade of λ.

    A path that does not arrive has no time, and fails.
    """
    plane = surface_of(runs[45])
    times = np.array([[travel(plane, _paths(runs[45], decay), i).measured for i in range(2)]
                      for decay in DECAYS])
    lost = int(np.isnan(times).sum())
    if lost:
        return Verdict(False, f"{lost} of {times.size} paths never arrive")
    slopes = [float(log_slope(DECAYS, column)[0]) for column in times.T]
    products = (np.array(DECAYS)[:, None] * times * RATE).mean(0)
    return Verdict(all(low <= slope <= high for slope in slopes),
                   f"{row(slopes, '.2f')} (ηλt {row(products, '.2f')})")


@rule
@excludes("constant", "shuffled")
def formula(runs: Runs, error: float, ratio: float) -> Verdict:
    """The predicted time is near the measured one, for each start that arrives, and one does."""
    ratios = _over_measured(runs, ratio)
    return _within([found for found in ratios if np.isfinite(found)], error, ratios)


@rule
@excludes("constant")
def formula_late(runs: Runs, ratios: Sequence[float]) -> Verdict:
    """Predicted over measured time rises with η_R/η, for each start that arrives."""
    found = np.array([_over_measured(runs, ratio) for ratio in ratios])
    there = found[:, np.isfinite(found).all(0)]
    return Verdict(there.size > 0 and bool((np.diff(there, axis=0) > 0).all()),
                   " to ".join(row(found[i], ".2f") for i in (0, -1)))


@excludes("permuted", "constant")
def more_data(runs: Runs) -> Verdict:
    """From N = 35 to 45 the border leans more."""
    few, many = (np.degrees(_trip(runs, n).angle) for n in (35, 45))
    return Verdict(bool(many < few), f"θ {few:.0f}° / {many:.0f}°")


@excludes("permuted", "constant")
def more_data_sooner(runs: Runs) -> Verdict:
    """At N = 45 the path arrives, sooner than at 35 if that arrives at all."""
    few, many = (_arrival(runs, n) for n in (35, 45))
    return Verdict(bool(many < (np.inf if np.isnan(few) else few)), f"t {few} / {many}")


def _arrival(runs: Runs, n: int) -> Time:
    """When the path from the second start meets a solution."""
    paths = _paths(runs[n], 0.03)
    return first_times(paths.steps, paths.values["test_loss"] <= SOLVED)[1]


@rule
@excludes("swapped", "equal", "constant")
def never_solved(runs: Runs, n_train: int) -> Verdict:
    """The training set is fitted at the end of each path, and no path meets a solution."""
    plane, paths = surface_of(runs[n_train]), _paths(runs[n_train], 0.03)
    least, fit = paths.values["test_loss"].min(), paths.values["train_loss"][-1].max()
    there = "no" if np.isnan(goal(plane, 0.03, 0.05)[0]) else "a"
    return Verdict(bool(least > SOLVED and fit < FITTED and (plane.ball[-1] < BOUNDARY).all()),
                   f"lowest test loss on a path {least:.2g}, {there} solved point on the border")


@rule
@excludes("constant", "shuffled")
def solved(runs: Runs, n_train: int) -> Verdict:
    """Each path meets a solution."""
    lowest = _paths(runs[n_train], 0.03).values["test_loss"].min(0)
    return Verdict(bool((lowest <= SOLVED).all()), row(lowest, ".2g"))


# On a map without slopes the lowest loss is the mean, and more data lower that too.
@excludes("permuted")
def nearer_with_more(runs: Runs) -> Verdict:
    """The lowest test loss on a path is lower at N = 45 than at 35."""
    few, many = (float(_paths(runs[n], 0.03).values["test_loss"].min()) for n in (35, 45))
    return Verdict(many < few, f"{few:.2g} / {many:.2g}")


@rule
# A rough map has many falls as well, so that the loss can fall twice is true of "shuffled" too.
@excludes("constant", "equal", "swapped")
def descents(runs: Runs, least: int, depth: float = 1.05) -> Verdict:
    """On some path the test loss falls `least` times by a factor, with such rises between.

    Below `FITTED`, the bound of the training loss, nothing counts: a fitted set wavers there too.
    """
    paths = follow(runs[45], 5.0, [0.02, 0.05, 0.1, 0.2, 0.3])
    losses = np.log(np.maximum(paths.values["test_loss"], FITTED))
    counts = [_falls(loss, np.log(depth)) for loss in losses.T]
    path = int(np.argmax(counts))
    train, at = paths.values["train_loss"][:, path].max(), paths.sweep["messiness"][path]
    return Verdict(bool(max(counts) >= least and train < FITTED),
                   f"{max(counts)} falls from m {at:g}, train at most {train:.2g}")


@rule
@excludes("constant", "swapped")
def starts(
    runs: Runs, solved: str = "", fooled: str = "", places: dict[str, tuple[float, float]] = SIX
) -> Verdict:
    """Paths from some of the six starts end solved, those from others fitted and not solved."""
    ends = {}
    for name in solved + fooled:
        values = follow(runs[45], *places[name], rate_ratio=1.0).values
        ends[name] = float(values["train_loss"][-1, 0]), float(values["test_loss"][-1, 0])
    holds = (all(test <= SOLVED for _, test in (ends[name] for name in solved))
             and all(train < FITTED and test > 5 * SOLVED
                     for train, test in (ends[name] for name in fooled)))
    return Verdict(holds, ", ".join(f"{name} {test:.2g}" for name, (_, test) in ends.items()))


def _trip(runs: Runs, n: int) -> Travel:
    """From the second start."""
    return travel(surface_of(runs[n]), _paths(runs[n], 0.03), 1)


def _over_measured(runs: Runs, ratio: float) -> list[float]:
    """Predicted over measured time from each start; nan where the path does not arrive."""
    paths = follow(runs[45], 4.0, STARTS, rate_ratio=ratio)
    trips = [travel(surface_of(runs[45]), paths, i) for i in range(len(STARTS))]
    return [trip.time / trip.measured if trip.measured else np.nan for trip in trips]


def _paths(plane: Record, decay: float) -> Record:
    return follow(plane, 4.0, STARTS, weight_decay=decay)


def _speed(run: Record, norm: Array, i: int, during: Array) -> float:
    """Mean fall of ln w a step, over ηλ."""
    at = np.flatnonzero(during)[[0, -1]]
    fall = -np.diff(np.log(norm[at]))[0] / np.diff(run.steps[at])[0]
    return float(fall / (run.sweep["learning_rate"][i] * run.sweep["weight_decay"][i]))


def _within(ratios: Sequence[float], error: float, shown: Sequence[float] = ()) -> Verdict:
    near = (np.abs(np.array(ratios) - 1) <= error).all()
    return Verdict(bool(len(ratios) and near), row(shown or ratios, ".2f"))


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
