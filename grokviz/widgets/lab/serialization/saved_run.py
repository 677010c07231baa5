"""A saved run: what the file holds, and the checks before the run continues.

Besides the numbers, the NPZ of a lab holds the state to continue from, and the history of the run.
The history is a list of segments. Each has a first step, settings, and changes of hot settings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from grokviz.i18n import t
from grokviz.run import Experiment, Record, Snapshot, State, Stream
from grokviz.storage.files import StoreError
from grokviz.store import Saved
from grokviz.widgets.controls.schema import fields, many, text
from grokviz.widgets.lab.serialization.permalink import LEG, WANTED
from grokviz.widgets.player.branching import Segment

TOLD = fields({"link": text(10**7), "view": text(), "wanted": WANTED, "run": many(LEG, 100, 1)})
_END = 2**53            # larger than any step
LATER = ("function_slice", "embedding")         # values that older files may lack


class Told(NamedTuple):
    """The history of a saved run."""

    link: str                   # the lab's link when the file was saved
    view: str
    wanted: dict[str, Any]      # settings
    run: list[list[Any]]        # segments in the form of `plain_segments`


def told(saved: Saved) -> Told:
    """The history in a file; StoreError if the file has none, or has one that is not valid."""
    made = saved.about["made"]
    if not saved.state or "run" not in made:
        raise StoreError(t("saved.holds_numbers_no_run", name=saved.name))
    found = Told(*(made.get(name) for name in Told._fields))
    try:
        TOLD(found._asdict(), "run")            # the file may be forged
    except ValueError:
        raise StoreError(t("saved.not_say_run_came", name=saved.name)) from None
    return found


def check_fits(saved: Saved, experiment: Experiment) -> None:
    """Raise StoreError unless the experiment can continue the file as if it had never stopped.

    The check asks the experiment for one snapshot from the saved state, because only a real
    start shows whether every array fits.
    """
    record, state = saved.record, saved.state
    shapes = {name: column.shape for name, column in record.sweep.items()}
    holds = (
        shapes == {name: np.shape(column) for name, column in experiment.sweep.items()}
        and _is_step(state.get("step"), experiment.settings.get("steps", _END))
        and all(value.dtype.kind in "biuf" for value in state.values())
    )
    first = None
    try:
        if holds:
            first = _first(experiment, state) or _first(experiment)
    except ArithmeticError:             # a diverged loss is reported at Start
        return
    except Exception:                   # a forged state may raise anything in an engine
        pass
    had = {name: value.shape[1:] for name, value in record.values.items()}
    if first is None or any(had.get(name) != value.shape for name, value in first.values.items()
                            if name in had or name not in LATER):
        raise StoreError(t("saved.holds_run_not_fit", name=saved.name))


def as_recorded(experiment: Experiment, record: Record) -> Experiment:
    """The experiment without the values that an older record lacks."""
    def start(hot: Mapping[str, Any], *state: State) -> Stream:
        with closing(experiment.start(hot, *state)) as stream:
            for snapshot in stream:
                yield snapshot and replace(snapshot, values={
                    name: value for name, value in snapshot.values.items()
                    if name in record.values or name not in LATER})

    older = any(name not in record.values for name in LATER)
    return replace(experiment, start=start) if older else experiment


def _is_step(step: np.ndarray | None, last: int) -> bool:
    return step is not None and step.shape == () and step.dtype.kind in "iu" and bool(
        0 <= step <= last)


def _first(experiment: Experiment, *state: State) -> Snapshot | None:
    with closing(experiment.start({}, *state)) as stream:
        return next((snapshot for snapshot in stream if snapshot is not None), None)


def plain_segments(run: Sequence[Segment]) -> list[list[Any]]:
    return [[segment.step, segment.wanted,
             [[c.step, c.name, list(c.value)] for c in segment.changes]]
            for segment in run]
