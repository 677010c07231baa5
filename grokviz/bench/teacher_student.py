"""How fast the ensemble engine trains, beside the plain loop; the L and U; start-up and memory."""

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
from grokviz.bench import plain
from grokviz.bench.rows import Row, one_thread, rates
from grokviz.engines.streaming.threads import cores
from grokviz.engines.train import record_steps
from grokviz.metrics import geometric_mean
from grokviz.recipes import teacher_student as recipes
from grokviz.recording import record

AREA = "teacher_student"
STEPS = 2000                    # of one measurement, as far as it is one of few runs
FULL = 10_000                   # of a run in the lab
TRAIN_FLOOR = 1e-5              # added to the training loss, as the paper draws it


def rows() -> Iterator[Row]:
    """Measure this area, row by row."""
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
    yield _over("1 run", rate[1], rate["lean"], 2.2, 3.5)
    yield _over("1 run, plain evaluating each step", rate[1], rate["habit"])
    yield _over("8 runs", rate[8], rate["lean"], 5, 8)
    yield _over("32 runs", rate[32], rate["lean"], 5, 8)
    ours, peak = rates([many, _matmul], rounds=3)
    yield Row("32 runs, share of large matmul", AREA, 100 * ours * _flops() / (peak * 1e9), None,
              None, "%", 45, 65)
    with _busy_core():
        ours, slow = rates([eight, lean], rounds=3)
    yield _over("8 runs, one core busy", ours, slow, 3, 5)


def _growth() -> Iterator[Row]:
    for runs in (1, 2, 4, 8, 16, 64, 128):
        yield Row(f"cost, {runs} runs", AREA, _cost(runs), None, None, "us/model-step")
    for width in (25, 50, 200, 400):
        yield Row(f"cost, 8 runs, width {width}", AREA, _cost(8, width=width), None, None,
                  "us/model-step")
    for n in (10, 50, 200, 500):
        yield Row(f"cost, 8 runs, N = {n}", AREA, _cost(8, n_train=n), None, None,
                  "us/model-step")


def _landscape() -> Row:
    """Seconds until root-mean-square ln(live/converged) over norms and both curves is below 0.1."""
    wanted = np.log(_curves(store.stored("teacher_student.lu_curve").values, -1))
    began, reached = time.perf_counter(), np.nan
    for snapshot in recipes.lu_curve().start({}):
        if snapshot is None or np.isnan(snapshot.values["test_loss"]).any():
            continue
        error = np.log(_curves(snapshot.values, ...)) - wanted
        if np.sqrt(np.mean(error**2)) > np.log(1.1):
            reached = np.nan                            # has to stay within
        elif np.isnan(reached):
            reached = time.perf_counter() - began
    return Row("21 norms x 3 seeds, to within 10%", AREA, reached, None, None, "s", 30, 8)


def _curves(values: Mapping[str, np.ndarray], last: Any) -> np.ndarray:
    """(2, norms): train and test loss, the geometric mean over seeds."""
    train, test = (np.asarray(values[k])[last] for k in ("train_loss", "test_loss"))
    cells = np.stack([train + TRAIN_FLOOR, test]).reshape(2, len(recipes.LU_SCALES), -1)
    return geometric_mean(cells, axis=2)


def _start_up() -> Iterator[Row]:
    clock = "import time; t = time.perf_counter(); import grokviz; print(time.perf_counter() - t)"
    yield Row("import grokviz", AREA, _python(clock), None, None, "s", 0.5, 0.2)
    trained = (
        "import ipykernel.ipkernel, psutil, grokviz as gv\n"
        "lab = gv.TeacherStudentLab(); lab.run()\n"
        "print(psutil.Process().memory_info().rss / 1e6)"
    )
    yield Row("memory, lab trained", AREA, _python(trained), None, None, "MB", 500, 400)


def _due(steps: int) -> list[int]:
    """As often, on average, as a run of FULL steps is recorded."""
    return [*range(0, steps, FULL // len(record_steps(FULL))), steps]


def _ours(runs: int, **settings) -> Callable[[], int]:
    steps = max(200, min(STEPS, 4 * STEPS // runs))
    decays = np.geomspace(0.01, 1, runs) if runs > 1 else 0.1
    experiment = recipes.grokking(weight_decay=decays, steps=steps, records=_due(steps), **settings)

    def work() -> int:
        record(experiment, progress=False)
        return runs * steps

    return work


def _plain(due) -> Callable[[], int]:
    def work() -> int:
        plain.loop(STEPS, due)
        return STEPS

    return work


def _cost(runs: int, **settings) -> float:
    return 1e6 / rates([_ours(runs, **settings)], rounds=1)[0]


def _over(name: str, ours: float, plain: float, floor=None, aim=None) -> Row:
    return Row(name, AREA, ours, plain, ours / plain, "model-steps/s", floor, aim)


def _flops(n: int = 100, width: int = 100) -> float:
    """Of the matrix products in one model-step: forward, weights' gradient, inputs' gradient."""
    layers = 5 * width + width * width + width * 5
    return 2 * n * (2 * layers + width * width + width * 5)


def _matmul(size: int = 2048) -> float:
    """Billions of operations, on as many threads as there are cores."""
    torch.set_num_threads(cores())
    a = torch.ones(size, size)
    for _ in range(4):
        a @ a
    torch.set_num_threads(1)
    return 4 * 2 * size**3 / 1e9


@contextmanager
def _busy_core() -> Iterator[None]:
    other = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        other.kill()
        other.wait()


def _python(code: str) -> float:
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(ran.stdout.split()[-1])
