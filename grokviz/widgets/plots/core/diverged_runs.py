"""Sentences on runs that diverged while others continue, and records without those runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grokviz.divergence import Diverged, Lost
from grokviz.i18n import t
from grokviz.run import Record


def lost_words(record: Record, names: list[str]) -> str:
    """A sentence on the diverged runs, their first step and the reason; empty if there are none.

    `names` says how the runs differ.
    """
    if not record.diverged:
        return ""
    first = record.diverged[0]
    if len(record.diverged) == 1:
        name = names[first.run]
        return t("diverged.run_lost",
                 number=first.run + 1, name=f" ({name})" if name else "", step=first.step,
                 why=why(first))
    return t("diverged.runs_lost",
             lost=len(record.diverged), runs=record.runs, step=first.step, why=why(first))


def why(lost: Lost) -> str:
    """The final loss of a diverged run in words, and its learning rate."""
    said = (t("diverged.its_loss_passed", loss=lost.loss) if np.isfinite(lost.loss)
            else t("diverged.loss_no_number_any"))
    rate = lost.settings.get("learning_rate")
    return said if rate is None else said + t("diverged.at_learning_rate", rate=rate)


def gone(record: Record) -> np.ndarray:
    """True for each run that diverged, (runs,)."""
    return np.isin(np.arange(record.runs), [lost.run for lost in record.diverged])


def living(record: Record) -> Record:
    """The record without diverged runs."""
    return record.take(~gone(record)) if record.diverged else record


def law_of(view_state: Any, record: Record) -> Any:
    """The prediction for the run in front; None if the record lacks some of its runs."""
    return view_state.law if record.runs == view_state.shown.runs else None


def as_error(record: Record | None) -> Diverged | None:
    """The diverged runs of a record as an error, for a remedy; None if there are none."""
    return Diverged.of(record.diverged) if record is not None and record.diverged else None


def share_lost(record: Record, values: np.ndarray) -> Mapping[object, str]:
    """Value of the setting that differs -> number of diverged runs with it, in words."""
    away, words = gone(record), {}
    for value in np.unique(values[away]):
        mine = values == value
        lost, runs = int((away & mine).sum()), int(mine.sum())
        words[value] = t("common.diverged") if lost == runs else t("diverged.share_lost", lost=lost,
                                                            runs=runs)
    return words
