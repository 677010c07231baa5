"""The tree of an experiment: a run, and the branches that leave it at some step.

The history of any run in the tree is a list of segments. A segment is a stretch of training
with fixed settings and some changes of hot settings. `segments` collects this list from a branch up
to its root.
`again` turns it into one experiment, which repeats the whole history from step 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.run import Change, Experiment, Hot, Record, State, Stream
from grokviz.widgets import theme
from grokviz.widgets.player.run_state import Job, in_force, same


@dataclass(frozen=True)
class Segment:
    """Training from `step` on with the settings `wanted`; `changes` lists later hot changes."""

    step: int
    wanted: Mapping[str, Any]
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Script:
    """Legs of a run to be repeated, the settings at its end, and the step to show then."""

    segments: tuple[Segment, ...]
    wanted: Mapping[str, Any]
    at: float | None = None

    @property
    def last(self) -> int:
        """The step of the last change in the script."""
        return max(max([each.step, *(c.step for c in each.changes)]) for each in self.segments)


def segments(run: TreeRun) -> tuple[Segment, ...]:
    """The history of a run in the tree."""
    if run.script:
        *before, last = run.script.segments
        since = tuple(c for c in run.record.changes if c.step > run.script.last)
        return *before, replace(last, changes=last.changes + since)
    earlier = () if run.parent is None else until(segments(run.parent), run.step)
    return *earlier, Segment(run.step, run.wanted, run.record.changes[run.inherited:])


def until(before: Sequence[Segment], step: int) -> tuple[Segment, ...]:
    """The part of a history before a step."""
    return tuple(
        replace(segment, changes=tuple(c for c in segment.changes if c.step < step))
        for segment in before if segment.step < step or segment is before[0]
    )


def again(script: Sequence[Segment], make: Callable[[Mapping[str, Any]], Experiment]) -> Experiment:
    """All segments as one experiment; `make` makes that of a segment, and may raise ValueError.

    Each segment trains until the next one begins. The next one starts from the state in the last
    snapshot, so a segment can only end at a step with a record. If `start` gets a state, it skips
    the segments before that state, and does not repeat their changes.
    """
    made = [make(segment.wanted) for segment in script]
    ends = [*(segment.step for segment in script[1:]), np.inf]

    def start(hot: Mapping[str, Any], state: State | None = None) -> Stream:
        hot, given = hot if isinstance(hot, Hot) else Hot(hot), () if state is None else (state,)
        at = -1 if state is None else int(state["step"])
        before: Experiment | None = None
        for segment, experiment, end in zip(script, made, ends, strict=True):
            last, before = before, experiment
            if at >= end:
                continue
            fork = () if last is None else _forked(segment.step, last, hot, experiment)
            if at <= segment.step if last else at < 0:
                hot.clear()
                hot.changes = list(segment.changes)
            else:                               # the state lies inside this segment
                fork = ()
            stream = experiment.start(hot, *given)
            try:
                for snapshot in stream:
                    if snapshot is None:
                        yield None
                        continue
                    snapshot, fork = replace(snapshot, changes=fork + snapshot.changes), ()
                    yield snapshot
                    if snapshot.step >= end:
                        if snapshot.step > end or snapshot.state is None:
                            raise ValueError(t("branch.no_record_step_link", step=int(end)))
                        given = (snapshot.state(),)
                        break
            finally:
                stream.close()

    return Experiment(made[-1].name, made[-1].settings, made[0].sweep, start)


def _forked(
    step: int, before: Experiment, hot: Mapping[str, Any], now: Experiment
) -> tuple[Change, ...]:
    """The changes that a branch makes at its first step."""
    return tuple(
        Change(step, name, tuple(np.asarray(column).tolist()))
        for name, column in now.sweep.items()
        if not same(hot.get(name, before.sweep[name]), column)
    )


@dataclass(eq=False)
class TreeRun:
    """A run of the tree; `wanted` are its settings, `step` is where it left its parent.

    `inherited` counts the changes in its record that its parent made. `script` is the script that
    it follows, if it comes from a link.
    """

    job: Job
    wanted: dict[str, Any]
    colour: str
    parent: TreeRun | None = None
    step: int = 0
    inherited: int = 0
    script: Script | None = None

    @property
    def record(self) -> Record:
        return self.job.history.record()

    @property
    def turned(self) -> dict[str, Any]:
        """The settings that differ from the parent's."""
        before = self.parent.wanted if self.parent else {}
        return {k: v for k, v in self.wanted.items() if self.parent and before.get(k) != v}


class Tree:
    """All runs in the order in which they began; one of them is in front.

    A stored record was not trained here and has no job, so the tree is empty while it is in view.
    """

    def __init__(self) -> None:
        self.runs: list[TreeRun] = []
        self.front: TreeRun | None = None

    def plant(self, job: Job, wanted: Mapping[str, Any], script: Script | None = None
              ) -> TreeRun:
        """Replace the tree by a single new run."""
        self.runs = []
        return self._add(TreeRun(job, dict(wanted), theme.branch(0), script=script))

    def grow(self, job: Job, wanted: Mapping[str, Any], step: int, inherited: int = 0) -> TreeRun:
        """Add a branch of the run in front."""
        colour = theme.branch(len(self.runs))
        return self._add(TreeRun(job, dict(wanted), colour, self.front, step, inherited))

    def clear(self) -> None:
        self.runs, self.front = [], None

    def others(self) -> list[TreeRun]:
        return [run for run in self.runs if run is not self.front]

    def _add(self, run: TreeRun) -> TreeRun:
        self.runs.append(run)
        self.front = run
        return run


def root(record: Record, state: State, experiment: Experiment) -> Record:
    """The history at the start of a branch: the record up to the state, and the branch's changes.

    The sweep keeps its values of step 0, just as it does when a hot setting changes.
    """
    step = int(state["step"])
    record = record.until(step)
    turned = [
        Change(step, name, tuple(np.asarray(column).tolist()))
        for name, column in experiment.sweep.items()
        if not np.array_equal(in_force(record, name), column)
    ]
    return replace(record, changes=(*record.changes, *turned))
