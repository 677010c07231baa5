"""Rules on the bits that a network reads, before and after it generalises."""

from __future__ import annotations

import numpy as np

from grokviz.claims.ledger import Runs, Verdict
from grokviz.claims.rules import excludes, row, rule
from grokviz.run import Record


@rule
@excludes("swapped", "equal", "frozen", "x1.3")
def chance_when_fitted(runs: Runs, value: float, most: float) -> Verdict:
    """When the run has fitted its training set, test accuracy is at most `most`."""
    run = runs[value]
    test = _at(run, "test_accuracy", run.t_train[0])
    return Verdict(bool(test <= most), f"test {test:.0%} at t_train")


@rule
@excludes("reversed", "frozen", "x0.5")
def reads_relevant_bits(runs: Runs, value: float, first: float, last: float) -> Verdict:
    """The share of the relevant bits is below `first` at the start, and `last` or more at the
    end."""
    share = runs[value].values["relevant_share"][[0, -1], 0]
    return Verdict(bool(share[0] < first and share[1] >= last), row(share, ".2f"))


@rule
@excludes("reversed", "frozen", "x0.5")
def cleans_up(runs: Runs, value: float, then: float, last: float) -> Verdict:
    """The share of the relevant bits is at most `then` at t_test, and `last` or more at the end."""
    run = runs[value]
    share = [_at(run, "relevant_share", run.t_test[0]), run.values["relevant_share"][-1, 0]]
    return Verdict(bool(share[0] <= then and share[1] >= last),
                   f"{share[0]:.2f} at t_test, {share[1]:.2f} at the end")


def _at(run: Record, name: str, step: float) -> float:
    """A value of the first run at a recorded step; nan if there is no such step."""
    at = np.flatnonzero(run.steps == step)
    return float(run.values[name][at[0], 0]) if len(at) else np.nan
