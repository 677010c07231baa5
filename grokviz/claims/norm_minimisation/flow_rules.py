"""Rules for the claims on gradient flow, each of one task; `runs` says what it is given."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grokviz.claims.ledger import Verdict
from grokviz.claims.norm_minimisation import identities
from grokviz.claims.norm_minimisation.runs import SMALL, TIMES, at, flow_time_of
from grokviz.claims.rules import between, excludes, row, rule, span
from grokviz.claims.seeds import interval
from grokviz.metrics import Array, log_slope
from grokviz.recipes import norm_flow_forecast
from grokviz.run import Record
from grokviz.theory import norm_flow as theory


@rule
@excludes("frozen", "permuted", "x0.5", "x1.3")
def hyperbola_error(found: Record, low: float, high: float) -> Verdict:
    """The largest distance from the closed form over TIMES, over λ, for λ up to 0.03."""
    errors = [_off_hyperbola(found, i) / found.sweep["weight_decay"][i] for i in range(1, 5)]
    return between(errors, low, high)


def _off_hyperbola(found: Record, i: int) -> float:
    s = found.values["slow_time"][:, i]
    compared = np.array([np.abs(s - t).argmin() for t in TIMES])
    w = found.values["weights"][compared, i]
    start = found.values["weights"][:1, i]
    wanted = theory.hyperbola(start, s[compared])[:, 0]
    return float(np.linalg.norm(w - wanted, axis=1).max())


@excludes("frozen", "permuted", "x0.5")
def hyperbola_floor(found: Record) -> Verdict:
    """The training loss at s = 1 is (λ²/2) wᵀH⁺w on the closed form, for λ up to 0.03."""
    w = theory.hyperbola(found.values["weights"][0, :1], [1.0])[0, 0]
    floors = [theory.train_floor(w[None, ::-1], w, d, 1.0)
              for d in found.sweep["weight_decay"][1:]]
    return between(at(found, "train_loss", 1.0)[1:] / floors, 0.95, 1.05)


@excludes("frozen", "x0.5")
def null_part(found: Record) -> Verdict:
    """The part of w that no example sees shrinks as e^(-s) from the start to s = 1."""
    part = at(found, "null_norm", 1.0) / found.values["null_norm"][0]
    return between(part[:3] * np.e, 0.995, 1.005)


@excludes("frozen")
def least_norm(found: Record) -> Verdict:
    """At decay 1e-3 the last distance from the least-norm solution is below 1% of the first."""
    return between(identities.converged(found)[1], 0, 0.01)


@excludes("frozen", "x0.5", "x1.3")
def floor_of_flow(found: Record) -> Verdict:
    """The training loss at s = 1 is the predicted floor of the slow flow, within 5%."""
    ratios = []
    for i in range(found.runs):
        one = found.take(i)
        slow = norm_flow_forecast.slow_flow(one, until=1.0)
        *_, last = (s for s in slow.start({}) if s is not None)
        ratios.append(at(one, "train_loss", 1.0)[0] / last.values["train_loss"][0])
    return between(ratios, 0.95, 1.05)


@excludes("frozen", "x0.5", "x1.3")
def twice_l1(found: Record) -> Verdict:
    """At the end the squared norm is twice the l1 norm of the teacher, within 3%."""
    truth = np.concatenate([norm_flow_forecast.known(found.take(i))["coefficients"]
                            for i in range(found.runs)])
    square = found.values["weight_norm"][-1] ** 2
    return between(square / (2 * np.abs(truth).sum(1)), 0.97, 1.03)


@rule
@excludes("frozen")
def same_path(found: tuple[Array, Array], most: float) -> Verdict:
    """The largest distance between two paths is at most `most`, and the paths go somewhere."""
    went = np.linalg.norm(found[0][-1] - found[0][0])
    apart = between(np.abs(np.subtract(*found)).max(), 0, most)
    return Verdict(bool(apart.holds and went > 100 * most), apart.measured)


@rule
def alike(found: tuple[Array, Array], low: float, high: float) -> Verdict:
    """Each value over that beside it lies within bounds."""
    return between(found[0] / found[1], low, high)


@excludes("frozen", "permuted")
def delay_law(found: Record) -> Verdict:
    """λt at which the test loss falls below 1% of its first value is the same for λ up to 0.01."""
    products = (flow_time_of(found, "test_loss", 0.01) * found.sweep["weight_decay"])[2:-1]
    return between(products.max() / products.min(), 1, 1.1, "largest over smallest λt")


@excludes("frozen", "permuted")
def fit_at_once(found: Record) -> Verdict:
    """The training loss falls below 1% of its first value at the same flow time for all SMALL."""
    times = flow_time_of(found, "train_loss", 0.01)[1:-1]
    return between(times.max() / times.min(), 1, 2, "largest over smallest t")


@excludes("frozen", "permuted")
def too_much(found: Record) -> Verdict:
    """At decay 0.3 the training loss never falls below 1% of its first value; at 0.03 it does."""
    t = flow_time_of(found, "train_loss", 0.01)[:2]
    lowest = (found.values["train_loss"] / found.values["train_loss"][0]).min(0)[:2]
    return Verdict(bool(np.isnan(t[0]) and np.isfinite(t[1])),
                   f"lowest {lowest[0]:.2g} and {lowest[1]:.1e} of the first")


@rule
@excludes("frozen", "permuted")
def bias(found: Record, low: float, high: float) -> Verdict:
    """The slope of ln final test loss over ln λ, for decays that reach s = 15."""
    slope, _ = log_slope(SMALL[:4], found.values["test_loss"][-1][1:5])
    return between(slope, low, high, "slope")


@rule
# "permuted" gives each of evenly spaced λ the distance of the next, which leaves the slope.
@excludes("frozen", "constant")
def error_rate(found: tuple[Record, Record], s: float, low: float, high: float) -> Verdict:
    """The slope of ln distance to the slow flow over ln λ at a slow time, λ 0.01 to 3e-4."""
    real, slow = found
    gap = np.linalg.norm(at(real, "weights", s) - at(slow, "weights", s), axis=1)
    return between(log_slope(SMALL[1:], gap[2:-1])[0], low, high, f"slope at s = {s:g}")


@rule
@excludes("frozen", "permuted")
def fast_phase(found: Record, low: float, high: float) -> Verdict:
    """The slope of ln distance over ln λ to the run without decay, the largest in the time."""
    path = found.values["weights"]
    gap = np.linalg.norm(path - path[:, -1:], axis=2).max(0)[:-1]
    with np.errstate(divide="ignore"):
        slope = log_slope(found.sweep["weight_decay"][:-1], gap)[0] if gap.all() else np.nan
    return between(slope, low, high, "slope")


# The bound has room for 30 times the loss, and none of its sentence for a norm that rises.
@excludes("frozen", "reversed")
def stable(found: Record) -> Verdict:
    """From the manifold the training loss stays below λ‖w₀‖²/2 while the norm falls by a tenth.

    The norm never rises, and each run moves, so that the bound says something.
    """
    loss, norm = found.values["train_loss"], found.values["weight_norm"]
    bound = found.sweep["weight_decay"] * norm[0] ** 2 / 2
    moved = norm[-1] / norm[0]
    return Verdict(bool((loss.max(0) <= bound).all() and (moved < 0.9).all()),
                   f"largest loss over its bound {span(loss.max(0) / bound)}, norm {span(moved)}")


@rule
# Widths that are alike are so in any order, so "permuted" changes nothing.
@excludes("frozen", "swapped", "equal", "reversed")
def same_width(found: Record, most: float) -> Verdict:
    """The drop of the test loss from half to a tenth of its plateau is as wide for each λ.

    In slow time the widest is at most `most` times the narrowest, over λ 0.01 to 3e-4.
    """
    widths = np.array([_crossing(found, i, 0.1) - _crossing(found, i, 0.5) for i in range(2, 6)])
    return between(widths.max() / widths.min(), 1, most, "widest over narrowest")


def _crossing(found: Record, run: int, share: float) -> float:
    """Slow time at which the test loss falls below a share of that at s = 0.02, on a line."""
    s, loss = (found.values[name][:, run] for name in ("slow_time", "test_loss"))
    level = share * at(found, "test_loss", 0.02)[run]
    below = np.flatnonzero((loss < level) & (s > 0.02))
    if not len(below):
        return np.nan
    k = below[0]
    part = np.log(loss[k - 1] / level) / np.log(loss[k - 1] / loss[k])
    return float(s[k - 1] + part * (s[k] - s[k - 1]))


# Losses are read by slow time, which "reversed" turns round with them.
@excludes("frozen", "swapped", "permuted", "equal", "constant")
def plateau_grows(found: Record) -> Verdict:
    """All runs have fitted; the plateau rises with the initial scale, over 5 times in all."""
    plateaus = at(found, "test_loss", 0.02)
    fitted = at(found, "train_loss", 0.02) < plateaus / 10
    holds = fitted.all() and (np.diff(plateaus) > 0).all() and plateaus[2] > 5 * plateaus[0]
    return Verdict(bool(holds), f"{row(plateaus, '.2g')}, {fitted.sum()} of 3 fitted")


@excludes("frozen", "x0.5", "x1.3")
def nuclear(found: Sequence[Record]) -> Verdict:
    """At the end the squared norm is twice the nuclear norm of U Vᵀ, within 1%."""
    return between([r.values["weight_norm"][-1] ** 2
                    / (2 * r.values["singular_values"][-1].sum(1)) for r in found], 0.99, 1.01)


@rule
@excludes("frozen", "x0.5", "x1.3", "reversed")
def rank_found(found: Sequence[Record], error: float, rest: float) -> Verdict:
    """At each decay the singular values of the truth are found, and the next one is small."""
    off, after = (np.array(x) for x in zip(*(_beside_truth(r) for r in found), strict=True))
    return Verdict(bool(((off < error) & (after < rest)).all()),
                   f"off by {span(off)}, next {span(after)}")


@excludes("frozen", "x0.5")
def rarer(found: Sequence[tuple[Record, Record]]) -> Verdict:
    """Of all matrices fewer of rank 3 are recovered than of rank 2, and all have fitted.

    Recovered: the singular values within 5%, the next one below 0.5.
    """
    got, fitted = np.zeros(2, int), True
    for pair in found:
        for k, r in enumerate(pair):
            off, after = _beside_truth(r)
            got[k] += ((off < 0.05) & (after < 0.5)).sum()
            loss = r.values["train_loss"]
            fitted &= bool((loss[-1] < 0.01 * loss[0]).all())
    of = sum(r.runs for r, _ in found)
    (a, b), (c, d) = (interval(int(k), of) for k in got)
    return Verdict(bool(fitted and got[0] > got[1]),
                   f"rank 2: {got[0]} of {of} ({a:.0%} to {b:.0%}), "
                   f"rank 3: {got[1]} of {of} ({c:.0%} to {d:.0%})")


def _beside_truth(found: Record) -> tuple[Array, Array]:
    """How far the singular values are from the true ones, and the next one; each (runs,)."""
    rank = found.settings["rank"]
    end = found.values["singular_values"][-1]
    truth = norm_flow_forecast.known(found)["singular_values"]
    return np.abs(end[:, :rank] / truth[:, :rank] - 1).max(1), end[:, rank]


@excludes("frozen")
def matrix_error(found: tuple[Sequence[Record], Record]) -> Verdict:
    """At s = 1 the singular values differ from the slow flow's in proportion to λ."""
    runs, slow = found
    wanted = at(slow, "singular_values", 1.0)
    gaps = [np.linalg.norm(r.values["singular_values"][-1] - wanted) for r in runs]
    slope, _ = log_slope([r.sweep["weight_decay"][0] for r in runs], gaps)
    return between(slope, 0.9, 1.1, "slope")
