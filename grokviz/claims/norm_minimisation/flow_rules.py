"""Rules for the claims on gradient flow, each of one task; `runs` says what it is given."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grokviz.claims.ledger import Verdict
from grokviz.claims.norm_minimisation.runs import SMALL, TIMES, at, flow_time_of
from grokviz.claims.rules import between, records, rule, span
from grokviz.metrics import Array, log_slope
from grokviz.recipes import norm_flow_forecast
from grokviz.run import Record
from grokviz.theory import norm_flow as theory


@rule
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


def hyperbola_floor(found: Record) -> Verdict:
    """The training loss at s = 1 is (λ²/2) wᵀH⁺w on the closed form, for λ up to 0.03."""
    w = theory.hyperbola(found.values["weights"][0, :1], [1.0])[0, 0]
    floors = [theory.train_floor(w[None, ::-1], w, d, 1.0)
              for d in found.sweep["weight_decay"][1:]]
    return between(at(found, "train_loss", 1.0)[1:] / floors, 0.95, 1.05)


def null_part(found: Sequence[Record]) -> Verdict:
    """The part of w that no example sees shrinks as e^(-s) from the start to s = 1."""
    ratios = [at(r, "null_norm", 1.0)[:3] / r.values["null_norm"][0, :3] * np.e for r in found]
    return between(ratios, 0.995, 1.005)


def floor_of_flow(found: Record) -> Verdict:
    """The training loss at s = 1 is the predicted floor of the slow flow, within 5%."""
    ratios = []
    for i in range(found.runs):
        one = found.take(i)
        slow = norm_flow_forecast.slow_flow(one, until=1.0)
        *_, last = (s for s in slow.start({}) if s is not None)
        ratios.append(at(one, "train_loss", 1.0)[0] / last.values["train_loss"][0])
    return between(ratios, 0.95, 1.05)


def twice_l1(found: Record) -> Verdict:
    """At the end the squared norm is twice the l1 norm of the teacher, within 3%."""
    truth = np.concatenate([norm_flow_forecast.known(found.take(i))["coefficients"]
                            for i in range(found.runs)])
    square = found.values["weight_norm"][-1] ** 2
    return between(square / (2 * np.abs(truth).sum(1)), 0.97, 1.03)


@rule
def same_path(found: tuple[Array, Array], most: float) -> Verdict:
    """The largest distance between two paths is at most `most`."""
    return between(np.abs(np.subtract(*found)).max(), 0, most)


def delay_law(found: Sequence[Record]) -> Verdict:
    """λt at which the test loss falls below 1% of its first value is the same for λ up to 0.01."""
    products = [(flow_time_of(r, "test_loss", 0.01) * r.sweep["weight_decay"])[2:-1]
                for r in found]
    return between([p.max() / p.min() for p in products], 1, 1.1, "largest over smallest λt")


def fit_at_once(found: Sequence[Record]) -> Verdict:
    """The training loss falls below 1% of its first value at the same flow time for all SMALL."""
    times = [flow_time_of(r, "train_loss", 0.01)[1:-1] for r in found]
    return between([t.max() / t.min() for t in times], 1, 2, "largest over smallest t")


def too_much(found: Sequence[Record]) -> Verdict:
    """At decay 0.3 the training loss never falls below 1% of its first value."""
    t = np.array([flow_time_of(r, "train_loss", 0.01)[0] for r in found])
    return Verdict(bool(np.isnan(t).all()), f"{np.isnan(t).sum()} of {len(t)} seeds never")


@rule
def bias(found: Sequence[Record], low: float, high: float) -> Verdict:
    """The slope of ln final test loss over ln λ, for decays that reach s = 15."""
    return between([log_slope(SMALL[:4], r.values["test_loss"][-1][1:5])[0] for r in found],
                   low, high, "slope")


@rule
def error_rate(
    found: tuple[Sequence[Record], Sequence[Record]], s: float, low: float, high: float
) -> Verdict:
    """The slope of ln distance to the slow flow over ln λ at a slow time, λ 0.01 to 3e-4."""
    slopes = []
    for r, slow in zip(*found, strict=True):
        gap = np.linalg.norm(at(r, "weights", s) - at(slow, "weights", s), axis=1)
        slopes.append(log_slope(SMALL[1:], gap[2:-1])[0])
    return between(slopes, low, high, f"slope at s = {s:g}")


def plateau_grows(found: Sequence[Record]) -> Verdict:
    """The plateau of the test loss rises with the initial scale, and by over 5 times in all."""
    plateaus = np.array([at(r, "test_loss", 0.02) for r in found])
    steps = np.diff(plateaus, axis=1)
    return Verdict(bool((steps > 0).all() and (plateaus[:, 2] > 5 * plateaus[:, 0]).all()),
                   " / ".join(span(p) for p in plateaus.T))


def nuclear(found: Sequence[Record]) -> Verdict:
    """At the end the squared norm is twice the nuclear norm of U Vᵀ, within 1%."""
    return between([r.values["weight_norm"][-1] ** 2
                    / (2 * r.values["singular_values"][-1].sum(1)) for r in found], 0.99, 1.01)


@rule
def rank_found(
    found: Record | Sequence[Record], rank: int, error: float, rest: float
) -> Verdict:
    """The first `rank` singular values are near the true ones, and the next one is small."""
    ends = [r.values["singular_values"][-1] for r in records(found)]
    truths = [norm_flow_forecast.known(r)["singular_values"] for r in records(found)]
    off = np.concatenate([np.abs(end / truth - 1)[:, :rank].max(1)
                          for end, truth in zip(ends, truths, strict=True)])
    after = np.concatenate([end[:, rank] for end in ends])
    good = (off < error) & (after < rest)
    return Verdict(bool(good.all()), f"{good.sum()} of {len(good)}: off by {span(off)}, "
                                     f"next value {span(after)}")


def matrix_error(found: tuple[Sequence[Record], Record]) -> Verdict:
    """At s = 1 the singular values differ from the slow flow's in proportion to λ."""
    runs, slow = found
    wanted = at(slow, "singular_values", 1.0)
    gaps = [np.linalg.norm(r.values["singular_values"][-1] - wanted) for r in runs]
    slope, _ = log_slope([r.sweep["weight_decay"][0] for r in runs], gaps)
    return between(slope, 0.9, 1.1, "slope")
