"""How the two layers are trained: settings -> plans for the engines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from functools import partial
from typing import Any

import numpy as np

from grokviz.arguments import Bound
from grokviz.recipes.common import checks
from grokviz.recipes.common.describe import described
from grokviz.run import Experiment
from grokviz.settings import Table

ROOM = 1.3              # hidden units an example, below which the first step explodes


def described_net(
    table: Table, columns: Iterable[str], activation: str, device: str, **given: Any
) -> tuple[dict[str, Any], dict[str, Any]]:
    """`described`, and the settings that every experiment with two layers has."""
    from grokviz import engines
    from grokviz.models.least_squares.two_layer import ACTIVATIONS

    settings, sweep = described(table, {k: given[k] for k in table}, columns)
    device, _ = engines.device_and_dtype(device)
    settings |= checks.named({"activation": activation}, activation=ACTIVATIONS)
    return settings | {"device": device, "dtype": "float64", "optimizer": "sgd"}, sweep


def check_room(settings: Mapping[str, Any]) -> None:
    """ValueError where there are too few hidden units to fit the examples without a ridge."""
    from grokviz.tasks.modular_sums import pairs

    n = round(settings["train_fraction"] * pairs(settings["modulus"]))
    if settings["hidden"] < ROOM * n and not settings["ridge"]:
        least = int(np.ceil(ROOM * n))
        raise Bound(
            f"hidden is {settings['hidden']} for {n} training pairs, below {ROOM} times as many: "
            f"the first step would explode; give hidden of {least} or more, or a ridge, e.g. 0.01",
            "hidden", settings["hidden"], low=least)


def _data(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {k: settings[k] for k in ("modulus", "train_fraction", "device")}


def both_layers(settings: Mapping[str, Any], weights: bool = False):
    """The plan of training both layers."""
    from grokviz import engines
    from grokviz.tasks.modular_sums import both_layers as problem

    make = partial(problem, hidden=settings["hidden"], activation=settings["activation"],
                   output_rate=settings["kappa"], weights=weights, **_data(settings))
    return engines.Descent(make, settings["device"])


def first_alone(settings: Mapping[str, Any], start: Callable[[Mapping], Any]):
    """The plan of the closed form from the embedding ``start(sweep)``."""
    from grokviz import engines
    from grokviz.models.least_squares.two_layer import ACTIVATIONS
    from grokviz.tasks.modular_sums import measure, modular_sums
    from grokviz.theory import first_layer as theory

    def parts(sweep: Mapping[str, np.ndarray]):
        data = modular_sums(sweep, **_data(settings))
        inputs, targets, *_ = data
        fixed = inputs, targets, ACTIVATIONS[settings["activation"]], settings["ridge"]
        look = measure(data, settings["activation"])
        return engines.Parts(
            start(sweep).to(inputs), lambda E: theory.update(E, *fixed),
            lambda E: look(E, theory.output_layer(E, *fixed)))

    return engines.Field(parts, settings["device"])


def embedding_at(experiment: Experiment, since: float):
    """E of each run, and its slow time, at the first step at or after `since`.

    A generator: it yields None while it trains, so that the caller can be paused, then returns.
    """
    import torch

    from grokviz import engines

    settings, sweep = experiment.settings, experiment.sweep
    p, h = settings["modulus"], settings["hidden"]
    # Runs differ in decay and rate, so each reaches `since` at its own step. All train together,
    # and each gives its embedding when its step comes.
    steps = np.ceil(since / (sweep["learning_rate"] * sweep["weight_decay"])).astype(int)
    E, s = np.full((experiment.runs, p, h), np.nan), np.zeros(experiment.runs)
    training = engines.flow(both_layers(settings, weights=True), name="", settings={}, sweep=sweep,
                            steps=int(steps.max()), records=sorted(set(steps.tolist())))
    with closing(training.start({})) as stream:
        for snapshot in stream:
            yield None
            if snapshot is None:
                continue
            for i in np.flatnonzero(steps == snapshot.step):
                E[i] = snapshot.values["weights"][i, : p * h].reshape(p, h)
                s[i] = snapshot.values["slow_time"][i]
    return torch.as_tensor(E), s


def directions(settings: Mapping[str, Any], weight_decay: float) -> dict[str, Callable]:
    """The predicted directions of the weights, for `engines.compass`."""
    from grokviz.engines.compass import along_tangent
    from grokviz.models.least_squares import two_layer
    from grokviz.tasks.modular_sums import TOUCHING
    from grokviz.theory import first_layer as theory

    p, hidden = settings["modulus"], settings["hidden"]
    activation = two_layer.ACTIVATIONS[settings["activation"]]

    def kinks(problem, w, landed):
        inputs = problem.known["train_inputs"]
        touching = two_layer.held(w, inputs, hidden, TOUCHING)
        return along_tangent(problem, w, landed, two_layer.along_kinks(touching, inputs))

    def isolated(problem, w, landed):
        E, _ = two_layer.layers(w, p, hidden)
        x, y = (problem.known[f"train_{k}"] for k in ("inputs", "targets"))
        return theory.update(E, x, y, activation, weight_decay / problem.scale).flatten(1)

    return {"decay": lambda problem, w, landed: -w, "tangent": along_tangent, "kinks": kinks,
            "isolated": isolated}
