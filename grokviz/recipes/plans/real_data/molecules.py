"""How graph networks learn molecules: settings -> task, network, update, probe."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from grokviz import engines, optim
from grokviz.engines.block import Probe
from grokviz.landscapes import lu
from grokviz.memory import check_memory
from grokviz.models import Params
from grokviz.models.real_data.graph import Layout, atoms, graph_network, read_out
from grokviz.recipes.common import checks
from grokviz.recipes.common.hot import fixed
from grokviz.recipes.common.penalty_menu import penalised
from grokviz.run import Experiment
from grokviz.storage.graphs import LARGE_TEST, N_TEST, SMALL, molecules
from grokviz.tasks import Task
from grokviz.tasks.real_data import molecules as tasks

LOOKED_AT = 8           # runs at most of which predictions are recorded
LU_RECORDS = 7          # of each cell of an L and a U
DRAWN = 8               # molecules of the test set whose atoms are looked at


def training(
    name: str, settings: Mapping[str, Any], *, records: Iterable[int] | None = None,
    schedule: Callable[[int], float] | None = None, looks: bool = True,
) -> Callable[[Mapping[str, np.ndarray]], Experiment]:
    """Columns -> the Experiment that trains them. The settings are checked at once."""
    settings = {**settings, **checks.machine(settings), **checks.named(
        settings, optimizer=optim.UPDATES, constraint=optim.CONSTRAINTS)}
    device, dtype = engines.device_and_dtype(settings["device"], settings["dtype"])

    folder = settings.get("folder")

    def train(sweep: Mapping[str, np.ndarray]) -> Experiment:
        runs, most = len(sweep["init_seed"]), int(np.max(sweep["n_train"]))
        checks.enough(sweep, len(molecules(folder)[1]), N_TEST if most <= SMALL else LARGE_TEST,
                      "molecules")
        room = tasks.layout(most, folder)
        check_memory(_numbers(settings["width"], runs, most, room) * dtype.itemsize,
                     f"{runs} runs on {most:,} molecules", device)
        seen = looks and runs <= LOOKED_AT and most <= SMALL
        plan = engines.Plan(
            task=lambda part: tasks.molecules(part, most=most, folder=folder),
            model=graph_network(room, settings["width"]),
            update=optim.UPDATES[settings["optimizer"]](),
            constraint=optim.CONSTRAINTS[settings["constraint"]],
            batch_size=settings["batch_size"] or None, schedule=schedule,
            probe=probe(room, seen), norms=penalised(settings), device=device, dtype=dtype)
        return engines.train(plan, name=name, settings=settings, sweep=sweep,
                             steps=settings["steps"], records=records)

    return train


def lu_curve(settings: Mapping[str, Any], sweep: Mapping[str, np.ndarray]) -> Experiment:
    """The cells of an L and a U."""
    steps, name = settings["steps"], "molecules.lu_curve"
    train = training(name, settings, schedule=lu.cooling(steps), looks=False,
                     records=np.linspace(0, steps, LU_RECORDS).round())
    return fixed(lu.lu_curve(
        train, name=name, settings=settings, sweep=sweep, steps=steps,
        names=(*lu.VALUES, "train_accuracy", "test_accuracy")))


def probe(room: Layout, looks: bool) -> Probe:
    """A probe for `engines.Plan`: how much is explained; with `looks`, of which molecules.

    Returns
    -------
    function
        train_accuracy and test_accuracy (runs,): the share of the spread of the targets that is
        explained, R², 0 where it is negative. With `looks`, all standardised as the targets:
        train_outputs, test_outputs (runs, molecules), float16; and contributions (runs, 8, atoms):
        by how much the prediction for a molecule of the test set changes if an atom is left out of
        the sum.
    """
    def look(params: Params, task: Task, outputs: Tensor, full: bool) -> dict[str, np.ndarray]:
        found = {"test_accuracy": explained(outputs, task.test_targets, None)}
        first = graph_network(room, 1).apply(params, task.train_inputs)
        found["train_accuracy"] = explained(first, task.train_targets, task.train_weights)
        if looks:
            found |= {"train_outputs": first[..., 0], "test_outputs": outputs[..., 0],
                      "contributions": contributions(params, task.test_inputs[:, :DRAWN], room)}
        return {k: v.cpu().numpy().astype(np.float64 if k.endswith("accuracy") else np.float16)
                for k, v in found.items()}

    return look


def explained(outputs: Tensor, targets: Tensor, weights: Tensor | None) -> Tensor:
    """R² of each run, at least 0; (runs,)."""
    error, y = (outputs - targets)[..., 0].double().square(), targets[..., 0].double()
    w = torch.full_like(y, 1 / y.shape[1]) if weights is None else weights.double()
    spread = ((y - (w * y).sum(1, True)).square() * w).sum(1)
    return (1 - (error * w).sum(1) / spread.clamp_min(1e-12)).clamp_min(0)


def contributions(params: Params, inputs: Tensor, room: Layout) -> Tensor:
    """What each atom adds to the prediction, (runs, molecules, atoms); 0 for padding."""
    second = atoms(params, inputs, room)[1]                     # (runs, molecules, atoms, width)
    runs, n = inputs.shape[:2]
    summed = second.sum(2)
    without = (summed[:, :, None] - second).reshape(runs, n * room.atoms, -1)
    left = read_out(params, without).view(runs, n, room.atoms)
    return read_out(params, summed) - left


def _numbers(width: int, runs: int, most: int, room: Layout) -> float:
    """About how many numbers are held at most: the examples, and what autograd keeps of them."""
    examples = most + 500
    return runs * (50 * width**2 + examples * (2 * room.features + 6 * room.atoms * width))
