"""How students are trained: settings -> task, network, update."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from grokviz.recipes.common import checks
from grokviz.recipes.common.penalty_menu import penalised
from grokviz.run import Experiment

if TYPE_CHECKING:
    from grokviz.tasks import Task

LOOKED_AT = 8           # runs at most of which the learnt function is recorded


def training(
    name: str, settings: Mapping[str, Any], *, schedule: Callable[[int], float] | None = None,
    records: Iterable[int] | None = None, looks: bool = False, **options: Any,
) -> Callable[[Mapping[str, np.ndarray]], Experiment]:
    """Columns -> the Experiment that trains them. The settings are checked at once.

    `options` are those of the optimiser. With `looks`, a few runs of one teacher also record the
    function that the student has learnt.
    """
    from grokviz import engines, models, optim
    from grokviz.recipes.plans.teacher_student_probe import probe
    from grokviz.tasks.coordinates.centred import centred
    from grokviz.tasks.teacher_student import teacher_student

    settings = {**settings, **checks.machine(settings),
                **checks.named(settings, optimizer=optim.UPDATES, constraint=optim.CONSTRAINTS)}
    width, threshold = settings["width"], settings["threshold"]
    device, dtype = engines.device_and_dtype(settings["device"], settings["dtype"])
    student = models.mlp([5, width, width, 5], "tanh")
    subtracts = settings.get("centred", "no")

    def task(sweep: Mapping[str, np.ndarray]) -> Task:
        column = np.full(len(sweep["init_seed"]), subtracts)
        return centred(teacher_student(sweep, threshold=threshold), student,
                       {**sweep, "centred": column})

    plan = engines.Plan(
        task=task, model=student,
        update=optim.UPDATES[settings["optimizer"]](**options),
        constraint=optim.CONSTRAINTS[settings["constraint"]], schedule=schedule,
        norms=penalised(settings), device=device, dtype=dtype,
    )

    def train(sweep: Mapping[str, np.ndarray]) -> Experiment:
        few = subtracts == "no" and len(sweep["data_seed"]) <= LOOKED_AT and all(
            len(np.unique(sweep[seed])) == 1 for seed in ("data_seed", "teacher_seed"))
        seen = plan._replace(probe=probe(sweep, student)) if looks and few else plan
        return engines.train(seen, name=name, settings=settings, sweep=sweep,
                             steps=settings["steps"], records=records)

    return train
