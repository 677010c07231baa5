"""Rules on losses: when the samples are fitted, and when the test error falls below a bound.

A time is the first recorded step at which a loss is below its bound, nan if it never is. A
comparison with nan is false, so such a run fails its claim.
"""

from __future__ import annotations

import numpy as np

from grokviz.claims.ledger import Runs, Verdict
from grokviz.claims.rules import excludes, row, rule
from grokviz.metrics import first_step
from grokviz.run import Array, Record
from grokviz.theory.delay import critical_norm, generalisation_time

FITTED = 0.01           # training loss that counts as fitted
WRONG = 0.3             # test error that counts as wrong


@rule
@excludes("swapped", "equal", "frozen")
def late(runs: Runs, value: float, error: float, factor: float) -> Verdict:
    """The test error falls below `error` at least `factor` times later than the samples are fitted.

    When they are fitted it is above it.
    """
    fit, fell = _fit(runs[value]), _fell(runs[value], error)
    return Verdict(bool(fell >= factor * fit), f"{fell:.0f} after {fit:.0f}")


@rule
@excludes("swapped", "equal", "frozen", "x0.1")
def never(runs: Runs, value: float, error: float) -> Verdict:
    """The run fits its samples, and its test error is above `error` from then to the end."""
    run = runs[value]
    since = run.steps >= _fit(run)
    least = float(run.values["test_loss"][since, 0].min()) if since.any() else np.nan
    return Verdict(bool(least > error), f"{least:.2f}")


@rule
@excludes("frozen", "permuted")
def law(runs: Runs, error: float, least: float, most: float) -> Verdict:
    """Decay times the step at which the test error falls below `error` is the same for all."""
    decays = np.array([value for value in runs if value > 0])
    times = decays * [_fell(runs[value], error) for value in decays]
    ratio = times[-1] / times[0]
    return Verdict(bool(least <= ratio <= most), f"λt {row(times, '.0f')}")


@rule
@excludes("frozen", "x0.1")
def predicted(
    found: tuple[Runs, Record], value: float, error: float, least: float, most: float
) -> Verdict:
    """The measured over the predicted step lies within the bounds; see `theory.delay`."""
    runs, curve = found
    norms, losses = (curve.values[name][-1] for name in ("weight_norm", "test_loss"))
    run = runs[value]
    end, told = critical_norm(norms, losses, error), 0.0
    if np.isfinite(end):
        told = float(generalisation_time(run.values["weight_norm"][0, 0], end,
                                         run.sweep["learning_rate"][0], value))
    ratio = _fell(run, error) / told if told else np.nan
    return Verdict(bool(least <= ratio <= most), f"{ratio:.2f}")


@rule
@excludes("swapped", "equal", "constant")
def l_and_u(curve: Record, fitted: float, arm: float) -> Verdict:
    """The training loss is small from the second norm on; the test loss is not.

    It is lowest at a norm below that of the standard start. At the largest norm it is `arm` times
    as large, and above `WRONG`.
    """
    order = np.argsort(curve.sweep["init_scale"])
    scale = curve.sweep["init_scale"][order]
    train, test = (curve.values[name][-1][order] for name in ("train_loss", "test_loss"))
    best = int(test.argmin())
    high = max(arm * test[best], WRONG)
    holds = (train[1:] < fitted).all() and scale[best] < 1 and test[-1] >= high
    return Verdict(bool(holds), f"{test[best]:.2g} at α {scale[best]:g}, {test[-1]:.0f} at "
                                f"{scale[-1]:g}")


@rule
@excludes("frozen")
def together(run: Record, error: float) -> Verdict:
    """The test error falls below `error` no later than the samples are fitted."""
    fit, fell = _fit(run), _fell(run, error)
    return Verdict(bool(fell <= fit or (np.isnan(fit) and fell <= run.steps[-1])),
                   f"{fell:.0f} before {fit:.0f}")


@rule
@excludes("frozen", "permuted")
def control(runs: Runs, least: float, most: float) -> Verdict:
    """The test error with the initial network subtracted, over that without, is within bounds."""
    plain, centred = (float(run.values["test_loss"][-1, 0]) for run in runs.values())
    fits = all(np.isfinite(_fit(run)) for run in runs.values())
    return Verdict(bool(fits and least <= centred / plain <= most), f"{plain:.2f} to {centred:.2f}")


@rule
@excludes("swapped", "equal", "frozen")
def remains(runs: Runs, value: float, least: float) -> Verdict:
    """The same for one run of several."""
    return unsolved(least)(runs[value])


@rule
@excludes("frozen", "swapped", "equal")
def improves(run: Record, share: float, least: float) -> Verdict:
    """The test error falls to at most `share` of what it is at the fit, and stays above `least`."""
    fit = _fit(run)
    at = int(np.searchsorted(run.steps, fit)) if np.isfinite(fit) else len(run.steps) - 1
    first, last = run.values["test_loss"][[at, -1], 0]
    return Verdict(bool(np.isfinite(fit) and least < last <= share * first),
                   f"{first:.2f} to {last:.2f}")


@rule
@excludes("swapped", "equal", "frozen")
def unsolved(run: Record, least: float) -> Verdict:
    """The run fits its samples, and its test error at the end is above `least`."""
    last = float(run.values["test_loss"][-1, 0])
    return Verdict(bool(np.isfinite(_fit(run)) and last > least), f"{last:.2f}")


@rule
@excludes("frozen", "reversed")
def small(run: Record, error: float) -> Verdict:
    """The test error at the end is below `error`, though it was above it at the start."""
    first, last = run.values["test_loss"][[0, -1], 0]
    return Verdict(bool(last < error <= first), f"{last:.3f}")


@rule
@excludes("frozen")
def residual_first(runs: Runs, value: float, factor: float) -> Verdict:
    """At the fit the residual between the points is `factor` times the error of the solution."""
    run = runs[value]
    fit = _fit(run)
    if not np.isfinite(fit) or not fit:
        return Verdict(False, "never fits")
    at = int(np.searchsorted(run.steps, fit))
    dense, error = (float(run.values[name][at, 0]) for name in ("dense_residual", "test_loss"))
    return Verdict(bool(dense >= factor * error), f"{dense:.0f} and {error:.2f}")


def _fit(run: Record) -> float:
    return _first(run, "train_loss", FITTED)


def _fell(run: Record, error: float) -> float:
    return _first(run, "test_loss", error)


def _first(run: Record, name: str, bound: float) -> float:
    found: Array = first_step(run.steps, run.values[name] < bound)
    return float(found[0])
