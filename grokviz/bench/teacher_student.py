"""The speed of the ensemble engine beside the plain loop; the L and U; start-up and memory."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch

from grokviz import store
from grokviz.bench.plain import teacher_student as plain
from grokviz.bench.rows import Row, compared, counted, one_thread, rates, single, trains
from grokviz.engines.streaming.threads import cores
from grokviz.engines.train import record_steps
from grokviz.metrics import geometric_mean
from grokviz.recipes import teacher_student as recipes

AREA = "teacher_student"
STEPS = 2000                    # of one measurement; fewer with many runs
FULL = 10_000                   # of a run in the lab
WANTED = {1: (2.2, 3.5), 8: (5, 8)}     # runs -> floor and aim of the ratio
TRAIN_FLOOR = 1e-5              # added to the training loss, as the paper draws it


def rows(quick: bool = False) -> Iterator[Row]:
    """Measure this area, row by row; if `quick`, one and eight runs once, and the import."""
    if quick:
        with one_thread():
            lean, one, eight = rates([_plain(_due(STEPS)), _ours(1), _ours(8)], rounds=1)
        yield _over("1 run", one, lean, *WANTED[1])
        yield _over("8 runs", eight, lean, *WANTED[8])
        yield _import()
        return
    with one_thread():
        yield from _speed()
        yield from _growth()
    yield _landscape()
    yield from _start_up()


def _speed() -> Iterator[Row]:
    due = _due(STEPS)
    lean, habit = _plain(due), _plain(None)
    one, eight, many = _ours(1), _ours(8), _ours(32)
    names = ("lean", "habit", 1, 8, 32)
    rate = dict(zip(names, rates([lean, habit, one, eight, many], rounds=3), strict=True))
    yield _over("1 run", rate[1], rate["lean"], *WANTED[1])
    yield _over("1 run, plain evaluating each step", rate[1], rate["habit"])
    yield _over("8 runs", rate[8], rate["lean"], *WANTED[8])
    yield _over("32 runs", rate[32], rate["lean"], 5, 8)
    ours, peak = rates([many, _matmul], rounds=3)
    share = 100 * ours * _flops() / (peak * 1e9)
    yield single("32 runs, share of large matmul", AREA, share, "%", 45, 65)
    with _busy_core():
        ours, slow = rates([eight, lean], rounds=3)
    yield _over("8 runs, one core busy", ours, slow, 3, 5)


def _growth() -> Iterator[Row]:
    costs: list[tuple[str, int, dict[str, int]]] = [
        *((f"{runs} runs", runs, {}) for runs in (1, 2, 4, 8, 16, 64, 128)),
        *((f"8 runs, width {width}", 8, {"width": width}) for width in (25, 50, 200, 400)),
        *((f"8 runs, N = {n}", 8, {"n_train": n}) for n in (10, 50, 200, 500)),
    ]
    for name, runs, settings in costs:
        cost = 1e6 / rates([_ours(runs, **settings)], rounds=1)[0]
        yield single(f"cost, {name}", AREA, cost, "us/model-step")


def _landscape() -> Row:
    """Seconds until the live L and U are within 10% of the stored ones.

    That is the root mean square of ln(live/stored) over norms and both curves.
    """
    wanted = np.log(_curves(store.stored("teacher_student.lu_curve").values, -1))
    began, reached = time.perf_counter(), np.nan
    for snapshot in recipes.lu_curve().start({}):
        if snapshot is None or np.isnan(snapshot.values["test_loss"]).any():
            continue
        error = np.log(_curves(snapshot.values, ...)) - wanted
        if np.sqrt(np.mean(error**2)) > np.log(1.1):
            reached = np.nan                            # they have to stay near
        elif np.isnan(reached):
            reached = time.perf_counter() - began
    return single("21 norms x 3 seeds, to within 10%", AREA, reached, "s", 30, 8)


def _curves(values: Mapping[str, np.ndarray], last: Any) -> np.ndarray:
    """(2, norms): train and test loss, the geometric mean over seeds."""
    train, test = (np.asarray(values[k])[last] for k in ("train_loss", "test_loss"))
    cells = np.stack([train + TRAIN_FLOOR, test]).reshape(2, len(recipes.LU_SCALES), -1)
    return geometric_mean(cells, axis=2)


def _start_up() -> Iterator[Row]:
    yield _import()
    trained = (
        "import ipykernel.ipkernel, psutil, grokviz as gv\n"
        "lab = gv.TeacherStudentLab(); lab.run()\n"
        "print(psutil.Process().memory_info().rss / 1e6)"
    )
    yield single("memory, lab trained", AREA, _python(trained), "MB", 500, 400)


def _import() -> Row:
    clock = "import time; t = time.perf_counter(); import grokviz; print(time.perf_counter() - t)"
    return single("import grokviz", AREA, _python(clock), "s", 0.5, 0.2)


def _due(steps: int) -> list[int]:
    """Steps to record at: as often, on average, as in a run of FULL steps."""
    return [*range(0, steps, FULL // len(record_steps(FULL))), steps]


def _ours(runs: int, **settings) -> Callable[[], int]:
    steps = max(200, min(STEPS, 4 * STEPS // runs))
    decays = np.geomspace(0.01, 1, runs) if runs > 1 else 0.1
    return trains(recipes.grokking(
        weight_decay=decays, steps=steps, records=_due(steps), **settings), runs * steps)


def _plain(due) -> Callable[[], int]:
    return counted(lambda: plain.loop(STEPS, due), STEPS)


def _over(name: str, ours: float, plain: float, floor=None, aim=None) -> Row:
    return compared(name, AREA, ours, plain, "model-steps/s", floor, aim)


# The share of a large matrix product tells how near the engine is to the limit of the machine.
def _flops(n: int = 100, width: int = 100) -> float:
    """Operations of a model-step's matrix products: forward, weights' and inputs' gradients."""
    layers = 5 * width + width * width + width * 5
    return 2 * n * (2 * layers + width * width + width * 5)


def _matmul(size: int = 2048) -> float:
    """Multiply large matrices on all cores; returns billions of operations."""
    torch.set_num_threads(cores())
    a = torch.ones(size, size)
    for _ in range(4):
        a @ a
    torch.set_num_threads(1)
    return 4 * 2 * size**3 / 1e9


@contextmanager
def _busy_core() -> Iterator[None]:
    """Another process that keeps one core busy."""
    other = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        other.kill()
        other.wait()


def _python(code: str) -> float:
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(ran.stdout.split()[-1])
