"""Rules on the shares of random networks that fit, and that are good."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from grokviz.claims.ledger import Runs, Verdict
from grokviz.claims.rules import excludes, row, rule
from grokviz.metrics import binomial_interval
from grokviz.run import Record


def fit_share(run: Record) -> float:
    """Of all networks drawn."""
    return float(run.values["fit"][-1, 0] / run.steps[-1])


def both_share(run: Record) -> float:
    """Fit and good, of all networks drawn."""
    return float(run.values["good"][-1, 0] / run.steps[-1])


def good_share(run: Record) -> float:
    """Good, of those that fit; nan without any."""
    fit = float(run.values["fit"][-1, 0])
    return float(run.values["good"][-1, 0]) / fit if fit else np.nan


@rule
@excludes("permuted", "frozen")
def more_common(runs: Runs, low: float, high: float, least: float, most: float) -> Verdict:
    """Good networks at `high` are `least` to `most` times as common as at `low`."""
    shares = [both_share(runs[value]) for value in (low, high)]
    times = shares[1] / shares[0] if shares[0] else np.nan
    return Verdict(bool(least <= times <= most), f"{times:.2f} times")


@rule
@excludes("frozen")
def same_odds(runs: Runs, low: float, high: float, most: float) -> Verdict:
    """Of those that fit, the share of good ones differs by at most this between two values."""
    odds = [good_share(runs[value]) for value in (low, high)]
    return Verdict(bool(abs(odds[1] - odds[0]) <= most), row(odds, ".2f"))


@rule
@excludes("permuted", "frozen")
def better_odds(runs: Runs, low: float, high: float, least: float) -> Verdict:
    """Of those that fit, the share of good ones is larger at `high` by at least this."""
    odds = [good_share(runs[value]) for value in (low, high)]
    return Verdict(bool(odds[1] - odds[0] >= least), row(odds, ".2f"))


@rule
@excludes("permuted", "frozen")
def rarer(runs: Runs, low: float, high: float, factor: float) -> Verdict:
    """Networks that fit are at least `factor` times as rare at `high` as at `low`."""
    shares = [fit_share(runs[value]) for value in (low, high)]
    return Verdict(bool(0 < shares[1] * factor <= shares[0]), row(shares, ".4f"))


@rule
@excludes("frozen")
def as_at_infinite_width(found: tuple[Runs, Record], width: float, within: float) -> Verdict:
    """The share that fits is that of infinite width, up to a factor 1 + within."""
    runs, theory = found
    ours, limit = fit_share(runs[width]), float(theory.values["fit_share"][-1, 0])
    return Verdict(bool(abs(ours / limit - 1) <= within), f"{ours:.4f} of {limit:.4f}")


@excludes("permuted")
def too_narrow(runs: Runs) -> Verdict:
    """No network of width 1 fits, and some of width 2 do."""
    none, some = (float(runs[width].values["fit"][-1, 0]) for width in (1, 2))
    high = float(binomial_interval(int(none), int(runs[1].steps[-1]))[1])
    return Verdict(none == 0 and some > 0, f"at most {high:.1e}")


@rule
@excludes("frozen")
def structure_is_cheap(found: tuple[Runs, Runs], factor: float) -> Verdict:
    """Random labels are fitted `factor` times as rarely, by the ends of their intervals."""
    teacher, random = (runs[16] for runs in found)
    high = float(binomial_interval(int(random.values["fit"][-1, 0]), int(random.steps[-1]))[1])
    low = float(binomial_interval(int(teacher.values["fit"][-1, 0]), int(teacher.steps[-1]))[0])
    return Verdict(bool(low >= factor * high), f"{low:.4f} against {high:.5f}")


@rule
@excludes("permuted", "frozen")
def best_between(runs: Runs, factor: float) -> Verdict:
    """Good networks at the middle norm are `factor` times as common as at the other two."""
    low, middle, high = (both_share(runs[value]) for value in sorted(runs))
    return Verdict(bool(middle > 0 and middle >= factor * max(low, high)),
                   row((low, middle, high), ".1e"))


@rule
@excludes("permuted")
def norm_beats_width(found: tuple[Runs, Runs], factor: float) -> Verdict:
    """Good networks gain `factor` times more from norm 3 to 1 than width 4 to 64 changes."""
    norms, widths = ([both_share(runs[value]) for value in values]
                     for runs, values in zip(found, ((3.0, 1.0), (4, 64)), strict=True))
    # One network more than was found: the least gain that the counts allow.
    gain = norms[1] / (norms[0] + 1 / 120_000)
    change = max(widths) / min(widths) if min(widths) else np.inf
    return Verdict(bool(gain >= factor * change), row((gain, change), ".1f"))


@rule
@excludes("frozen")
def adam_is_better(found: tuple[Runs, Runs], width: float) -> Verdict:
    """Networks that Adam trains are right on more of the test set than random ones that fit."""
    means = [float(runs[width].values["tested"][-1, 0]) for runs in found]
    return Verdict(bool(means[0] > means[1]), row(means, ".3f"))


@rule
@excludes("frozen")
def roomier(found: Mapping[int, Runs], width: float, factor: float) -> Verdict:
    """Round clean minima one can move `factor` times as far as round those with wrong labels."""
    angles = [float(found[wrong][width].values["angle"][-1, 0]) for wrong in (0, 6)]
    return Verdict(bool(angles[0] >= factor * angles[1]), row(angles, ".0f"))


@rule
@excludes("permuted", "frozen")
def more_room(found: Mapping[int, Runs], low: float, high: float) -> Verdict:
    """Round clean minima one can move farther at the larger width."""
    angles = [float(found[0][width].values["angle"][-1, 0]) for width in (low, high)]
    return Verdict(bool(angles[1] > angles[0]), row(angles, ".0f"))
