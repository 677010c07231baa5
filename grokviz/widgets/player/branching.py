"""The tree of an experiment: a run, and the branches that left it at some step."""

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
class Leg:
    """From `step` on with the settings `wanted`; `changes` are those of hot settings meanwhile."""

    step: int
    wanted: Mapping[str, Any]
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Script:
    """A run to be made again, the settings it ends with, and the step to look at then."""

    legs: tuple[Leg, ...]
    wanted: Mapping[str, Any]
    at: float | None = None

    @property
    def last(self) -> int:
        """The step of the last thing that happens by itself."""
        return max(max([leg.step, *(c.step for c in leg.changes)]) for leg in self.legs)


def legs(take: Take) -> tuple[Leg, ...]:
    """How a run of the tree came about."""
    if take.script:
        *before, last = take.script.legs
        since = tuple(c for c in take.record.changes if c.step > take.script.last)
        return *before, replace(last, changes=last.changes + since)
    earlier = () if take.parent is None else until(legs(take.parent), take.step)
    return *earlier, Leg(take.step, take.wanted, take.record.changes[take.inherited:])


def until(before: Sequence[Leg], step: int) -> tuple[Leg, ...]:
    """What happens before a step."""
    return tuple(
        replace(leg, changes=tuple(c for c in leg.changes if c.step < step))
        for leg in before if leg.step < step or leg is before[0]
    )


def again(script: Sequence[Leg], make: Callable[[Mapping[str, Any]], Experiment]) -> Experiment:
    """All legs as one experiment; `make` gives that of some settings. ValueError as it raises."""
    made = [make(leg.wanted) for leg in script]
    ends = [*(leg.step for leg in script[1:]), np.inf]

    def start(hot: Mapping[str, Any], state: State | None = None) -> Stream:
        hot, given = hot if isinstance(hot, Hot) else Hot(hot), () if state is None else (state,)
        at = -1 if state is None else int(state["step"])
        before: Experiment | None = None
        for leg, experiment, end in zip(script, made, ends, strict=True):
            last, before = before, experiment
            if at >= end:
                continue
            fork = () if last is None else _forked(leg.step, last, hot, experiment)
            if at <= leg.step if last else at < 0:
                hot.clear()
                hot.changes = list(leg.changes)
            else:                               # it goes on in the middle of this leg
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
    """What a branch changes where it leaves."""
    return tuple(
        Change(step, name, tuple(np.asarray(column).tolist()))
        for name, column in now.sweep.items()
        if not same(hot.get(name, before.sweep[name]), column)
    )


@dataclass(eq=False)
class Take:
    """A run of the tree; `wanted` are its settings, `step` is where it left its parent.

    `inherited` counts the changes that its record has from before; `script` is what it follows
    where it is made again out of a link.
    """

    job: Job
    wanted: dict[str, Any]
    colour: str
    parent: Take | None = None
    step: int = 0
    inherited: int = 0
    script: Script | None = None

    @property
    def record(self) -> Record:
        return self.job.history.record()

    @property
    def turned(self) -> dict[str, Any]:
        """What differs from the parent."""
        before = self.parent.wanted if self.parent else {}
        return {k: v for k, v in self.wanted.items() if self.parent and before.get(k) != v}


class Tree:
    """Takes in the order in which they were begun; one of them is in front.

    A stored record, which has no job, is no take: the tree is empty then.
    """

    def __init__(self) -> None:
        self.takes: list[Take] = []
        self.front: Take | None = None

    def plant(self, job: Job, wanted: Mapping[str, Any], script: Script | None = None
              ) -> Take:
        """A new run: the tree begins anew."""
        self.takes = []
        return self._add(Take(job, dict(wanted), theme.branch(0), script=script))

    def grow(self, job: Job, wanted: Mapping[str, Any], step: int, inherited: int = 0) -> Take:
        """A branch of the one in front."""
        colour = theme.branch(len(self.takes))
        return self._add(Take(job, dict(wanted), colour, self.front, step, inherited))

    def clear(self) -> None:
        self.takes, self.front = [], None

    def others(self) -> list[Take]:
        return [take for take in self.takes if take is not self.front]

    def _add(self, take: Take) -> Take:
        self.takes.append(take)
        self.front = take
        return take


def root(record: Record, state: State, experiment: Experiment) -> Record:
    """The history that a branch begins with: up to the state, and what is changed there.

    The columns of its sweep stay those at step 0, as where a hot setting is turned.
    """
    step = int(state["step"])
    record = record.until(step)
    turned = [
        Change(step, name, tuple(np.asarray(column).tolist()))
        for name, column in experiment.sweep.items()
        if not np.array_equal(in_force(record, name), column)
    ]
    return replace(record, changes=(*record.changes, *turned))
