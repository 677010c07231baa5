"""The tree of an experiment: a run, and the branches that left it at some step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from grokviz.run import Change, Experiment, Record, State
from grokviz.widgets import theme
from grokviz.widgets.job import Job


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
    script: Any = None

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

    def __init__(self):
        self.takes: list[Take] = []
        self.front: Take | None = None

    def plant(self, job: Job, wanted: Mapping[str, Any], script: Any = None) -> Take:
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
        if not np.array_equal(_in_force(record, name), column)
    ]
    return replace(record, changes=(*record.changes, *turned))


def _in_force(record: Record, name: str) -> np.ndarray:
    """The values of a setting at the end of a record."""
    turns = [c.value for c in record.changes if c.name == name]
    return np.asarray(turns[-1] if turns else record.sweep[name])
