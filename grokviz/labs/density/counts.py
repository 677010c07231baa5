"""Counts of a record as shares, and the run among several that the settings choose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from grokviz.metrics import binomial_interval
from grokviz.run import Array, Record

MIDDLE = {"width": 16, "n_train": 8, "depth": 1, "init_scale": 1.0}     # chosen first
COLUMNS = tuple(MIDDLE)


class Counts(NamedTuple):
    """Counts of a run up to a record: networks drawn, those that fit, and the good ones of them."""

    drawn: int
    fit: int
    good: int

    @property
    def fit_share(self) -> float:
        return self.fit / self.drawn if self.drawn else np.nan

    @property
    def good_share(self) -> float:
        return self.good / self.fit if self.fit else np.nan

    @property
    def most(self) -> float:
        """The largest share of fitting networks that the counts allow, with 95% certainty."""
        return float(binomial_interval(self.fit, self.drawn)[1])


def counts(record: Record, run: int, at: int = -1) -> Counts:
    """The counts of a run."""
    return Counts(int(record.steps[at]), int(record.values["fit"][at, run]),
                  int(record.values["good"][at, run]))


def swept(record: Record) -> str:
    """The column that differs between the runs; the width if none does."""
    return next((name for name in COLUMNS if name in record.sweep
                 and len(set(record.sweep[name].tolist())) > 1), "width")


def nearest(record: Record, wanted: Mapping[str, Any] = MIDDLE) -> int:
    """The run whose setting is nearest to the wanted one, by ratio."""
    name = swept(record)
    column = np.asarray(record.sweep[name], float)
    return int(np.abs(np.log(column / float(np.ravel(wanted.get(name, MIDDLE[name]))[0]))).argmin())


def first(record: Record, name: str, run: int) -> float:
    """The first recorded number of networks with any of this count; nan if there is none."""
    there = np.flatnonzero(record.values[name][:, run] > 0)
    return float(record.steps[there[0]]) if len(there) else np.nan


def shares(record: Record, since: int = 0) -> dict[str, Array]:
    """Shares with their intervals, each (records, runs): fit and both of all that were drawn, good
    of those that fit; nan without a trial."""
    fit, good = (record.values[k][since:] for k in ("fit", "good"))
    drawn = np.broadcast_to(record.steps[since:, None], fit.shape)
    found: dict[str, Array] = {}
    for name, hits, trials in (("fit", fit, drawn), ("both", good, drawn), ("good", good, fit)):
        low, high = binomial_interval(hits, trials)
        share = np.where(trials > 0, hits / np.maximum(trials, 1), np.nan)
        found |= {name: share, f"{name}_low": low, f"{name}_high": high}
    return found
