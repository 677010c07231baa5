"""How students are trained: settings -> task, network, update."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from grokviz.recipes import checks
from grokviz.recipes.penalty_menu import penalised
from grokviz.run import Experiment


def training(
    name: str, settings: Mapping[str, Any], *, schedule: Callable[[int], float] | None = None,
    records: Iterable[int] | None = None, **options: Any,
) -> Callable[[Mapping[str, np.ndarray]], Experiment]:
    """Columns -> the Experiment that trains them. The settings are checked at once.

    `options` are those of the optimiser.
    """
    from grokviz import engines, models, optim
    from grokviz.tasks.teacher_student import teacher_student

    settings = {**settings, **checks.machine(settings),
                **checks.named(settings, optimizer=optim.UPDATES, constraint=optim.CONSTRAINTS)}
    width, threshold = settings["width"], settings["threshold"]
    device, dtype = engines.device_and_dtype(settings["device"], settings["dtype"])
    plan = engines.Plan(
        task=lambda sweep: teacher_student(sweep, threshold=threshold),
        model=models.mlp([5, width, width, 5], "tanh"),
        update=optim.UPDATES[settings["optimizer"]](**options),
        constraint=optim.CONSTRAINTS[settings["constraint"]], schedule=schedule,
        norms=penalised(settings), device=device, dtype=dtype)
    return lambda sweep: engines.train(
        plan, name=name, settings=settings, sweep=sweep, steps=settings["steps"], records=records)
