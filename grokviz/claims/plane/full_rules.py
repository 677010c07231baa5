"""Rules for real training on the (w, m) plane: decoder and representation, no map.

A rule gets the runs of one seed by weight decay.
"""

from __future__ import annotations

import numpy as np

from grokviz.claims.ledger import Runs, Verdict
from grokviz.claims.rules import excludes, row, rule
from grokviz.landscapes.reduced import BOUNDARY
from grokviz.run import Record


@rule
@excludes("frozen", "reversed", "permuted")
def full_drift(runs: Runs, error: float, line: float = BOUNDARY) -> Verdict:
    """From where the training loss falls below `line`, ln w falls by ηλ a step."""
    ratios = [-growth(run, line) / _pull(run) for decay, run in runs.items() if decay]
    return Verdict(bool((np.abs(np.array(ratios) - 1) <= error).all()), row(ratios, ".2f"))


@rule
@excludes("frozen", "reversed", "permuted")
def outwards(runs: Runs, decay: float, line: float, least: float) -> Verdict:
    """Without decay ln w grows from `line` on, by `least` of ηλ a step or more.

    AdamW's decay takes ηλ off ln w in a step; all that is missing are the steps of Adam itself. So
    the part that is missing with decay has to be that growth or more.
    """
    alone, pull = growth(runs[0.0], line), _pull(runs[decay])
    missing = pull + growth(runs[decay], line)
    return Verdict(bool(alone >= least * pull and missing >= alone),
                   f"grows by {alone / pull:.2f} ηλ, missing {missing / pull:.2f} ηλ")


def growth(run: Record, line: float) -> float:
    """Mean rise of ln w a step from where the training loss falls below `line`; nan if never."""
    since = (run.values["train_loss"][:, 0] < line).cumsum() > 0
    if since.sum() < 2:
        return np.nan
    at = np.flatnonzero(since)[[0, -1]]
    rise = np.diff(np.log(run.values["decoder_norm"][at, 0]))[0]
    return float(rise / np.diff(run.steps[at])[0])


def _pull(run: Record) -> float:
    """ηλ."""
    return float(run.sweep["learning_rate"][0] * run.sweep["weight_decay"][0])
