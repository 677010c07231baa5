"""Training by gradient steps: an ensemble of runs as a stream of snapshots.

The ensemble is cut into blocks of runs, one a core, each on a thread of its own with one torch
thread: torch's own threads wait for each other after every small operation, which on a busy
machine costs a factor of a hundred.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import torch

from grokviz.engines.block import Block, Plan
from grokviz.run import Change, Diverged, Experiment, Hot, Snapshot, State, Stream

HEARTBEAT = 0.02        # seconds of work after which the consumer hears from us
LOST = 1e6              # a loss beyond this will not come back
HOT = ("learning_rate", "weight_decay")


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
        With ``learning_rate`` and ``weight_decay``, which are hot: a number, or (runs,), in the
        mapping given to ``start`` takes their place from the next chunk of steps on, at most
        some 20 ms later.
    steps : int
    records : iterable of int, optional
        Steps to record at; by default log-spaced, and never more than steps/200 apart.
    blocks : int, optional
        By default one a core.

    Returns
    -------
    Experiment
        Values: train_loss, test_loss, train_accuracy, test_accuracy, weight_norm, each (runs,);
        leaf_norms (runs, leaves).
        Raises `Diverged` where a loss is not finite or beyond 1e6.
        Snapshots have a state. Going on from it with nothing changed gives the same run, bit for
        bit on a CPU; at another ``init_scale`` the weights are scaled by the ratio of the two.
    """
    due = list(record_steps(steps) if records is None else records)

    def start(hot: Mapping[str, Any], state: State | None = None) -> Stream:
        return _stream(
            plan, sweep, due, hot, blocks or (cores() if plan.device == "cpu" else 1), state
        )

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


def device_and_dtype(device: str = "cpu", dtype: str = "float32") -> tuple[str, torch.dtype]:
    """Names -> what torch takes; ``auto`` is the GPU where there is one."""
    gpu = torch.cuda.is_available()
    if device == "auto":
        device = "cuda" if gpu else "cpu"
    if device.split(":")[0] not in ("cpu", "cuda"):
        raise ValueError(f"device is {device!r}; give 'cpu', 'cuda' or 'auto'")
    if device != "cpu" and not gpu:
        raise ValueError(f"device is {device!r}, but torch finds no GPU here; give 'cpu' or 'auto'")
    if dtype not in ("float32", "float64"):
        raise ValueError(f"dtype is {dtype!r}; give 'float32' or 'float64'")
    return device, getattr(torch, dtype)


def _stream(
    plan: Plan, sweep: Mapping, due: list[int], hot: Mapping, blocks: int, state: State | None
) -> Stream:
    team = _Team(plan, len(next(iter(sweep.values()))), blocks)
    now = {k: np.asarray(sweep[k], float) for k in HOT}
    runs, taken, pace, changes = len(now[HOT[0]]), 0, 1, []
    try:
        team.build(sweep)
        if state is not None:
            taken = int(state["step"])
            team.restore(state)
            due = [step for step in due if step > taken]
        team.each(Block.set, [{k: v[part] for k, v in now.items()} for part in team.parts])
        for target in due:
            while taken < target:
                ahead = hot.turn(taken) if isinstance(hot, Hot) else target
                new = {k: np.full(runs, hot.get(k, now[k]), float) for k in HOT}
                turned = [k for k in HOT if not np.array_equal(new[k], now[k])]
                if turned:
                    now = new
                    changes += [Change(taken, k, tuple(now[k].tolist())) for k in turned]
                    team.each(Block.set, [{k: v[p] for k, v in now.items()} for p in team.parts])
                n = int(min(pace, target - taken, ahead - taken))
                began = time.perf_counter()
                team.each(Block.advance, [n] * len(team.parts))
                took = time.perf_counter() - began
                taken += n
                pace = max(1, min(2 * n, int(n * HEARTBEAT / took)))
                if taken < target:
                    yield None
            values = team.measure()
            _check(taken, values, now)
            yield Snapshot(taken, values, tuple(changes), team.state)
            changes = []
    finally:
        team.close()


def _check(step: int, values: Mapping[str, np.ndarray], hot: Mapping[str, np.ndarray]) -> None:
    bad = ~(values["train_loss"] < LOST)                # catches nan as well
    if bad.any():
        run = int(bad.argmax())
        settings = {k: float(v[run]) for k, v in hot.items()}
        raise Diverged(step, run, float(values["train_loss"][run]), settings)


class _Team:
    """The blocks of an ensemble, each on its own thread."""

    def __init__(self, plan: Plan, runs: int, blocks: int):
        cuts = np.linspace(0, runs, min(blocks, runs) + 1).round().astype(int)
        self.parts = [slice(a, b) for a, b in zip(cuts, cuts[1:], strict=False)]
        self.plan, self.blocks = plan, [None] * len(self.parts)
        self.pools = [ThreadPoolExecutor(1, "grokviz-block") for _ in self.parts]
        if plan.device == "cpu":
            self._one_torch_thread_each()

    def build(self, sweep: Mapping[str, np.ndarray]) -> None:
        """Each block on its own thread, so that memory lies near the core that uses it."""
        sweeps = [{k: v[part] for k, v in sweep.items()} for part in self.parts]
        self.blocks = list(self._map(lambda _, s: Block(self.plan, s), sweeps))

    def each(self, method, arguments: list) -> list:
        """Call ``method(block, argument)`` on every block at once, and wait for all."""
        return list(self._map(method, arguments))

    def measure(self) -> dict[str, np.ndarray]:
        parts = list(self._map(lambda block, _: block.measure(), self.parts))
        return {k: np.concatenate([p[k] for p in parts]) for k in parts[0]}

    def state(self) -> State:
        parts = list(self._map(lambda block, _: block.state(), self.parts))
        return {"step": parts[0].pop("step")} | {
            k: np.concatenate([p[k] for p in parts]) for k in parts[0] if k != "step"
        }

    def restore(self, state: State) -> None:
        parts = [{k: v if k == "step" else v[part] for k, v in state.items()}
                 for part in self.parts]
        self.each(Block.restore, parts)

    def close(self) -> None:
        for pool in self.pools:
            pool.shutdown(wait=True, cancel_futures=True)

    def _map(self, call, arguments: list) -> Iterator:
        def work(block, argument):
            with self.plan.grad_mode():
                return call(block, argument)

        jobs = [
            pool.submit(work, block, argument)
            for pool, block, argument in zip(self.pools, self.blocks, arguments, strict=True)
        ]
        return (job.result() for job in jobs)

    def _one_torch_thread_each(self) -> None:
        before = torch.get_num_threads()
        for pool in self.pools:
            # Asking makes the count this thread's own; else its first operation takes over
            # whatever is set last anywhere.
            pool.submit(lambda: (torch.set_num_threads(1), torch.get_num_threads())).result()
        torch.set_num_threads(before)           # also what threads born later will take over
