"""How networks learn arithmetic modulo p: settings -> task, network, update, probe."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from grokviz import engines, models, optim
from grokviz.arguments import numbers_in
from grokviz.engines.streaming.due import due_steps
from grokviz.engines.train import record_steps
from grokviz.memory import check_memory
from grokviz.recipes.common import checks
from grokviz.recipes.common.penalty_menu import penalised
from grokviz.recipes.plans import modular_addition_probe
from grokviz.run import Experiment
from grokviz.sentences import brief
from grokviz.tasks import modular_addition as task

BETAS = (0.9, 0.98)                             # of Adam, as in the paper
MODELS = {
    "mlp": lambda s: models.embedded_mlp(s["modulus"], s["d_model"], s["width"]),
    "product": lambda s: models.product_mlp(s["modulus"], s["d_model"], s["width"]),
    "transformer": lambda s: models.transformer(
        s["modulus"], s["d_model"], s["n_heads"], s["width"]),
}


def training(
    name: str, settings: Mapping[str, Any], sweep: Mapping[str, np.ndarray], *,
    key_frequencies: Iterable[int] | None = None, records: Iterable[int] | None = None,
    schedule: Callable[[int], float] | None = None, pictures: bool = True,
) -> Callable[[Mapping[str, np.ndarray]], Experiment]:
    """Columns -> the Experiment that trains them. Settings and sweep are checked at once."""
    settings = {**settings, **checks.machine(settings), **checks.named(
        settings, model=MODELS, operation=task.OPERATIONS, loss=task.LOSSES,
        optimizer=optim.UPDATES, constraint=optim.CONSTRAINTS)}
    p, runs, steps = settings["modulus"], len(sweep["init_seed"]), settings["steps"]
    device, dtype = engines.device_and_dtype(settings["device"], settings["dtype"])
    about = {k: settings[k] for k in ("modulus", "operation")}
    task.check(sweep, **about)

    def fits(part: Mapping[str, np.ndarray]) -> None:
        n = len(part["init_seed"])
        check_memory(_bytes(settings, part) * dtype.itemsize, f"{n} runs at modulus {p}", device)

    fits({k: v[:1] for k, v in sweep.items()})          # all of them are checked as they start
    due = due_steps(records, steps, record_steps)
    key_frequencies = _frequencies(key_frequencies, p)
    plan = engines.Plan(
        task=lambda part: task.modular_addition(part, loss=settings["loss"], **about),
        model=MODELS[settings["model"]](settings),
        update=optim.UPDATES[settings["optimizer"]](
            **({} if settings["optimizer"] == "sgd" else {"betas": BETAS})),
        constraint=optim.CONSTRAINTS[settings["constraint"]], schedule=schedule,
        probe=(modular_addition_probe.probe(about["operation"], p, runs, key_frequencies)
               if pictures else None),
        probed=modular_addition_probe.due(due, p, settings["d_model"]), norms=penalised(settings),
        device=device, dtype=dtype)
    return lambda part: engines.train(
        plan, name=name, settings=settings, sweep=part, steps=steps, records=due, fits=fits)


def _frequencies(asked: Iterable[int] | None, modulus: int) -> list[int] | None:
    """The given key frequencies, each once; ValueError for anything but frequencies modulo p."""
    if asked is None:
        return None
    most = modulus // 2
    found = numbers_in("key_frequencies", asked, 1, most, most, "[1, 2]")
    if any(k != int(k) for k in found):
        raise ValueError(f"key_frequencies is {brief(found)}; give whole numbers from 1 to {most}, "
                         "e.g. [1, 2]")
    return sorted({int(k) for k in found})


def _bytes(settings: Mapping[str, Any], sweep: Mapping[str, np.ndarray]) -> float:
    """About how many numbers are held at most.

    Six for each weight, Adam's moments among them, and the activations of a training step and of
    an evaluation for each pair.
    """
    p, d, width = (settings[k] for k in ("modulus", "d_model", "width"))
    weights = 2 * p * d + 3 * d * width + 4 * d * d + width * p
    row, most = width + p, float(sweep["train_fraction"].max())
    rows = p * p * (most * (3 * row + 4 * d) + 2 * row + 4 * p)
    return len(sweep["init_seed"]) * (6 * weights + rows)
