"""Comparing runs: their names, their histories, and the differences between their values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from grokviz.i18n import t
from grokviz.metrics import Time, median_time
from grokviz.run import Record
from grokviz.settings import Table
from grokviz.widgets.components import table
from grokviz.widgets.lab.views.view_state import ViewState
from grokviz.widgets.player.branching import Segment, segments
from grokviz.widgets.plots.core.marks import power

Settings = Mapping[str, Any]


class Run(NamedTuple):
    """A run in a comparison."""

    name: str
    colour: str
    segments: Sequence[Segment]
    record: Record | None


def differing(runs: Sequence[Settings]) -> list[str]:
    """Names of the settings that differ between the runs."""
    names = dict.fromkeys(name for settings in runs for name in settings)
    return [n for n in names if any(s.get(n) != runs[0].get(n) for s in runs)]


def show(settings: Table, name: str, value: Any) -> str:
    """A setting's value as text; a list as its first and last value."""
    if isinstance(value, list):
        return f"{settings[name].show(value[0])}…{settings[name].show(value[-1])}"
    return settings[name].show(value)


def turn(settings: Table, step: int, name: str, value: Any) -> str:
    """One change of a setting during a run, and its step, in words."""
    return t("compare.turned_at", symbol=settings[name].symbol,
             value=show(settings, name, value), step=f"{step:,}")


def turned(settings: Table, segments: Sequence[Segment]) -> list[str]:
    """All changes of settings during a run, in words."""
    return [turn(settings, *each) for each in course(segments)]


def measured(values: Any) -> str:
    """A measure as text: of one run its value, of several the median and the share of finite
    values. Of times the record before is named too."""
    values = np.atleast_1d(values) if not isinstance(values, tuple) else values
    there = [value for value in values if np.isfinite(value)]
    timed = all(isinstance(value, Time) for value in there)
    middle = power(median_time(there) if timed else float(np.median(there))) if there else "–"
    return middle if len(values) == 1 else f"{middle} ({len(there)}/{len(values)})"


def course(segments: Sequence[Segment]) -> list[tuple[int, str, Any]]:
    """(step, setting, value) of all changes during a run, including those of branches."""
    now, said = dict(segments[0].wanted), []
    for segment in segments:
        said += [(segment.step, n, v) for n, v in segment.wanted.items() if now.get(n) != v]
        now.update(segment.wanted)
        for change in segment.changes:
            values = list(change.value)
            now[change.name] = values[0] if len(set(values)) == 1 else values
            said.append((change.step, change.name, now[change.name]))
    return said


def comparison(
    runs: Sequence[Run], measures: Mapping[str, Callable[[Record], Any]], settings: Table,
    main: Sequence[str],
) -> str:
    """A table with one run a column; rows in bold differ between the runs.

    Its rows are the settings in `main` and those that differ, the changes during the runs, and
    the measures. Empty if there are fewer than two runs, or no measures.
    """
    if len(runs) < 2 or not measures:
        return ""
    began = [run.segments[0].wanted for run in runs]
    differ = differing(began)
    names = [n for n in settings if n in (*main, *differ) and n in began[0]]
    rows = [[settings[n].symbol, *(show(settings, n, one[n]) for one in began)] for n in names]
    bold = [i for i, n in enumerate(names) if n in differ]
    courses = [", ".join(turned(settings, run.segments)) or "–" for run in runs]
    if set(courses) != {"–"}:
        bold += [len(rows)] * (len(set(courses)) > 1)
        rows.append([t("compare.turned"), *courses])
    rows += [[t(name), *(measured(measure(run.record)) if run.record else "–" for run in runs)]
             for name, measure in measures.items()]
    return table(["", *(run.name for run in runs)], rows,
                 t("compare.runs_beside_each_other"), bold,
                 ["", *(run.colour for run in runs)])


def history(view_state: ViewState) -> tuple[Segment, ...]:
    """The history of the run in front; ValueError if there is no run to compare."""
    if view_state.player.record is None or not view_state.view.measures:
        raise ValueError(t("compare.no_run_press_start"))
    if view_state.tree.front is not None:
        return segments(view_state.tree.front)
    # a stored record
    return (Segment(0, view_state.asked or {}, view_state.player.record.changes),)


def with_(before: Sequence[Segment], name: str, value: Any) -> tuple[Segment, ...]:
    """The same history, except that one setting has this value throughout."""
    return tuple(
        replace(segment, wanted={**segment.wanted, name: value},
                changes=tuple(c for c in segment.changes if c.name != name)) for segment in before
    )


def difference(record: Record, other: Record, name: str) -> tuple[np.ndarray, np.ndarray]:
    """A value of one record minus that of another, on a common grid of steps.

    Returns
    -------
    steps : array, shape (points,)
        The steps of `record` that both runs have reached.
    values : array, shape (points, runs)
        Between its own steps, `other` is interpolated linearly.

    Raises
    ------
    ValueError
        If the numbers of runs differ and neither is one.
    """
    if record.runs != other.runs and 1 not in (record.runs, other.runs):
        raise ValueError(t("compare.runs_runs_no_difference", runs=record.runs, others=other.runs))
    if not len(record.steps) or not len(other.steps):
        return np.empty(0), np.empty((0, max(record.runs, other.runs)))
    both = record.until(other.steps[-1])
    theirs = np.stack([np.interp(both.steps, other.steps, column)
                       for column in other.values[name].T], axis=-1)
    return both.steps, both.values[name] - theirs
