"""How a run came about, so that it can be made again: where it began, what was turned on the way.

A run is one leg. Each branch that led to it adds one, which goes on from the step at which it
left, with settings of its own. All of it is plain values, which fit in a link.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from grokviz.run import Change, Experiment, Hot, Record, Stream
from grokviz.widgets.strings import t
from grokviz.widgets.takes import Take, root


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
    before = () if take.parent is None else until(legs(take.parent), take.step)
    return *before, Leg(take.step, take.wanted, take.record.changes[take.inherited:])


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

    def start(hot: Mapping[str, Any]) -> Stream:
        hot = hot if isinstance(hot, Hot) else Hot(hot)
        state, changes = (), []
        for leg, experiment, end in zip(script, made, ends, strict=True):
            hot.clear()
            hot.changes = list(leg.changes)
            fork = _forked(made[0], experiment, changes, *state)
            stream = experiment.start(hot, *state)
            try:
                for snapshot in stream:
                    if snapshot is None:
                        yield None
                        continue
                    snapshot, fork = replace(snapshot, changes=fork + snapshot.changes), ()
                    changes += snapshot.changes
                    yield snapshot
                    if snapshot.step >= end:
                        if snapshot.step > end or snapshot.state is None:
                            raise ValueError(t("there is no record at step {step:,}, where the "
                                               "link goes on with other settings", step=int(end)))
                        state = (snapshot.state(),)
                        break
            finally:
                stream.close()

    return Experiment(made[-1].name, made[-1].settings, made[0].sweep, start)


def _forked(first: Experiment, now: Experiment, changes: Sequence[Change], state=None):
    """What a branch changes where it leaves."""
    if state is None:
        return ()
    so_far = Record(first.name, {}, first.sweep, np.array([state["step"]]).ravel(), {},
                    tuple(changes))
    return root(so_far, state, now).changes[len(changes):]
