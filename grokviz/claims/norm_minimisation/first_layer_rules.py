"""Rules for the claims on the first layer alone, and on the direction of real training."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grokviz.claims.ledger import Verdict
from grokviz.claims.norm_minimisation.runs import MARKS, at
from grokviz.claims.rules import between, row, rule
from grokviz.metrics import Array
from grokviz.run import Record

Pair = tuple[Record, Record]            # real training, and the closed form beside it


@rule
def cosines(found: Record, name: str, low: float, high: float) -> Verdict:
    """The cosine of the update with a direction lies within bounds at all MARKS and seeds."""
    return between(found.values[f"cosine_{name}"], low, high, name)


def compass_falls(found: Record) -> Verdict:
    """The plain projection's cosine is lower at each mark than at the one before."""
    c = found.values["cosine_tangent"]
    return Verdict(bool((np.diff(c, axis=0) < 0).all()),
                   f"{row(c.mean(1), '.2f')} at s = {', '.join(map(str, MARKS))}")


@rule
def beside(found: Pair, s: Sequence[float], low: float, high: float) -> Verdict:
    """Training's test loss over that of the closed form lies within bounds at slow times s."""
    ratios = [float((at(found[0], "test_loss", t) / at(found[1], "test_loss", t))[0]) for t in s]
    return between(ratios, low, high)


@rule
def same_accuracy(found: Pair, s: Sequence[float]) -> Verdict:
    """The two test accuracies are equal at the nearest records."""
    a = np.array([[r.values["test_accuracy"][
        np.abs(r.values["slow_time"][:, 0] - t).argmin(), 0] for t in s] for r in found])
    pairs = ", ".join(f"{x:.2f}/{y:.2f}" for x, y in a.T)
    return Verdict(bool(np.array_equal(*a)), pairs)


@rule
def layers_even(found: Record, degree: int) -> Verdict:
    """At the end ‖E‖² is q ‖W‖², where q is the degree of the activation."""
    E, W = found.values["leaf_norms"][-1].T ** 2
    return between(E / (degree * W), 0.98, 1.02)


def sooner(found: Pair) -> Verdict:
    """Training reaches the closed form's last test loss 1.2 to 2.2 times as late, in slow time."""
    real, closed = found
    level, end = closed.values["test_loss"][-1, 0], closed.values["slow_time"][-1, 0]
    reached = real.values["test_loss"][:, 0] < level
    s = real.values["slow_time"][reached.argmax(), 0] if reached.any() else np.nan
    return between(s / end, 1.2, 2.2)


def smooth_norm(found: Record) -> Verdict:
    """From s = 0.3 on the norm falls by at most 2% in each 0.05 of s."""
    s = np.arange(0.3, 3, 0.05)
    norm = np.array([at(found, "weight_norm", t) for t in s])
    return between(1 - norm[1:] / norm[:-1], 0, 0.02, "fall")


@rule
def same_gradients(found: dict[str, tuple[Array, Array]], most: float) -> Verdict:
    """A formula agrees with its finite differences, relative to the largest entry."""
    off = {k: np.abs(a - b).max() / np.abs(a).max() for k, (a, b) in found.items()}
    return Verdict(max(off.values()) < most, ", ".join(f"{k} {v:.0e}" for k, v in off.items()))
