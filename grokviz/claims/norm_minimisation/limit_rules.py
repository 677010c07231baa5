"""Rules for the claims on where the two phases end: at λ → 0, and at t → ∞."""

from __future__ import annotations

import numpy as np

from grokviz.claims.ledger import Verdict
from grokviz.claims.norm_minimisation.runs import at
from grokviz.claims.rules import excludes, row, rule
from grokviz.metrics import Array
from grokviz.recipes import norm_flow_forecast
from grokviz.run import Record


@rule
@excludes("frozen", "reversed")
def stationary(found: Record, before: float, after: float) -> Verdict:
    """The share of w along the manifold is at least `before` at s = 0.05, below `after` at the end.

    It is the length of the projection on the tangent space over that of w. At a minimum of the
    norm on the manifold it is 0.
    """
    known = norm_flow_forecast.known(found)
    shares = [_along(known["inputs"], w) for w in (at(found, "weights", 0.05),
                                                   found.values["weights"][-1])]
    holds = (shares[0] >= before).all() and (shares[1] < after).all()
    return Verdict(bool(holds), f"{shares[0].min():.2f}, then {shares[1].max():.1e}")


def _along(inputs: Array, weights: Array) -> Array:
    """Share of w in the kernel of J = (X v, X u), (runs,), of the diagonal network."""
    shares = []
    for X, w in zip(inputs, weights, strict=True):
        u, v = np.split(w, 2)
        J = np.concatenate([X * v, X * u], 1)
        normal = J.T @ np.linalg.lstsq(J @ J.T, J @ w, rcond=None)[0]
        shares.append(np.linalg.norm(w - normal) / np.linalg.norm(w))
    return np.array(shares)


@rule
@excludes("frozen", "permuted")
def do_not_commute(found: Record, t: float, s: float, least: float, spread: float) -> Verdict:
    """Distance from where the run without decay ends, over its norm, for λ 0.01 to 3e-4.

    At a fixed flow time it falls by a factor of `least` at least. At a fixed slow time it is over
    a half, and the largest at most `spread` times the smallest.
    """
    end = found.values["weights"][-1, -1]
    fixed = at(_by_flow_time(found), "weights", t)
    early, late = (np.linalg.norm(w[2:-1] - end, axis=1) / np.linalg.norm(end)
                   for w in (fixed, at(found, "weights", s)))
    apart = late.min() > 0.5 and late.max() <= spread * late.min()
    return Verdict(bool(apart and early[0] >= least * early[-1]),
                   f"{row(early, '.2g')} at t = {t:g}, {row(late, '.3f')} at s = {s:g}")


def _by_flow_time(found: Record) -> Record:
    """The same runs, each by flow time."""
    return Record(found.name, found.settings, found.sweep, found.steps,
                  {**found.values, "slow_time": found.values["flow_time"]})
