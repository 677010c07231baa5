"""Values of a record that are drawn as lines: their looks and their numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets.plots.core.ensemble import names_of_runs, rows_of
from grokviz.widgets.plots.core.marks import power
from grokviz.widgets.theme import Look


class Series(NamedTuple):
    """A value of the record, its look, and the word beside its line."""

    value: str
    look: Look
    word: str


def groups(series: Sequence[Series]) -> list[list[Series]]:
    """Series with the same look except for the colour, which one mark can draw in one message."""
    looks = [each.look._replace(colour="") for each in series]
    return [[each for each, look in zip(series, looks, strict=True) if look == one]
            for one in dict.fromkeys(looks)]


def together(
    series: Sequence[Series], points: Mapping[str, tuple[np.ndarray, np.ndarray]],
    colours: list[str] | None,
) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """The lines of several series for one mark, with colours by run, or else by series. A series
    without points gets an invisible line."""
    x, first = next(iter(points.values()))
    y = [points[each.value][1] if each.value in points else np.full_like(first, np.nan)
         for each in series]
    own = [each.look.colour for each in series for _ in first]
    return (x if x.ndim == 1 else np.tile(x, (len(series), 1)), np.concatenate(y),
            colours * len(series) if colours else own)


def known(x: np.ndarray, y: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """The finite part of each line (runs, points); lines without finite points are omitted."""
    x = np.broadcast_to(x, y.shape)
    return [(x[run][there], y[run][there]) for run, there in enumerate(np.isfinite(y))
            if there.any()]


def newest(record: Record, series: Sequence[Series], label: str) -> str:
    """The newest number of each series, or its range over several runs; `label` names a series
    without a word."""
    said = []
    for each in series:
        now = record.values[each.value][-1]
        now = now[np.isfinite(now)]
        if not len(now):                                # the remaining runs lack this value
            continue
        span = power(float(now.min()))
        if record.runs > 1:
            span = t("common.range", low=span, high=power(float(now.max())))
        said.append(f"{each.word or label} {span}")
    return ", ".join(said)


def table(
    record: Record, series: Sequence[Series], label: str, symbols: Mapping[str, str]
) -> tuple[list[str], list[list[str]]]:
    """Headings and rows, the newest first: one column for each run of each series."""
    heads = [f"{each.word or label} {name}".strip() for each in series
             for name in names_of_runs(record, symbols)]
    since = {lost.run: lost.step for lost in record.diverged}

    def cell(i: int, run: int, value: float) -> str:
        gone = since.get(run, np.inf) <= record.steps[i]
        return t("common.diverged") if gone else power(float(value))

    rows = [[f"{record.steps[i]:,}", *(cell(i, run, v) for each in series
                                       for run, v in enumerate(record.values[each.value][i]))]
            for i in rows_of(record)]
    return [t("common.step"), *heads], rows
