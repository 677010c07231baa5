"""Rules for the claims on training the first layer alone, and on where real training goes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grokviz.claims.ledger import Verdict
from grokviz.claims.norm_minimisation.rules import Rule, between
from grokviz.claims.norm_minimisation.runs import MARKS, at
from grokviz.metrics import Array
from grokviz.run import Record


def cosines(name: str, low: float, high: float) -> Rule:
    """The compass, over MARKS and seeds, within bounds."""
    return lambda found: between(found.values[f"cosine_{name}"], low, high, name)


def compass_falls(found: Record) -> Verdict:
    """The plain projection's cosine is lower at each mark than at the one before."""
    c = found.values["cosine_tangent"]
    means = " / ".join(f"{v:.2f}" for v in c.mean(1))
    return Verdict(bool((np.diff(c, axis=0) < 0).all()),
                   f"{means} at s = {', '.join(map(str, MARKS))}")


def beside(s: Sequence[float], low: float, high: float) -> Rule:
    """Test loss of training over that of the closed form, within bounds."""

    def rule(found: tuple[Record, Record]) -> Verdict:
        ratios = [float((at(found[0], "test_loss", t) / at(found[1], "test_loss", t))[0])
                  for t in s]
        return between(ratios, low, high)

    return rule


def same_accuracy(s: Sequence[float]) -> Rule:
    """Test accuracy the same at the nearest records."""

    def rule(found: tuple[Record, Record]) -> Verdict:
        a = np.array([[r.values["test_accuracy"][
            np.abs(r.values["slow_time"][:, 0] - t).argmin(), 0] for t in s] for r in found])
        pairs = ", ".join(f"{x:.2f}/{y:.2f}" for x, y in a.T)
        return Verdict(bool(np.array_equal(*a)), pairs)

    return rule


def layers_even(degree: int) -> Rule:
    """‖E‖² over q ‖W‖² at the end."""

    def rule(found: Record) -> Verdict:
        E, W = found.values["leaf_norms"][-1].T ** 2
        return between(E / (degree * W), 0.98, 1.02)

    return rule


def sooner(found: tuple[Record, Record]) -> Verdict:
    """Slow time at which training reaches the test loss of the closed form's end, over its own."""
    real, closed = found
    level, end = closed.values["test_loss"][-1, 0], closed.values["slow_time"][-1, 0]
    reached = real.values["test_loss"][:, 0] < level
    s = real.values["slow_time"][reached.argmax(), 0] if reached.any() else np.nan
    return between(s / end, 1.2, 2.2)


def smooth_norm(found: Record) -> Verdict:
    """From s = 0.3 on no step of 0.05 in s changes the norm by more than a fiftieth."""
    s = np.arange(0.3, 3, 0.05)
    norm = np.array([at(found, "weight_norm", t) for t in s])
    return between(1 - norm[1:] / norm[:-1], 0, 0.02, "fall")


def same_gradients(most: float) -> Rule:
    """A formula and finite differences of it, relative to the largest entry."""

    def rule(found: dict[str, tuple[Array, Array]]) -> Verdict:
        off = {k: np.abs(a - b).max() / np.abs(a).max() for k, (a, b) in found.items()}
        return Verdict(max(off.values()) < most, ", ".join(f"{k} {v:.0e}" for k, v in off.items()))

    return rule
