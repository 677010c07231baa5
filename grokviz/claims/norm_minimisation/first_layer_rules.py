"""Rules for the claims on the first layer alone, and on the direction of real training."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grokviz.claims.ledger import Verdict
from grokviz.claims.norm_minimisation.first_layer_runs import MARKS
from grokviz.claims.norm_minimisation.runs import at
from grokviz.claims.rules import between, excludes, row, rule
from grokviz.metrics import Array
from grokviz.run import Record

Pair = tuple[Record, Record]            # real training, and the closed form beside it


@rule
@excludes("x0.5", "x1.3")
def cosines(found: Record, name: str, low: float, high: float) -> Verdict:
    """The cosine of the update with a direction lies within bounds at all MARKS and seeds."""
    return between(found.values[f"cosine_{name}"], low, high, name)


@excludes("frozen", "reversed")
def compass_falls(found: Record) -> Verdict:
    """The plain projection's cosine is lower at each mark than at the one before."""
    c = found.values["cosine_tangent"]
    return Verdict(bool((np.diff(c, axis=0) < 0).all()),
                   f"{row(c.mean(1), '.2f')} at s = {', '.join(map(str, MARKS))}")


@rule
@excludes("swapped", "frozen")
def beside(found: Pair, s: Sequence[float], low: float, high: float) -> Verdict:
    """Training's test loss over that of the closed form lies within bounds at slow times s."""
    ratios = [float((at(found[0], "test_loss", t) / at(found[1], "test_loss", t))[0]) for t in s]
    return between(ratios, low, high)


@rule
@excludes("frozen")
def same_accuracy(found: Pair, s: Sequence[float]) -> Verdict:
    """The two test accuracies are equal at the nearest records."""
    a = np.array([[r.values["test_accuracy"][
        np.abs(r.values["slow_time"][:, 0] - t).argmin(), 0] for t in s] for r in found])
    pairs = ", ".join(f"{x:.2f}/{y:.2f}" for x, y in a.T)
    return Verdict(bool(np.array_equal(*a)), pairs)


@rule
@excludes("frozen")
def layers_even(found: Record, degree: int) -> Verdict:
    """At the end ‖E‖² is q ‖W‖², where q is the degree of the activation."""
    E, W = found.values["leaf_norms"][-1].T ** 2
    return between(E / (degree * W), 0.98, 1.02)


@excludes("frozen", "swapped")
def sooner(found: Pair) -> Verdict:
    """Training reaches the closed form's last test loss 1.2 to 2.2 times as late, in slow time."""
    real, closed = found
    level, end = closed.values["test_loss"][-1, 0], closed.values["slow_time"][-1, 0]
    reached = real.values["test_loss"][:, 0] < level
    s = real.values["slow_time"][reached.argmax(), 0] if reached.any() else np.nan
    return between(s / end, 1.2, 2.2)


@excludes("frozen", "swapped")
def smooth_norm(found: Record) -> Verdict:
    """From s = 0.3 on the norm falls, by at most 2% in each 0.05 of s; the accuracy jumps.

    The norm falls by over 10% in all, while the test accuracy goes from below 0.1 to above 0.9.
    """
    s = np.arange(0.3, 3, 0.05)
    norm, accuracy = (np.array([at(found, name, t)[0] for t in s])
                      for name in ("weight_norm", "test_accuracy"))
    jumps = accuracy[0] < 0.1 and accuracy[-1] > 0.9 and norm[-1] < 0.9 * norm[0]
    falls = between(1 - norm[1:] / norm[:-1], 0, 0.02, "fall")
    return Verdict(bool(falls.holds and jumps), f"{falls.measured}, {1 - norm[-1] / norm[0]:.0%} "
                   f"in all, accuracy {accuracy[0]:.2f} to {accuracy[-1]:.2f}")


@rule
@excludes("frozen", "swapped", "equal")
def fits_only(found: Record, s: float, most: float) -> Verdict:
    """At slow time s the training set is fitted, the norm has shrunk, and the test set is not.

    Training accuracy is 1, the norm at least 5% below its first value, test accuracy below `most`.
    """
    train, test = (float(at(found, f"{name}_accuracy", s)[0]) for name in ("train", "test"))
    norm = float(at(found, "weight_norm", s)[0] / found.values["weight_norm"][0, 0])
    return Verdict(train == 1 and norm < 0.95 and test < most,
                   f"test {test:.2f}, train {train:.2f}, norm {norm:.2f} of its first")


@rule
@excludes("frozen", "x0.5")
def round_circles(found: Record, s: float, least: float, most: float) -> Verdict:
    """At slow time s the mean aspect of the circles is at least `least`, their skew at most `most`.

    Both are further from a circle's, 1 and 0, at the start.
    """
    aspect, skew = (np.array([at(found, name, t).mean() for t in (0, s)])
                    for name in ("aspect", "skew"))
    holds = aspect[1] >= least and skew[1] <= most and np.diff(aspect) > 0 > np.diff(skew)
    return Verdict(bool(np.all(holds)), f"aspect {row(aspect, '.3f')}, skew {row(skew, '.3f')}")


@rule
@excludes("frozen")
def same_gradients(found: dict[str, tuple[Array, Array]], most: float) -> Verdict:
    """A formula agrees with its finite differences, relative to the largest entry.

    One number for all entries would show nothing, so they have to differ.
    """
    off = {k: np.abs(a - b).max() / np.abs(a).max() for k, (a, b) in found.items()}
    differ = all(np.ptp(a) > 0 for a, _ in found.values())
    return Verdict(bool(differ and max(off.values()) < most),
                   ", ".join(f"{k} {v:.0e}" for k, v in off.items()))
