"""What the experiments of `first_layer` are made of: plans for the engines, from settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from functools import partial
from typing import Any

import numpy as np

from grokviz.run import Experiment


def _data(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {k: settings[k] for k in ("modulus", "train_fraction", "device")}


def both_layers(settings: Mapping[str, Any], weights: bool = False):
    """The plan of training."""
    from grokviz import engines
    from grokviz.tasks.modular_sums import both_layers as problem

    make = partial(problem, hidden=settings["hidden"], activation=settings["activation"],
                   output_rate=settings["kappa"], weights=weights, **_data(settings))
    return engines.Descent(make, settings["device"])


def first_alone(settings: Mapping[str, Any], start: Callable[[Mapping], Any]):
    """The plan of the closed form; ``start(sweep)`` gives E."""
    from grokviz import engines
    from grokviz.models.two_layer import ACTIVATIONS
    from grokviz.tasks.modular_sums import measure, modular_sums
    from grokviz.theory import first_layer as theory

    def parts(sweep: Mapping[str, np.ndarray]):
        data = modular_sums(sweep, **_data(settings))
        inputs, targets, *_ = data
        fixed = inputs, targets, ACTIVATIONS[settings["activation"]], settings["ridge"]
        look = measure(data, settings["activation"])
        return engines.Parts(
            start(sweep).to(inputs), lambda E: theory.update(E, *fixed),
            lambda E: look(E, theory.output_layer(E, *fixed)),
        )

    return engines.Field(parts, settings["device"])


def embedding_at(experiment: Experiment, since: float):
    """E of each run, and its slow time, at the first step at or after `since`."""
    import torch

    from grokviz import engines

    settings, sweep = experiment.settings, experiment.sweep
    p, h = settings["modulus"], settings["hidden"]
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
    """Where the weights are said to go; see `engines.compass`."""
    from grokviz.engines.compass import along_tangent
    from grokviz.models import two_layer
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
