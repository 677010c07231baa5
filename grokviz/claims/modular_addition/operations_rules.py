"""Rules on which circles and which representations an embedding holds."""

from __future__ import annotations

import numpy as np

from grokviz.algebra import fourier
from grokviz.claims.ledger import Runs, Verdict
from grokviz.claims.rules import excludes, rule

TOP = 5                 # frequencies that count as those in use


@rule
@excludes("reversed", "frozen")
def turns_by_exponents(runs: Runs, value: float, factor: float) -> Verdict:
    """At the end few frequencies of exponents hold more of the embedding than few of numbers.

    The share of 0, which has no exponent, is left out of both.
    """
    run = runs[value]
    embedding = run.values["embedding"][-1, 0].astype(float)
    by_number, by_exponent = (
        float(fourier.top_share(fourier.power(embedding[order]), TOP))
        for order in (np.arange(1, len(embedding)), fourier.powers_of_a_root(len(embedding))))
    return Verdict(by_exponent >= factor * by_number,
                   f"{by_exponent:.0%} of exponents, {by_number:.0%} of numbers")


@rule
@excludes("swapped", "equal", "frozen")
def memorised(runs: Runs, value: float, most: float) -> Verdict:
    """The run fits the training set; its test accuracy never exceeds `most`."""
    run = runs[value]
    best = float(run.values["test_accuracy"].max())
    return Verdict(bool(np.isfinite(run.t_train[0])) and best <= most, f"test at most {best:.1%}")


@rule
@excludes("reversed", "frozen")
def few_representations(runs: Runs, value: float, top: int, factor: float) -> Verdict:
    """The share of power in the `top` strongest representations grows by `factor`."""
    shares = fourier.top_share(runs[value].values["fourier_power"][:, 0].astype(float), top)
    return Verdict(bool(shares[-1] >= factor * shares[0]), f"{shares[0]:.0%} to {shares[-1]:.0%}")
