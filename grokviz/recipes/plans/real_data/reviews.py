"""How an LSTM learns reviews: settings -> task, network, update, probe."""

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
from grokviz.models.real_data.lstm import GATES, lstm, while_reading
from grokviz.optim.constraints import clipped
from grokviz.recipes.common import checks
from grokviz.recipes.common.hot import fixed
from grokviz.recipes.common.penalty_menu import penalised
from grokviz.run import Experiment
from grokviz.storage.words import N_TEST, VOCABULARY, labels
from grokviz.tasks import Task
from grokviz.tasks.real_data import reviews as tasks

CLIP = 5.0              # largest norm of a gradient, as in the paper's code
LOOKED_AT = 8           # runs at most whose reading is recorded
READ = 8                # reviews of the test set that are read aloud
POINTS = 60             # records at log-spaced steps, and as many evenly spaced


def training(
    name: str, settings: Mapping[str, Any], *, records: Iterable[int] | None = None,
    schedule: Callable[[int], float] | None = None, looks: bool = True,
) -> Callable[[Mapping[str, np.ndarray]], Experiment]:
    """Columns -> the Experiment that trains them. The settings are checked at once."""
    settings = {**settings, **checks.machine(settings), **checks.named(
        settings, optimizer=optim.UPDATES, constraint=optim.CONSTRAINTS)}
    device, dtype = engines.device_and_dtype(settings["device"], settings["dtype"])
    length, layers, folder = settings["length"], settings["layers"], settings.get("folder")
    model = lstm(VOCABULARY + 1, settings["embedding"], settings["hidden"], layers)
    steps = settings["steps"]
    # Measuring both sets takes as long as several steps, so the records are few.
    due = few_records(steps) if records is None else records

    def train(sweep: Mapping[str, np.ndarray]) -> Experiment:
        runs, most = len(sweep["init_seed"]), int(np.max(sweep["n_train"]))
        checks.enough(sweep, len(labels(folder)), N_TEST, "reviews")
        check_memory(_numbers(settings, runs, most) * dtype.itemsize,
                     f"{runs} runs on {most:,} reviews", device)
        plan = engines.Plan(
            task=lambda part: tasks.reviews(part, length=length, folder=folder), model=model,
            update=optim.UPDATES[settings["optimizer"]](),
            constraint=clipped(optim.CONSTRAINTS[settings["constraint"]], CLIP),
            batch_size=settings["batch_size"] or None, schedule=schedule,
            probe=probe(layers, looks and runs <= LOOKED_AT), norms=penalised(settings),
            device=device, dtype=dtype)
        return engines.train(plan, name=name, settings=settings, sweep=sweep, steps=steps,
                             records=due)

    return train


def few_records(steps: int) -> list[int]:
    """0, log-spaced steps and evenly spaced ones."""
    log = np.round(np.geomspace(1, steps, POINTS)).astype(int)
    even = np.round(np.linspace(0, steps, POINTS + 1)).astype(int)
    return sorted({0, *log.tolist(), *even.tolist()})


def lu_curve(settings: Mapping[str, Any], sweep: Mapping[str, np.ndarray]) -> Experiment:
    """The cells of an L and a U."""
    steps, name = settings["steps"], "reviews.lu_curve"
    train = training(name, settings, records=[steps], looks=False)
    return fixed(lu.lu_curve(
        train, name=name, settings=settings, sweep=sweep, steps=steps,
        names=("train_loss", "test_loss", "weight_norm", "train_accuracy", "test_accuracy")))


def probe(layers: int, looks: bool) -> Probe:
    """A probe for `engines.Plan`: whose the norm is; with `looks`, how some reviews are read.

    Returns
    -------
    function
        embedding_share (runs,): the share of the embedding in the squared weight norm. With
        `looks`, read (runs, 8, words), float16: the network's output after each word of the first
        reviews of the test set, as if that word were the last one; positive is "likes it".
    """
    def look(params: Params, task: Task, outputs: Tensor, full: bool) -> dict[str, Any]:
        squares = torch.stack([leaf.flatten(1).square().sum(1) for leaf in params.values()])
        found: dict[str, Any] = {"embedding_share": squares[0] / squares.sum(0)}
        if looks:
            read = while_reading(params, task.test_inputs[:, :READ], layers)
            found["read"] = read.cpu().numpy().astype(np.float16)
        return found

    return look


def _numbers(settings: Mapping[str, Any], runs: int, most: int) -> float:
    """About how many numbers are held at most: six for each weight, and a pass over the words."""
    e, h, layers = (settings[k] for k in ("embedding", "hidden", "layers"))
    weights = (VOCABULARY + 1) * e + layers * GATES * h * (max(e, h) + h)
    examples = (most + N_TEST) * settings["length"]
    return runs * (6 * weights + 4 * examples) + examples * (e + 8 * layers * h)
