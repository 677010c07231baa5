"""Rules for how the norm moves, for circles, and for landscapes over norm and share of data."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from grokviz import fourier
from grokviz.claims.ledger import Runs, Verdict
from grokviz.run import Record

Array = np.ndarray
Rule = Callable[[Runs], Verdict]


def norm_path(
    value: float, peak: tuple[float, float], end: tuple[float, float] = (0, np.inf)
) -> Rule:
    """The norm rises while it memorises, falls before it generalises, and ends where it should."""

    def rule(runs: Runs) -> Verdict:
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

    return rule


def delay_removed(free: float, held: float, most: float) -> Rule:
    """The delay with the norm held is at most `most` times that of the free run."""

    def rule(runs: Runs) -> Verdict:
        delays = [float(runs[v].delay[0]) for v in (held, free)]
        ratio = delays[0] / delays[1]
        return Verdict(ratio <= most, f"{ratio:.2f} ({delays[0]:,.0f} for {delays[1]:,.0f} steps)")

    return rule


def concentrates(value: float, factor: float, least: float = 0.0, top: int = 5) -> Rule:
    """The share of power in the strongest frequencies grows by `factor`, and to `least`."""

    def rule(runs: Runs) -> Verdict:
        shares = fourier.top_share(runs[value].values["fourier_power"][:, 0], top)
        start, end = float(shares[0]), float(shares[-1])
        holds = end >= factor * start and end >= least
        return Verdict(holds, f"{start:.2f} to {end:.2f}")

    return rule


def by_heart(value: float, chance: float) -> Rule:
    """The training set is learnt; the test set never gets above `chance`."""

    def rule(runs: Runs) -> Verdict:
        run = runs[value]
        most = float(run.values["test_accuracy"].max())
        return Verdict(np.isfinite(run.t_train[0]) and most <= chance, f"test at most {most:.1%}")

    return rule


def critical_fraction(low: float, high: float, learnt: float = 0.5) -> Callable[[Record], Verdict]:
    """The least share at which some norm gets half of the test set right lies in a range."""

    def rule(run: Record) -> Verdict:
        fractions = np.unique(run.sweep["train_fraction"])
        best = _grid(run, "test_accuracy").max(0)
        enough = fractions[best >= learnt]
        critical = enough.min() if len(enough) else np.nan
        text = ", ".join(f"{b:.0%} at {f:g}" for f, b in zip(fractions, best, strict=True))
        return Verdict(low <= critical <= high, f"{critical:g} (best over norms: {text})")

    return rule


def l_and_u(fraction: float, wall: float, floor: float, arms: float) -> Callable[[Record], Verdict]:
    """At one share: train loss above `wall` at the least norm, somewhere below `floor` and never
    above it at larger norms; test loss at both ends `arms` times its minimum between them."""

    def rule(run: Record) -> Verdict:
        column = np.unique(run.sweep["train_fraction"]).tolist().index(fraction)
        train, test = (_grid(run, f"{k}_loss")[:, column] for k in ("train", "test"))
        low = train < floor
        least = int(test.argmin())
        flat = low.any() and low[low.argmax():].all()
        holds = train[0] > wall and flat and min(test[0], test[-1]) >= arms * test[least]
        scale = np.unique(run.sweep["init_scale"])[least]
        return Verdict(bool(holds), f"train {_losses(train)}; test {_losses(test)}, "
                                    f"least at α {scale:g}")

    return rule


def _grid(run: Record, name: str) -> Array:
    """Last values, (norms, shares), the mean over seeds."""
    sizes = [len(np.unique(run.sweep[k])) for k in ("init_scale", "train_fraction")]
    return run.values[name][-1].reshape(*sizes, -1).mean(2)


def _losses(values: Array) -> str:
    return " / ".join(f"{v:.2g}" for v in values)
