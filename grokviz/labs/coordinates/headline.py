"""Headlines of the coordinates lab: for a run of each case, the L and the U, and the map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grokviz.labs import headline as heads
from grokviz.labs.headline import NOTHING, Headline
from grokviz.run import Record
from grokviz.widgets.plots.core.marks import power

ERROR = 0.3             # test error that counts in the law: a third of what the mean alone gives
HEADLINES = {                           # case and phase; other phases have common words
    "image untrained": "headline.coordinates.image.untrained",
    "image memorised": "headline.coordinates.image.memorised",
    "image moving": "headline.coordinates.image.moving",
    "image grokked": "headline.coordinates.image.grokked",
    "sound untrained": "headline.coordinates.sound.untrained",
    "sound memorised": "headline.coordinates.sound.memorised",
    "sound moving": "headline.coordinates.sound.moving",
    "sound grokked": "headline.coordinates.sound.grokked",
    "equation untrained": "headline.coordinates.equation.untrained",
    "equation memorised": "headline.coordinates.equation.memorised",
    "equation moving": "headline.coordinates.equation.moving",
    "equation grokked": "headline.coordinates.equation.grokked",
    "law": "headline.coordinates.law", "law, question": "headline.coordinates.law_question",
    "map": "headline.coordinates.map",
}


def headline(
    record: Record | None, state: str = "running", wanted: Mapping[str, Any] = NOTHING
) -> Headline:
    """The headline of a run of any case."""
    phase = heads.phase(record, state)
    key = HEADLINES.get(f"{_case(record, wanted)} {phase}") or heads.HEADLINES[phase]
    return heads.say(key, **heads.numbers(record, wanted) | _errors(record))


def _case(record: Record | None, wanted: Mapping[str, Any]) -> str:
    made = wanted if record is None else record.settings
    return "equation" if "equation" in made else (
        "sound" if "bandwidth" in made and "target" not in made else "image")


def curve_headline(
    record: Record | None, state: str = "running", wanted: Mapping[str, Any] = NOTHING
) -> Headline:
    """The headline of the L and the U."""
    return heads.of_the_curve(record, lowest)


def law_headline(
    record: Record | None, state: str = "running", wanted: Mapping[str, Any] = NOTHING
) -> Headline:
    """The headline of the runs of the law: of how many the test error fell below the bound."""
    if record is None or heads.untrained(record):
        return heads.say(HEADLINES["law, question"])
    return heads.say(HEADLINES["law"], runs=record.runs, fell=fallen(record))


def fallen(record: Record) -> int:
    """The number of runs whose test error fell below `ERROR`."""
    return int(np.isfinite(record.times("test_loss", below=ERROR)).sum())


def map_headline(
    record: Record | None = None, state: str = "running", wanted: Mapping[str, Any] = NOTHING
) -> Headline:
    """The headline of the map over bandwidth and samples."""
    return heads.say(HEADLINES["map"])


def lowest(record: Record) -> tuple[float, float]:
    """Weight norm and test loss at the bottom of the U; nan if no cell is trained."""
    norm, loss = (record.values[name][-1] for name in ("weight_norm", "test_loss"))
    if not np.isfinite(loss).any():
        return np.nan, np.nan
    best = int(np.nanargmin(loss))
    return float(norm[best]), float(loss[best])


def _errors(record: Record | None) -> dict[str, str]:
    """The error of the solution, and the residual between the points, as they are written."""
    if record is None or "dense_residual" not in record.values or not len(record.steps):
        return {"error": "–", "dense": "–"}
    return {name: power(float(record.values[value][-1, 0]))
            for name, value in (("error", "test_loss"), ("dense", "dense_residual"))}
