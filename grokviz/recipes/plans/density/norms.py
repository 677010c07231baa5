"""The L and the U of a small regression: many starts, trained while each layer keeps its norm."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import torch

from grokviz.engines.many_starts import Minima, descend, squared, start
from grokviz.engines.streaming.due import due_steps
from grokviz.engines.streaming.threads import aside
from grokviz.engines.train import record_steps
from grokviz.landscapes.lu import cooling
from grokviz.run import Array, Experiment, Snapshot, Stream
from grokviz.tasks import guessing

CHUNK = 50                              # steps between two signs of life


def held(
    name: str, settings: Mapping[str, Any], sweep: Mapping[str, Array],
    records: Iterable[int] | None,
) -> Experiment:
    """See `recipes.density.trained_at_a_norm`."""
    due = due_steps(records, settings["steps"], record_steps)

    def begin(hot: Mapping[str, Any]) -> Stream:
        return aside(_trained(_starts(settings, sweep), due, settings))

    return Experiment(name, {**settings, "device": "cpu", "dtype": "float32"}, sweep, begin)


def _starts(settings: Mapping[str, Any], sweep: Mapping[str, Array]) -> list[Minima]:
    """For each run its starts, uniform on the spheres of `models.random_networks`."""
    found = []
    for scale, width, seed in zip(*(sweep[k] for k in ("init_scale", "width", "init_seed")),
                                  strict=True):
        at = start(settings["starts"], 2, int(width), int(seed)).normalised()
        found.append(Minima(at.first * (float(scale) * math.sqrt(2 * width)),
                            at.second * (float(scale) * math.sqrt(2))))
    return found


def _trained(runs: list[Minima], due: Iterable[int], settings: Mapping[str, Any]) -> Stream:
    problem, taken, starts = guessing.curve(), 0, settings["starts"]
    sets = {"train": (problem.inputs, problem.labels),
            "test": (problem.test_inputs, problem.test_labels)}
    # Runs of the same width are trained as one batch of starts: no start feels the others.
    widths = [at.second.shape[1] for at in runs]
    alike = [[i for i, width in enumerate(widths) if width == each] for each in sorted({*widths})]
    at = [Minima(*(torch.cat(layer) for layer in zip(*(runs[i] for i in some), strict=True)))
          for some in alike]
    paths = [descend(here, *sets["train"], settings["learning_rate"], squared, held=True,
                     schedule=cooling(settings["steps"])) for here in at]
    for target in due:
        while taken < target:
            taken += 1
            at = [next(path) for path in paths]
            if taken % CHUNK == 0:
                yield None
        values = {f"{side}_loss": np.empty(len(runs)) for side in sets}
        for some, here in zip(alike, at, strict=True):
            for side, (inputs, labels) in sets.items():
                error = (here.outputs(inputs) - labels).square().mean(1)
                values[f"{side}_loss"][some] = error.view(-1, starts).median(1).values.numpy()
        yield Snapshot(taken, values)
