"""How the runs of an ensemble differ in a picture: their values, names and colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets import theme


def swept(record: Record) -> tuple[str | None, np.ndarray]:
    """The setting that differs between the runs, and its values: the first such column."""
    for name, column in record.sweep.items():
        if len(np.unique(column)) > 1:
            return name, np.asarray(column)
    return None, np.zeros(record.runs)


def tags_at(
    tags: Sequence[tuple[np.ndarray, np.ndarray, str, str]]
) -> list[tuple[float, float, str, str]]:
    """Places for the names of lines, each shifted a bit further: (x, y, name, colour)."""
    named = [tag for tag in tags if tag[2]]
    placed = []
    for i, (x, y, *said) in enumerate(named):
        at = round((len(x) - 1) * (0.4 + 0.5 * (i + 0.5) / len(named)))
        placed.append((x[at], y[at], *said))
    return placed


def names_of_runs(record: Record, symbols: Mapping[str, str]) -> list[str]:
    """For each run, the setting that differs and its value; empty for a single run."""
    name, values = swept(record)
    if name is None:
        return [f"{i + 1}" if record.runs > 1 else "" for i in range(record.runs)]
    symbol = symbols[name] if name in symbols else t(name)
    return [f"{symbol} {short(name, v)}".strip() for v in values]


def rows_of(record: Record, rows: int = 8) -> list[int]:
    """Numbers of the records in a table, from the newest down to the first, evenly spaced in the
    logarithm of the step."""
    last = len(record.steps) - 1
    steps = np.geomspace(1, max(record.steps[-1], 1), rows - 1)
    at = np.searchsorted(record.steps, steps * (1 + 1e-9), side="right") - 1
    return sorted({0, last, *np.clip(at, 0, last).tolist()}, reverse=True)


def colours_of(record: Record) -> list[str] | None:
    """The colour of each run, ordered by the setting that differs; None for a single run."""
    name, values = swept(record)
    order = np.unique(values, return_inverse=True)[1]
    ramp = theme.ramp(order.max() + 1)
    return None if name is None else [ramp[i] for i in order]


def short(name: str, value: Any) -> str:
    if isinstance(value, str):                  # the setting is a choice
        return t(value.replace("_", " "))
    return t("name.off") if name == "weight_decay" and value == 0 else f"{value:.3g}"
