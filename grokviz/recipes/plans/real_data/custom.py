"""Your own module and examples: what is given -> a checked problem -> task, network, update."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from grokviz import engines, optim
from grokviz.engines.block import Probe
from grokviz.landscapes import lu
from grokviz.memory import check_memory
from grokviz.models.real_data.module import Make, is_random, module, seeded
from grokviz.recipes.common import checks
from grokviz.recipes.common.hot import fixed
from grokviz.recipes.common.penalty_menu import penalised
from grokviz.run import Experiment
from grokviz.tasks.real_data.custom import SIGNED, Examples, custom, empty_classes, examples

FEW = 4                 # examples that a module is tried on
LOUDEST = 3.0           # most times that the rate grows with the norm


class Problem(NamedTuple):
    """A module and its examples, which fit each other."""

    make: Make
    train: Examples
    test: Examples
    loss: str
    draws: bool                         # the module draws random numbers, as dropout does
    numbers: int                        # trainable ones in the module


def problem(
    given: Any, train: Any, test: Any, settings: Mapping[str, Any], sweep: dict[str, np.ndarray],
) -> Problem:
    """The module and the examples, checked; N = 0 in the sweep becomes all examples.

    Raises
    ------
    TypeError, ValueError
        As `recipes.custom.grokking` says.
    """
    train, test = examples("train", train), examples("test", test)
    if train.inputs.shape[1:] != test.inputs.shape[1:] or train.classes != test.classes:
        raise ValueError(f"inputs are {tuple(train.inputs.shape)} to train on and "
                         f"{tuple(test.inputs.shape)} to test on; give the same kind of examples")
    most = len(train.inputs)
    sweep["n_train"] = np.where(sweep["n_train"] == 0, most, sweep["n_train"])
    if (sweep["n_train"] > most).any():
        raise ValueError(f"n_train is {int(sweep['n_train'].max()):,}, but train has {most:,} "
                         f"examples; give {most:,} or less")
    make = _maker(given, len(np.unique(sweep["init_seed"])))
    with seeded(0):
        network = make()
    few = train.inputs[:FEW]
    outputs = _tried(network, few)
    loss = _loss(settings["loss"], train, outputs)
    _check_outputs(loss, train, test, outputs)
    numbers = sum(p.numel() for p in network.parameters() if p.requires_grad)
    if not numbers:
        raise ValueError("the module has no trainable parameters; give one that has some")
    return Problem(make, train, test, loss, is_random(network, few), numbers)


def label(given: Any) -> str:
    """What the module is called in settings and files."""
    return str(getattr(given, "__name__", type(given).__name__)).strip("<>")


def training(
    name: str, problem: Problem, settings: Mapping[str, Any], sweep: Mapping[str, np.ndarray], *,
    records: Iterable[int] | None = None, schedule: Callable[[int], float] | None = None,
    probe: Probe | None = None,
) -> Experiment:
    """The ensemble with these settings and columns, which are checked at once."""
    settings = {**settings, **checks.machine(settings), **checks.named(
        settings, optimizer=optim.UPDATES, constraint=optim.CONSTRAINTS)}
    device, dtype = engines.device_and_dtype(settings["device"], settings["dtype"])
    train, test, runs = problem.train, problem.test, len(sweep["init_seed"])
    each = 8 * problem.numbers + 4 * (train.inputs.numel() + test.inputs.numel()) / runs
    check_memory(runs * each * dtype.itemsize,
                 f"{runs} runs of {problem.numbers:,} weights and {len(train.inputs):,} examples",
                 device)
    threshold, loss = settings["threshold"], problem.loss
    plan = engines.Plan(
        task=lambda part: custom(part, train, test, loss=loss, threshold=threshold),
        model=module(problem.make, tuple(train.inputs.shape[1:]), problem.draws),
        update=optim.UPDATES[settings["optimizer"]](),
        constraint=optim.CONSTRAINTS[settings["constraint"]],
        batch_size=settings["batch_size"] or None, schedule=schedule, probe=probe,
        norms=penalised(settings), device=device, dtype=dtype)
    return engines.train(plan, name=name, settings=settings, sweep=sweep,
                         steps=settings["steps"], records=records)


def lu_curve(given: Any, train: Any, test: Any, run: Experiment) -> Experiment:
    """The cells of an L and a U, with the settings and columns of a run."""
    sweep = {k: np.array(v) for k, v in run.sweep.items()}
    sweep["learning_rate"] = sweep["learning_rate"] * np.clip(sweep["init_scale"], 0.5, LOUDEST)
    steps = run.settings["steps"]
    found = problem(given, train, test, run.settings, sweep)

    def cells(part: Mapping[str, np.ndarray]) -> Experiment:
        return training("custom.lu_curve", found, run.settings, part, schedule=lu.cooling(steps))

    return fixed(lu.lu_curve(cells, name="custom.lu_curve", settings=run.settings, sweep=sweep,
                             steps=steps))


def _maker(given: Any, seeds: int) -> Make:
    example = "lambda: torch.nn.Sequential(torch.nn.Linear(2, 10), torch.nn.ReLU(), ...)"
    if isinstance(given, nn.Module):
        if seeds > 1:
            raise ValueError("module is one network, so that its seeds would all start alike; give "
                             f"a function that makes it, e.g. {example}")
        import copy

        return lambda: copy.deepcopy(given)
    if not callable(given):
        raise TypeError(f"module is a {type(given).__name__}; give a torch.nn.Module, or a "
                        f"function that makes one, e.g. {example}")
    with seeded(0):
        made = given()
    if not isinstance(made, nn.Module):
        raise TypeError(f"module makes a {type(made).__name__}; give a function that returns a "
                        f"torch.nn.Module, e.g. {example}")
    make: Make = given
    return make


def _tried(network: nn.Module, inputs: Tensor) -> Tensor:
    """Its outputs for a few examples, (examples, features); ValueError where it has none."""
    try:
        with torch.no_grad():
            outputs = network.eval()(inputs)
    except (RuntimeError, ValueError, TypeError, IndexError) as error:
        raise ValueError(f"the module fails on inputs {tuple(inputs.shape)}: {str(error)[:200]}; "
                         "give inputs that it can read") from None
    if not isinstance(outputs, Tensor) or not outputs.ndim or len(outputs) != len(inputs):
        shape = tuple(outputs.shape) if isinstance(outputs, Tensor) else type(outputs).__name__
        raise ValueError(f"the module gives {shape} for {len(inputs)} examples; let it return a "
                         f"tensor ({len(inputs)}, outputs)")
    return outputs.reshape(len(outputs), -1)


def _loss(name: str, train: Examples, outputs: Tensor) -> str:
    if name != "by answers":
        return name
    if not train.classes:
        return "mean_squared_error"
    return "logistic" if outputs.shape[1] == 1 else "cross_entropy"


def _check_outputs(loss: str, train: Examples, test: Examples, outputs: Tensor) -> None:
    found = outputs.shape[1]
    if loss == "mean_squared_error":
        wanted = train.answers[0].numel()
        if train.classes:
            raise ValueError("the answers are classes; give floats for mean_squared_error, or "
                             "loss='cross_entropy'")
        if found != wanted:
            raise ValueError(f"the module has {found} outputs and an answer {wanted} numbers; give "
                             f"a module with {wanted} outputs")
        return
    if not train.classes:
        raise ValueError(f"the answers are floats, but {loss} needs classes; give whole numbers "
                         "from 0, or loss='mean_squared_error'")
    classes = int(max(train.answers.max(), test.answers.max())) + 1
    if loss in SIGNED and (found != 1 or classes > 2):
        raise ValueError(f"the module has {found} outputs for {classes} classes; {loss} needs one "
                         "output and two classes, or give loss='cross_entropy'")
    if loss == "cross_entropy" and (found < classes or found < 2):
        raise ValueError(f"the module has {found} outputs for {classes} classes; give a module "
                         f"with {max(classes, 2)} outputs")
    if missing := empty_classes(train, classes):
        raise ValueError(f"no example to train on has class {missing[0]}; give examples of each "
                         f"class from 0 to {classes - 1}")
