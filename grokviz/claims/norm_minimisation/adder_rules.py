"""Rules for the claims on adders."""

from __future__ import annotations

import numpy as np

from grokviz.claims.ledger import Verdict
from grokviz.claims.rules import between, excludes, row, rule, span
from grokviz.metrics import Array, first_step
from grokviz.run import Record
from grokviz.theory import adder


@rule
@excludes("frozen", "reversed", "permuted", "x0.5", "x1.3")
def closed_form(found: Record, most: float) -> Verdict:
    """Every recorded step of every run is that of the closed form, within `most`."""
    wanted = adder.descent(found.values["weights"][0], found.sweep["learning_rate"],
                           found.sweep["weight_decay"], found.steps)
    gap = np.abs(found.values["weights"] - wanted).max()
    return Verdict(bool(gap <= most), f"at most {gap:.0e} apart")


@rule
@excludes("frozen", "permuted", "x0.5", "x1.3")
def ends_at_floors(found: Record, relative: float) -> Verdict:
    """Both losses end at their floors."""
    n = found.values["weights"].shape[2]
    floors = adder.floors(found.sweep["weight_decay"], n)
    train, test = (found.values[f"{side}_loss"][-1] / floor
                   for side, floor in zip(("train", "test"), floors, strict=True))
    return between([train, test], 1 - relative, 1 + relative, "losses over their floors")


@rule
@excludes("frozen", "swapped", "equal", "reversed", "permuted")
def fits_then_adds(found: Record, below: float, fit: int, spread: float) -> Verdict:
    """Every run fits by step `fit`, and adds 5 times as late or later, as 1/λ.

    Squared errors count as small below `below`; the training loss is half of one. The largest
    λ times step is at most `spread` times the smallest.
    """
    train = first_step(found.steps, 2 * found.values["train_loss"] < below)
    test = first_step(found.steps, found.values["test_loss"] < below)
    product = found.sweep["weight_decay"] * test
    late = test >= 5 * np.maximum(train, 1)
    holds = ((train <= fit) & late).all() and product.max() <= spread * product.min()
    return Verdict(bool(holds), f"fits at {row(train, '.0f')}, adds at {row(test, '.0f')}")


@rule
@excludes("frozen", "x0.5", "x1.3")
def straight(found: Record, fitted: int, cosine: float, relative: float) -> Verdict:
    """From step `fitted` on the weights move straight to the point where all are equal.

    The cosine of successive deviations from their mean is at least `cosine`; in the end each
    weight is 1 within `relative`, and they were apart before.
    """
    w = found.values["weights"][found.steps >= fitted, 0]
    off = w - w.mean(1, keepdims=True)
    sizes = np.linalg.norm(off, axis=1)
    least = ((off[1:] * off[:-1]).sum(1) / (sizes[1:] * sizes[:-1])).min()
    holds = least >= cosine and sizes[0] > 1 and (np.abs(w[-1] - 1) <= relative).all()
    return Verdict(bool(holds), f"cosine at least 1 - {1 - least:.0e}, ends at {span(w[-1])}")


@rule
@excludes("frozen", "x0.5", "x1.3")
def crosses_the_kink(found: Record, relative: float) -> Verdict:
    """From either side of the kink each weight ends at 2/(2 + λ).

    One run starts where the unit's sum is negative, the other where it is positive.
    """
    w = found.values["weights"]
    sides = np.sign(w[0].sum(1))
    end = w[-1] * (2 + found.sweep["weight_decay"][:, None]) / 2
    gap: Array = np.abs(end - 1)
    holds = sorted(sides) == [-1, 1] and (gap <= relative).all()
    return Verdict(bool(holds), f"ends at {span(w[-1])}, off by {gap.max():.1e}")
