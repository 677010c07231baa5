"""Training by gradient steps: an ensemble of runs as a stream of snapshots.

The ensemble is cut into blocks of a few runs, which a thread a core, with one torch thread each,
works through: torch's own threads wait for each other after every small operation, which on a
busy machine costs a factor of a hundred. Where there are more cores than runs a model that knows
how to, see `models.forks`, uses two inside a step.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, TypeVar

import numpy as np

from grokviz.engines.block import Plan
from grokviz.engines.due import due_steps
from grokviz.engines.ensemble import AnyBlock, AnyPlan, Sweep
from grokviz.engines.marks import in_one_go, with_state
from grokviz.engines.threads import one_torch_thread
from grokviz.engines.watch import Watch
from grokviz.run import Change, Experiment, Hot, Snapshot, State, Stream, frozen

T = TypeVar("T")
HEARTBEAT = 0.05        # seconds of work after which the consumer hears from us
BLOCK = 8               # runs at most, on a CPU: the tensors of more leave its caches
HOT = ("learning_rate", "weight_decay", "penalty_strength")     # those of them in the sweep


def train(
    plan: Plan, *, name: str, settings: Mapping[str, Any], sweep: Mapping[str, np.ndarray],
    steps: int, records: Iterable[int] | None = None, blocks: int | None = None,
) -> Experiment:
    """An ensemble trained for a number of steps.

    Parameters
    ----------
    plan : Plan
        Task, model, update and the rest.
    name, settings
        For the Record.
    sweep : mapping of arrays, shape (runs,)
        With ``learning_rate`` and ``weight_decay``, which are hot, and so is
        ``penalty_strength`` where there is a ``penalty``: a number, or (runs,), in the mapping
        given to ``start`` takes their place from the next chunk of steps on, at most some 50 ms
        later.
    steps : int
    records : iterable of int, optional
        Steps to record at, 0 always; by default log-spaced, never more than steps/200 apart.
    blocks : int, optional
        How many are worked on at once, a thread each; by default one a core.

    Returns
    -------
    Experiment
        Values: train_loss, test_loss, train_accuracy, test_accuracy, weight_norm, each (runs,);
        leaf_norms (runs, leaves); with ``plan.norms`` those of `models.norms`.
        A run whose loss is not finite or beyond 1e6 is lost: its values are nan from there on,
        and the others go on. Raises `Diverged` where every run is.
        Snapshots have a state, of those less than 2% of the step apart the last. Going on from it
        with nothing changed gives the same run, bit for bit on a CPU; at another ``init_scale``
        the weights are scaled by the ratio of the two.
    """
    due = due_steps(records, steps, record_steps)
    if plan.device == "cpu":
        runs = len(next(iter(sweep.values())))
        plan = plan._replace(cores=max(1, (blocks or cores()) // runs))

    def start(hot: Mapping[str, Any], state: State | None = None) -> Stream:
        return stream(plan, sweep, due, hot, blocks, state)

    return Experiment(name, {**settings, "steps": steps}, sweep, start)


def record_steps(steps: int, per_decade: int = 24) -> np.ndarray:
    """0, then log-spaced steps, and an even grid of at least 200 up to `steps`."""
    stride = max(1, min(50, steps // 200))
    decades = np.log10(max(steps, 1))
    log = np.round(np.geomspace(1, max(steps, 1), int(per_decade * decades) + 2))
    return np.unique(np.concatenate([[0], log, np.arange(0, steps, stride), [steps]])).astype(int)


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def stream(
    plan: AnyPlan, sweep: Sweep, due: Iterable[int], hot: Mapping[str, Any],
    blocks: int | None = None, state: State | None = None,
) -> Stream:
    """Snapshots of any plan, see `engines.ensemble`."""
    team = _Team(
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
            ahead = hot.turn(taken) if isinstance(hot, Hot) else left[-1]
            new = {k: np.full(runs, hot.get(k, now[k]), float) for k in names}
            turned = [k for k in names if not np.array_equal(new[k], now[k])]
            if turned:
                now = new
                changes += [Change(taken, k, tuple(now[k].tolist())) for k in turned]
                team.set(now)
            marks = in_one_go(left, min(taken + pace, ahead), ends)
            until = marks[-1] if marks else int(min(taken + pace, ahead))
            began = time.perf_counter()
            found = team.advance(taken, until, marks)
            if until > taken:
                n, took = until - taken, time.perf_counter() - began
                pace = max(1, min(2 * n, int(n * HEARTBEAT / took)))
            taken = until
            for step, values in found:
                lost = watch.look(step, values, now)
                yield Snapshot(step, values, tuple(changes),
                               partial(_state, team, watch) if step in ends else None, lost)
                changes = []
            if not found:
                yield None
    finally:
        team.close()


def _state(team: _Team, watch: Watch) -> State:
    return watch.mark(team.state())


class _Team:
    """The blocks of an ensemble, and the threads that work through them together."""

    def __init__(self, plan: AnyPlan, runs: int, blocks: int):
        threads = min(blocks, runs)
        turns = -(-runs // (threads * BLOCK)) if plan.device == "cpu" else 1
        cuts = np.linspace(0, runs, threads * turns + 1).round().astype(int)
        self.parts = [slice(a, b) for a, b in zip(cuts, cuts[1:], strict=False)]
        self.plan, self.pools = plan, one_torch_thread(threads)
        self.blocks: list[AnyBlock] = []

    def build(self, sweep: Sweep) -> None:
        sweeps = [{k: v[part] for k, v in sweep.items()} for part in self.parts]
        self.blocks = self._each(lambda i: self.plan.block(sweeps[i]))

    def set(self, hot: Mapping[str, np.ndarray]) -> None:
        parts = [{k: v[part] for k, v in hot.items()} for part in self.parts]
        self._each(lambda i: self.blocks[i].set(parts[i]))

    def advance(
        self, taken: int, until: int, marks: list[int]
    ) -> list[tuple[int, dict[str, np.ndarray]]]:
        """Go on to a step, and measure at those steps that are marked."""
        def go(i: int) -> list[dict[str, np.ndarray]]:
            block, step = self.blocks[i], taken
            found: list[dict[str, np.ndarray]] = []
            for target in [*marks, until]:
                if target > step:
                    block.advance(target - step)
                    step = target
                if len(found) < len(marks):
                    found.append(frozen(block.measure()))
            return found

        found = zip(*self._each(go), strict=True)           # of each mark, by blocks
        return [
            (step, {k: np.concatenate([part[k] for part in parts]) for k in parts[0]})
            for step, parts in zip(marks, found, strict=True)
        ]

    def state(self) -> State:
        parts = self._each(lambda i: self.blocks[i].state())
        return {"step": parts[0].pop("step")} | {
            k: np.concatenate([p[k] for p in parts]) for k in parts[0] if k != "step"
        }

    def restore(self, state: State) -> None:
        parts = [{k: v if k == "step" else v[part] for k, v in state.items()}
                 for part in self.parts]
        self._each(lambda i: self.blocks[i].restore(parts[i]))

    def close(self) -> None:
        for pool in self.pools:
            pool.shutdown(wait=True, cancel_futures=True)
        for block in self.blocks:                       # its functions hold it, and it holds them:
            vars(block).clear()                         # the tensors go now, not with some sweep
        self.blocks = []

    def _each(self, call: Callable[[int], T]) -> list[T]:
        """``call(i)`` for the number of every block; a thread that is done takes the next one,
        so that a slow core gets fewer."""
        left: deque[int | None] = deque([*range(len(self.parts)), *[None] * len(self.pools)])
        found: dict[int, T] = {}

        def work() -> None:
            with self.plan.grad_mode():
                for i in iter(left.popleft, None):
                    found[i] = call(i)

        for done in [pool.submit(work) for pool in self.pools]:
            done.result()
        return [found[i] for i in range(len(self.parts))]
