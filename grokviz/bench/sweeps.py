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
BLOCK, BLOCKS, STEPS = 32, 4, 500       # runs of a block, blocks, steps of a run
WORKERS, TURNS = 2, 3
TASKS = 10_000                          # tiny blocks, to measure what a scheduler can do
CLUSTER = 64, 1024                      # cores of the cluster on paper
RUNS, RUNS_IN_BLOCK, STEPS_ON_PAPER = 1_000_000, 64, 4000       # of the sweep on paper


def rows(quick: bool = False) -> Iterator[Row]:
    """Overhead of blocks at two workers; block times, and a scheduler's rate; a cluster on paper.

    If `quick`, the overhead alone, from one turn.
    """
    sweep = _experiment(BLOCK * BLOCKS)
    ours, bare, busy, times = _overhead(sweep, 1 if quick else TURNS)
    yield compared(f"sweep, {WORKERS} workers", AREA, ours, bare, "model-steps/s", 0.90, 0.97)
    yield single("of a sweep's time, its workers train", AREA, 100 * busy, "%", 90, 97)
    beside = _beside()
    yield single("a block beside its training", AREA, 1e3 * beside, "ms", 200)
    if quick:
        return
    rate, grown, whole = _tiny_blocks()
    yield single("tiny blocks that Dask hands out", AREA, rate, "blocks/s", 50)
    yield single(f"scheduler after {TASKS:,} blocks", AREA, whole, "MB", 1000)
    yield single("of that, grown meanwhile", AREA, grown, "MB", 100)
    longer = RUNS_IN_BLOCK / BLOCK * STEPS_ON_PAPER / STEPS
    trained = [longer * each for each in times]
    for cores in CLUSTER:
        took = simulated([each + beside for each in trained], RUNS // RUNS_IN_BLOCK, cores,
                         1 / rate)
        ideal = statistics.mean(trained) * (RUNS // RUNS_IN_BLOCK) / cores
        yield single(f"on paper, {cores:,} cores", AREA, took / 3600, "h")
        yield single(f"on paper, {cores:,} cores, training", AREA, 100 * ideal / took, "%", 90)
    print(f"on paper: {RUNS:,} runs of {STEPS_ON_PAPER:,} steps in blocks of {RUNS_IN_BLOCK}; a "
          f"core is as fast as here, where {len(times)} blocks of {BLOCK} runs and {STEPS} steps "
          f"took {min(times):.1f} to {max(times):.1f} s; a block takes {longer:.0f} times as long, "
          f"and {1e3 * beside:.0f} ms to be written, however many are; one scheduler hands out "
          f"{rate:,.0f} blocks/s, one after the other; no worker is lost, none starts late",
          file=sys.stderr)


def _experiment(runs: int) -> Experiment:
    return recipes.grokking(init_seed=range(runs), steps=STEPS, records=[0, 100, 300, STEPS])


def _overhead(experiment: Experiment, turns: int) -> tuple[float, float, float, list[float]]:
    """Model-steps/s of a sweep and of the bare ensemble; share of its time; seconds of each block.

    The processes are started before: that takes seconds once, and a sweep takes hours. On a busy
    machine the two rates cannot be compared, since processes get more of it than threads do. The
    share of its time in which a sweep's workers train can be told there as well.
    """
    units, times = experiment.runs * STEPS, list[float]()
    with tempfile.TemporaryDirectory() as folder:
        workers = Processes(WORKERS)
        warm = recipes.grokking(init_seed=range(WORKERS), steps=100, records=[0, 100])
        many(warm, Path(folder) / "warm", block=1, executor=workers, workers=WORKERS).wait()
        found: list[tuple[float, float, float]] = []
        for turn in range(turns):
            began = time.perf_counter()
            job = many(experiment, Path(folder) / str(turn), block=BLOCK, stop=False,
                       executor=workers, workers=WORKERS).wait()
            ours = time.perf_counter() - began
            each = _times(job.sweep)
            bare = seconds(lambda: record(experiment, progress=False))
            found.append((ours, bare, sum(each) / (WORKERS * ours)))
            times += each
        workers.shutdown()
    ours, bare, busy = (statistics.median(each) for each in zip(*found, strict=True))
    return units / ours, units / bare, busy, times


def _times(sweep: Sweep) -> list[float]:
    return [_time(sweep, block) for block in range(sweep.blocks)]


def _beside() -> float:
    """Seconds that a block takes besides its training: to be written and synced."""
    experiment = recipes.grokking(init_seed=range(BLOCK), steps=100, records=[0, 100])
    with tempfile.TemporaryDirectory() as folder:
        job = many(experiment, Path(folder) / "s", block=BLOCK, look=True)
        whole = seconds(lambda: train_block(str(job.folder), 0))
        return max(whole - _time(job.sweep, 0), 0.0)


def _time(sweep: Sweep, block: int) -> float:
    return float(store.provenance(sweep.file(block))["made"]["seconds"])


class _Trivial:
    """An executor for blocks that are not trained: only what hands them out does its work."""

    def __init__(self, pool: Any):
        self._pool = pool

    def submit(self, fn: Any, folder: str, block: int) -> Any:
        return self._pool.submit(_line, block)


def _line(block: int) -> dict[str, int]:
    return {"block": block, "runs": 1}


def _tiny_blocks() -> tuple[float, float, float]:
    """Blocks per second of a job on Dask; MB by which its scheduler grew, and that it has."""
    from distributed import Client, LocalCluster

    # The scheduler lives in this process, with torch and everything else.
    memory = psutil.Process().memory_info
    experiment = recipes.grokking(init_seed=range(TASKS), steps=100, records=[0, 100])
    with LocalCluster(n_workers=WORKERS, threads_per_worker=1, dashboard_address=None,
                      silence_logs=50) as cluster, Client(cluster) as client, \
            tempfile.TemporaryDirectory() as folder:
        pool: Any = client.get_executor(pure=False)
        pool.submit(_line, 0).result()
        before, began = memory().rss, time.perf_counter()
        many(experiment, Path(folder) / "s", block=1, executor=_Trivial(pool),
             workers=WORKERS).wait()
        took, after = time.perf_counter() - began, memory().rss
        return TASKS / took, (after - before) / 1e6, after / 1e6


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
