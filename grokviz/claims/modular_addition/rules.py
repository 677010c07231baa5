"""Rules on the path of the norm, on circles, and on landscapes over norm and share of pairs."""

from __future__ import annotations

import numpy as np

from grokviz.algebra import fourier
from grokviz.claims.ledger import Runs, Verdict
from grokviz.claims.rules import excludes, row, rule
from grokviz.run import Record

Array = np.ndarray


@rule
@excludes("reversed", "frozen")
def norm_path(
    runs: Runs, value: float, peak: tuple[float, float], end: tuple[float, float] = (0, np.inf)
) -> Verdict:
    """The norm rises to a peak, is below it at t_test, and ends within `end`; over its start."""
    run = runs[value]
    norm = run.values["weight_norm"][:, 0] / run.values["weight_norm"][0, 0]
    at = np.flatnonzero(run.steps == run.t_test[0])
    there = norm[at[0]] if len(at) else np.nan
    holds = (
        peak[0] <= norm.max() <= peak[1] and end[0] <= norm[-1] <= end[1]
        and there < norm.max() and run.steps[norm.argmax()] < run.t_test[0]
    )
    return Verdict(holds, f"peak {norm.max():.2f} at step {run.steps[norm.argmax()]:,}, "
                          f"{there:.2f} at t_test, {norm[-1]:.2f} at the end")


@rule
@excludes("permuted", "frozen")
def delay_removed(runs: Runs, free: float, held: float, most: float) -> Verdict:
    """The delay with the norm held is at most `most` times that of the free run."""
    delays = [float(runs[v].delay[0]) for v in (held, free)]
    ratio = delays[0] / delays[1]
    if np.isnan(ratio):         # "never" says which of the two did not generalise
        return Verdict(False, f"delay {delays[0]:,.0f} held, {delays[1]:,.0f} free")
    return Verdict(ratio <= most, f"{ratio:.2f} ({delays[0]:,.0f} for {delays[1]:,.0f} steps)")


@rule
@excludes("frozen", "x0.5")
def together(run: Record, within: float, gap: float) -> Verdict:
    """Both sets are learnt by step `within`, the test set at most `gap` steps later."""
    fit, learnt = float(run.t_train[0]), float(run.t_test[0])
    holds = fit <= within and learnt <= within and learnt - fit <= gap
    return Verdict(holds, f"steps {fit:,.0f} and {learnt:,.0f}")


@rule
@excludes("reversed", "frozen")
def concentrates(
    runs: Runs, value: float, factor: float, least: float = 0.0, top: int = 5
) -> Verdict:
    """The share of power in the strongest frequencies grows by `factor`, and to `least`."""
    shares = fourier.top_share(runs[value].values["fourier_power"][:, 0], top)
    start, end = float(shares[0]), float(shares[-1])
    return Verdict(end >= factor * start and end >= least, f"{start:.2f} to {end:.2f}")


@rule
@excludes("swapped", "equal", "frozen")
def memorises(runs: Runs, value: float, chance: float) -> Verdict:
    """The run fits the training set; its test accuracy never exceeds `chance`."""
    run = runs[value]
    most = float(run.values["test_accuracy"].max())
    return Verdict(np.isfinite(run.t_train[0]) and most <= chance, f"test at most {most:.1%}")


@rule
@excludes("swapped", "equal", "x0.5")
def critical_fraction(run: Record, low: float, high: float, learnt: float = 0.5) -> Verdict:
    """The least share at which some norm reaches test accuracy `learnt` lies in a range.

    A smaller share was trained on too, and some norm fitted it.
    """
    fractions = np.unique(run.sweep["train_fraction"])
    best = _grid(run, "test_accuracy").max(0)
    enough = fractions[best >= learnt]
    critical = enough.min() if len(enough) else np.nan
    text = ", ".join(f"{b:.0%} at {f:g}" for f, b in zip(fractions, best, strict=True))
    fitted = (_grid(run, "train_accuracy").max(0) >= 0.95)[fractions < critical]
    holds = low <= critical <= high and len(fitted) > 0 and fitted.all()
    unfit = "" if fitted.all() else ", not fitted at less"
    return Verdict(bool(holds), f"{critical:g}{unfit} (best over norms: {text})")


@rule
@excludes("swapped", "equal")
def l_and_u(run: Record, fraction: float, wall: float, floor: float, arms: float) -> Verdict:
    """At one share the training loss is an L over the norm and the test loss a U.

    The L: above `wall` at the least norm; once below `floor`, it stays there at larger norms. The
    U: at both ends above `wall` too, and at least `arms` times its minimum.
    """
    column = np.unique(run.sweep["train_fraction"]).tolist().index(fraction)
    train, test = (_grid(run, f"{k}_loss")[:, column] for k in ("train", "test"))
    low = train < floor
    least = int(test.argmin())
    flat = low.any() and low[low.argmax():].all()
    ends = min(test[0], test[-1])
    holds = train[0] > wall and flat and ends > wall and ends >= arms * test[least]
    scale = np.unique(run.sweep["init_scale"])[least]
    return Verdict(bool(holds), f"train {row(train, '.2g')}; test {row(test, '.2g')}, "
                                f"least at α {scale:g}")


def _grid(run: Record, name: str) -> Array:
    """Last values, (norms, shares), the mean over seeds."""
    sizes = [len(np.unique(run.sweep[k])) for k in ("init_scale", "train_fraction")]
    return run.values[name][-1].reshape(*sizes, -1).mean(2)
