"""Sweeps in blocks beside the bare ensemble on the same cores, and a cluster on paper."""

from __future__ import annotations

import heapq
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psutil

from grokviz import store
from grokviz.bench.rows import Row, compared, seconds, single
from grokviz.jobs.block import train_block
from grokviz.jobs.executors import Processes
from grokviz.jobs.folder import Sweep
from grokviz.jobs.many import many
from grokviz.recipes import teacher_student as recipes
from grokviz.recording import record
from grokviz.run import Experiment

AREA = "sweeps"
BLOCK, BLOCKS, STEPS = 16, 8, 400       # runs of a block, blocks, steps of a run
WORKERS = 2
TASKS = 10_000                          # tiny ones, to measure what a scheduler can do
CLUSTER = 64, 1024                      # cores of the cluster on paper
RUNS, RUNS_IN_BLOCK, STEPS_ON_PAPER = 1_000_000, 64, 4000       # of the sweep on paper


def rows(quick: bool = False) -> Iterator[Row]:
    """Overhead of blocks at two workers; block times, and a scheduler's rate; a cluster on paper.

    If `quick`, half as many blocks, and no scheduler.
    """
    sweep = _experiment((BLOCKS // 2 if quick else BLOCKS) * BLOCK)
    ours, bare, times = _overhead(sweep)
    yield compared(f"sweep, {WORKERS} workers", AREA, ours, bare, "model-steps/s", 0.90, 0.97)
    yield single("a block beside its training", AREA, 1e3 * _beside(sweep), "ms", 200)
    if quick:
        return
    rate, memory = _scheduler()
    yield single("tasks that Dask hands out", AREA, rate, "tasks/s", 50)
    yield single(f"its memory after {TASKS:,} tasks", AREA, memory, "MB", 1000)
    scale = RUNS_IN_BLOCK / BLOCK * STEPS_ON_PAPER / STEPS
    on_paper = [scale * each for each in times]
    for cores in CLUSTER:
        took = simulated(on_paper, RUNS // RUNS_IN_BLOCK, cores, 1 / rate)
        ideal = statistics.mean(on_paper) * (RUNS // RUNS_IN_BLOCK) / cores
        yield single(f"on paper, {cores:,} cores", AREA, took / 3600, "h")
        yield single(f"on paper, {cores:,} cores, busy", AREA, 100 * ideal / took, "%")
    print(f"on paper: {RUNS:,} runs of {STEPS_ON_PAPER:,} steps in blocks of {RUNS_IN_BLOCK}; a "
          f"core is as fast as here, with block times drawn in turn from {len(times)} measured "
          f"ones; one scheduler hands out {rate:,.0f} tasks/s, one after the other; files are "
          "written as fast as here; no worker is lost, none starts late", file=sys.stderr)


def _experiment(runs: int) -> Experiment:
    return recipes.grokking(init_seed=range(runs), steps=STEPS, records=[0, 100, 200, STEPS])


def _overhead(experiment: Experiment) -> tuple[float, float, list[float]]:
    """Model-steps/s of a sweep and of the bare ensemble, and the seconds of each block.

    The processes are started before: that takes seconds once, and a sweep takes hours.
    """
    units, times = experiment.runs * STEPS, list[float]()
    with tempfile.TemporaryDirectory() as folder:
        workers = Processes(WORKERS)
        warm = many(_experiment(WORKERS * BLOCK), Path(folder) / "warm", block=BLOCK, stop=False,
                    executor=workers, workers=WORKERS)
        warm.wait()
        found: list[tuple[float, float]] = []
        for turn in range(3):
            began = time.perf_counter()
            job = many(experiment, Path(folder) / str(turn), block=BLOCK, stop=False,
                       executor=workers, workers=WORKERS).wait()
            ours = time.perf_counter() - began
            found.append((ours, seconds(lambda: record(experiment, progress=False))))
            times += _times(job.sweep)
        workers.shutdown()
    ours, bare = (statistics.median(each) for each in zip(*found, strict=True))
    return units / ours, units / bare, times


def _times(sweep: Sweep) -> list[float]:
    return [_time(sweep, block) for block in range(sweep.blocks)]


def _beside(experiment: Experiment) -> float:
    """Seconds that a block takes besides its training: to be written and synced."""
    with tempfile.TemporaryDirectory() as folder:
        job = many(experiment, Path(folder) / "s", block=BLOCK, look=True)
        whole = seconds(lambda: train_block(str(job.folder), 0))
        return max(whole - _time(job.sweep, 0), 0.0)


def _time(sweep: Sweep, block: int) -> float:
    return float(store.provenance(sweep.file(block))["made"]["seconds"])


def _scheduler() -> tuple[float, float]:
    """Tasks per second of a scheduler, handed out few at a time as a job does; and its memory."""
    from distributed import Client, LocalCluster

    from grokviz.jobs.executors import IN_HAND

    with LocalCluster(n_workers=WORKERS, threads_per_worker=1, dashboard_address=None,
                      silence_logs=50) as cluster, Client(cluster) as client:
        pool: Any = client.get_executor(pure=False)
        pool.submit(abs, 1).result()
        began, out, left = time.perf_counter(), list[Any](), TASKS
        while left or out:
            while left and len(out) < IN_HAND * WORKERS:
                out.append(pool.submit(abs, left))
                left -= 1
            out.pop(0).result()
        took = time.perf_counter() - began
        # The scheduler lives in this process, with torch and everything else.
        return TASKS / took, psutil.Process().memory_info().rss / 1e6


def simulated(times: Sequence[float], blocks: int, cores: int, per_task: float) -> float:
    """Seconds that so many blocks take on so many cores, handed out one after the other."""
    free = [0.0] * cores
    heapq.heapify(free)
    handed, end = 0.0, 0.0
    for block in range(blocks):
        handed = max(handed, free[0]) + per_task        # none is handed out before a core is free
        began = max(handed, heapq.heappop(free))
        heapq.heappush(free, began + times[block % len(times)])
        end = max(end, began + times[block % len(times)])
    return end
