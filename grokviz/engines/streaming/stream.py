"""The loop that turns any plan into snapshots.

A consumer, such as a lab that draws plots, must hear from us about every 50 ms, or its page
freezes. So the loop works in chunks of as many steps as fit into that time, and yields None when
a chunk ends without a record. A hot setting takes effect at the start of the next chunk.
The chunks depend on the speed of the machine; the numbers do not.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import numpy as np

from grokviz.engines.streaming.ensemble import AnyPlan, Sweep
from grokviz.engines.streaming.marks import in_one_go, with_state
from grokviz.engines.streaming.team import Team
from grokviz.engines.streaming.threads import cores
from grokviz.engines.streaming.watch import Watch
from grokviz.run import Change, Hot, Snapshot, State, Stream

HEARTBEAT = 0.05        # seconds of work after which we yield, with a snapshot or None
HOT = ("learning_rate", "weight_decay", "penalty_strength")     # where the sweep has them


def stream(
    plan: AnyPlan, sweep: Sweep, due: Iterable[int], hot: Mapping[str, Any],
    blocks: int | None = None, state: State | None = None,
) -> Stream:
    """Snapshots of an ensemble.

    Parameters
    ----------
    plan : AnyPlan
    sweep : mapping of arrays, shape (runs,)
    due : iterable of int
        Increasing steps to measure at.
    hot : mapping
        Present values of hot settings, read before each chunk; see `run.Experiment`.
    blocks : int, optional
        Number of threads; by default one a core.
    state : mapping, optional
        State of a snapshot to go on from.

    Raises
    ------
    Diverged
        If every run is lost.
    """
    team = Team(
        plan, len(next(iter(sweep.values()))), blocks or (cores() if plan.device == "cpu" else 1)
    )
    names = [k for k in getattr(plan, "hot", HOT) if k in sweep]
    now = {k: np.asarray(sweep[k], float) for k in names}
    runs, taken, pace, left = len(now[names[0]]), 0, 1, deque(due)
    changes: list[Change] = []
    ends, watch = with_state(left), Watch(runs, state)
    try:
        team.build(sweep)
        if state is not None:
            taken = int(state["step"])
            team.restore(state)
            left = deque(step for step in left if step > taken)
        team.set(now)
        while left:
            # A planned change ends the chunk, so that a repeated run makes it at the same step.
            ahead = hot.turn(taken) if isinstance(hot, Hot) else left[-1]
            new = {k: np.full(runs, hot.get(k, now[k]), float) for k in names}
            turned = [k for k in names if not np.array_equal(new[k], now[k])]
            if turned:
                now = new
                changes += [Change(taken, k, tuple(now[k].tolist())) for k in turned]
                team.set(now)
            # Either measure the records that lie within this chunk, or just take its steps.
            marks = in_one_go(left, min(taken + pace, ahead), ends)
            until = marks[-1] if marks else int(min(taken + pace, ahead))
            began = time.perf_counter()
            found = team.advance(taken, until, marks)
            if until > taken:
                # Aim at chunks of HEARTBEAT seconds, but at most double them: the first steps of a
                # run are slow, and a guess from them would be far off.
                n, took = until - taken, time.perf_counter() - began
                pace = max(1, min(2 * n, int(n * HEARTBEAT / took)))
            taken = until
            for step, values in found:
                lost = watch.look(step, values, now)
                yield Snapshot(step, values, tuple(changes),
                               partial(_state, team, watch) if step in ends else None, lost)
                changes = []                    # sent once, with the first snapshot after them
            if not found:
                yield None
    finally:
        team.close()


def _state(team: Team, watch: Watch) -> State:
    return watch.mark(team.state())
