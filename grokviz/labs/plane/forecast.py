"""Predicted paths on a map and their durations, and the path with an optimal direction.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Section 5. A path drifts straight to the
border at the speed eta lambda in ln w, then slides along it to the solution.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from grokviz.labs.plane.maps import Sheet
from grokviz.landscapes.reduced import SOLVED
from grokviz.landscapes.trajectory import COLUMNS, reduced_trajectory
from grokviz.landscapes.travel import Travel, travel
from grokviz.metrics import Time, first_times
from grokviz.recipes.toy_addition import SETTINGS
from grokviz.recording import record
from grokviz.run import Record


def ways(run: Record, sheet: Sheet) -> list[Travel]:
    """The parts of each path's duration."""
    return [travel(sheet.surface, run, i) for i in range(run.runs)]


def lines(run: Record, sheet: Sheet | None) -> list[np.ndarray]:
    """The predicted paths to their end points, each (points, 2)."""
    if sheet is None or run.changes:
        return []
    found = (np.array(way.way) for way in ways(run, sheet) if np.isfinite(way.time))
    return [np.concatenate([way[:2], way[2:]]) for way in found]


def law(run: Record, sheet: Sheet | None) -> Record:
    """The predicted w and m of each path, at the record's steps; nan without one."""
    if sheet is None or run.changes:
        return replace(run, values={})
    courses = [_course(way, run.steps) for way in ways(run, sheet)]
    w, m = (np.stack(part, 1) for part in zip(*courses, strict=True))
    return replace(run, values={"decoder_norm": w, "messiness": m})


def slaved(run: Record, sheet: Sheet) -> list[np.ndarray]:
    """The reduced paths from the starts of a training, each (points, 2)."""
    sweep = {k: run.sweep.get(k, np.full(run.runs, SETTINGS["flat"].default)) for k in COLUMNS}
    paths = record(reduced_trajectory(sheet.surface, sweep, int(run.settings["steps"]),
                                      name="slaved", settings={}), progress=False)
    both = (paths.values[k].T for k in ("decoder_norm", "messiness"))
    return [np.stack(each, -1) for each in zip(*both, strict=True)]


def arrival(run: Record) -> tuple[Time, ...]:
    """First step at which the test loss is at most `SOLVED`, of each run; nan where never."""
    return first_times(run.steps, run.values["test_loss"] <= SOLVED)


def descents(losses: np.ndarray, least: float = 1.05) -> int:
    """The number of falls of a curve by that factor, with equal rises in between."""
    falls, turn, down = 0, losses[0], False
    for loss in losses:
        if down == (loss < turn):                       # further the way it goes
            turn = loss
        elif abs(np.log(loss / turn)) >= np.log(least):
            falls, turn, down = falls + (not down), loss, not down
    return falls


def _course(way: Travel, steps: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if not np.isfinite(way.time):
        return np.full(len(steps), np.nan), np.full(len(steps), np.nan)
    when = np.cumsum([0.0, *way.legs])
    places = np.array(way.way)
    return (np.exp(np.interp(steps, when, np.log(places[:, 0]))),
            np.interp(steps, when, places[:, 1]))
