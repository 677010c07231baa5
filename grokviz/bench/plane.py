"""The map of the (w, m) plane beside one model at a time; its stages; a reduced path."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import torch
from torch import nn

from grokviz.bench.rows import Row, compared, one_thread, rates, single, trains
from grokviz.engines.scan import coarse_to_fine
from grokviz.landscapes.lu import cooling
from grokviz.recipes import toy_addition as recipes
from grokviz.recipes.plans.toy_addition import STAGES
from grokviz.recording import History
from grokviz.run import Record
from grokviz.sweep import grid
from grokviz.tasks.toy_addition import toy_addition

AREA = "plane"
STEPS = 200                     # of one measurement
CELLS = STAGES[0] ** 2


def rows(quick: bool = False) -> Iterator[Row]:
    """Measure this area, row by row; if `quick`, cells once, and the first stage of the map."""
    with one_thread():
        ours = trains(recipes.landscape(points=STAGES[0], steps=STEPS), CELLS * STEPS)
        rate, plain = rates([ours, plain_cell], rounds=1 if quick else 3)
    yield compared("cells", AREA, rate, plain, "model-steps/s", 5, 8)
    history = History(recipes.landscape())
    for points, seconds in _stages(history):
        floor, aim = {5: (3, 1.5), 21: (60, 40)}.get(points, (None, None))
        yield single(f"map of {points} x {points}", AREA, seconds, "s", floor, aim)
        if quick:
            return
    yield single("reduced path", AREA, _path(history.record()), "ms", 50, 20)


def plain_cell(scale: float = 2.0, messiness: float = 0.04, steps: int = STEPS) -> int:
    """Train one cell as a researcher would: nn.Module, Adam, autograd, the norm held."""
    columns = grid(messiness=messiness, n_train=45, data_seed=28)
    task = toy_addition(columns)
    x, y = task.train_inputs[0], task.train_targets[0]
    torch.manual_seed(0)
    network = nn.Sequential(nn.Linear(2, 200), nn.LeakyReLU(0.2), nn.Linear(200, 200),
                            nn.LeakyReLU(0.2), nn.Linear(200, 30))
    parameters = list(network.parameters())
    with torch.no_grad():
        for p in parameters:
            p.mul_(scale)

    def length() -> torch.Tensor:
        return torch.stack([p.detach().square().sum() for p in parameters]).sum().sqrt()

    norm = length()
    optimizer = torch.optim.Adam(parameters, lr=3e-2, betas=(0.9, 0.9))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, cooling(steps))
    for _ in range(steps):
        optimizer.zero_grad()
        nn.functional.mse_loss(network(x), y).backward()
        optimizer.step()
        schedule.step()
        with torch.no_grad():
            factor = norm / length()
            for p in parameters:
                p.mul_(factor)
    return steps


def _stages(history: History) -> Iterator[tuple[int, float]]:
    """(points, seconds) at the end of each stage of the default map; `history` gets the records."""
    done = np.cumsum([len(stage) for stage in coarse_to_fine(recipes.POINTS, STAGES)])
    left, began = dict(zip(done.tolist(), STAGES, strict=False)), time.perf_counter()
    of_a_cell = history.experiment.settings["steps"] // history.experiment.runs
    for snapshot in history.experiment.start({}):
        if snapshot is not None:
            history.append(snapshot)
            points = left.pop(snapshot.step // of_a_cell, None)
            if points:
                yield points, time.perf_counter() - began


def _path(plane: Record) -> float:
    """Milliseconds a path, over the lab's starts."""
    paths = recipes.reduced_trajectory(plane, 4.0, [0.05, 0.1, 0.2, 0.4])
    return 1e3 / rates([trains(paths, paths.runs)], rounds=3)[0]
