"""Settings of guess and check -> the networks of each run and their problem."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from grokviz.engines.sampling import Guesses, sample
from grokviz.models.random_networks import RandomNetworks
from grokviz.run import Array, Experiment
from grokviz.tasks import guessing


def problem(settings: Mapping[str, Any], n_train: int, data_seed: int) -> guessing.Problem:
    """The classification of a run."""
    return guessing.on_the_circle(
        settings["task"], int(n_train), int(data_seed), settings["good"])


def on_the_circle(
    name: str, settings: Mapping[str, Any], sweep: Mapping[str, Array],
    records: Iterable[int] | None,
) -> Experiment:
    """See `recipes.density.guess_and_check`."""
    def runs() -> Sequence[Guesses]:
        return [Guesses(RandomNetworks(3, int(width), int(depth)), problem(settings, n, data),
                        int(seed))
                for width, n, depth, data, seed in zip(*(sweep[k] for k in (
                    "width", "n_train", "depth", "data_seed", "init_seed")), strict=True)]

    return sample(runs, name=name, settings=_described(settings), sweep=sweep,
                  steps=settings["steps"], records=records)


def on_spheres(
    name: str, settings: Mapping[str, Any], sweep: Mapping[str, Array],
    records: Iterable[int] | None,
) -> Experiment:
    """See `recipes.density.at_a_norm`."""
    def runs() -> Sequence[Guesses]:
        return [Guesses(RandomNetworks(2, int(width), 1, float(norm)), guessing.curve(), int(seed))
                for norm, width, seed in zip(*(sweep[k] for k in (
                    "init_scale", "width", "init_seed")), strict=True)]

    return sample(runs, name=name, settings=_described(settings), sweep=sweep,
                  steps=settings["steps"], records=records)


def _described(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {**settings, "device": "cpu", "dtype": "float32"}
