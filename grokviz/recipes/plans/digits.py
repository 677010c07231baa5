"""How networks learn digits: settings -> task, network, update, probe."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from grokviz.arguments import Bound
from grokviz.memory import check_memory
from grokviz.recipes.common import checks
from grokviz.recipes.common.penalty_menu import penalised
from grokviz.run import Experiment
from grokviz.storage.digits import CLASSES, digits, order

LOOKED_AT = 8           # runs at most of which pictures are recorded
LOG, EVEN = 30, 70      # records: a look at the test set takes as long as ten steps
OVERFLOW = 12.0         # initial scale beyond which the first squared errors are too large


def training(
    name: str, settings: Mapping[str, Any], *, schedule: Callable[[int], float] | None = None,
    records: Iterable[int] | None = None, looks: bool = False,
) -> Callable[[Mapping[str, np.ndarray]], Experiment]:
    """Columns -> the Experiment that trains them. The settings are checked at once.

    With `looks`, a few runs of one data seed also record what `digits_probe` measures.
    """
    from grokviz import engines, models, optim
    from grokviz.recipes.plans.digits_probe import probe
    from grokviz.tasks.digits import LOSSES, images

    settings = {**settings, **checks.machine(settings), **checks.named(
        settings, optimizer=optim.UPDATES, constraint=optim.CONSTRAINTS, loss=LOSSES)}
    if "level" in settings:
        settings["learnt_test"] = settings["level"]
    side, width, batch = int(settings["side"]), settings["width"], settings["batch_size"]
    about = {"side": side, "loss": settings["loss"], "folder": settings["folder"]}
    device, dtype = engines.device_and_dtype(settings["device"], settings["dtype"])
    plan = engines.Plan(
        task=lambda sweep: images(sweep, **about), batch_size=batch,
        model=models.mlp([side * side, width, width, CLASSES], "relu", new_inputs=True),
        update=optim.UPDATES[settings["optimizer"]](),
        constraint=optim.CONSTRAINTS[settings["constraint"]], schedule=schedule,
        norms=penalised(settings), device=device, dtype=dtype)

    def train(sweep: Mapping[str, np.ndarray]) -> Experiment:
        _check(settings, sweep)
        runs = len(sweep["init_seed"])
        check_memory(_numbers(settings, sweep) * dtype.itemsize, f"{runs} runs of {width} units "
                     f"and {int(sweep['n_train'].max())} digits", device)
        few = runs <= LOOKED_AT and len(np.unique(sweep["data_seed"])) == 1
        seen = plan._replace(probe=probe(int(sweep["data_seed"][0]), settings["folder"])
                             ) if looks and few else plan
        return engines.train(
            seen, name=name, settings=settings, sweep=sweep, steps=settings["steps"],
            records=few_records(settings["steps"]) if records is None else records)

    return train


def few_records(steps: int) -> list[int]:
    """0, log-spaced and evenly spaced steps."""
    spaced = np.geomspace(1, steps, LOG), np.linspace(0, steps, EVEN + 1)
    return sorted({0, *(int(step) for step in np.concatenate(spaced).round())})


def _check(settings: Mapping[str, Any], sweep: Mapping[str, np.ndarray]) -> None:
    """`Bound` where settings do not fit together or to the digits that are there."""
    from grokviz.tasks.digits import N_TEST

    n, batch, labels = sweep["n_train"], settings["batch_size"], digits(settings["folder"])[1]
    most = len(labels) - N_TEST
    if n.max() > most:
        raise Bound(f"n_train is {int(n.max()):,}, but of {len(labels):,} digits {N_TEST:,} are "
                    f"for testing; give {most:,} or less, or a folder with more digits",
                    "n_train", float(n.max()), high=most)
    if batch > n.min():
        raise Bound(f"batch_size is {batch}, but a training set has {int(n.min())} digits; give "
                    f"{int(n.min())} or less", "batch_size", batch, high=float(n.min()))
    for seed in np.unique(sweep["data_seed"]):
        _check_classes(int(n[sweep["data_seed"] == seed].min()), int(seed), labels)
    alpha = sweep["init_scale"].max()
    if settings["loss"] == "mean_squared_error" and alpha > OVERFLOW:
        raise Bound(f"init_scale is {alpha:g}, and outputs grow with its cube: their squared error "
                    f"is too large to train; give {OVERFLOW:g} or less, or loss='cross_entropy'",
                    "init_scale", float(alpha), high=OVERFLOW)


def _check_classes(n: int, seed: int, labels: np.ndarray) -> None:
    shuffled = labels[order(seed, len(labels))]
    first = [int((shuffled == digit).argmax()) for digit in range(CLASSES)]
    if max(first) >= n:
        raise Bound(f"n_train is {n}, and with data_seed {seed} these digits hold no "
                    f"{int(np.argmax(first))}; give {max(first) + 1} or more", "n_train", n,
                    low=max(first) + 1)


def _numbers(settings: Mapping[str, Any], sweep: Mapping[str, np.ndarray]) -> float:
    """About how many numbers are held at most: six for each weight, and the activations."""
    pixels, width = int(settings["side"]) ** 2, settings["width"]
    examples = float(sweep["n_train"].max()) + 1000
    weights = pixels * width + width * width + 2 * CLASSES * width
    return len(sweep["init_seed"]) * (6 * weights + examples * (pixels + 2 * width))
