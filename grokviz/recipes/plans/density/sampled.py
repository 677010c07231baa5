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


def guesses(
    name: str, settings: Mapping[str, Any], sweep: Mapping[str, Array], run: int
) -> Guesses:
    """The networks of a run and their problem; `name` is that of the recipe."""
    row = {column: values[run].item() for column, values in sweep.items()}
    if name.endswith("at_a_norm"):
        return Guesses(RandomNetworks(2, row["width"], 1, float(row["init_scale"])),
                       guessing.curve(), row["init_seed"])
    return Guesses(RandomNetworks(3, row["width"], row["depth"]),
                   problem(settings, row["n_train"], row["data_seed"]), row["init_seed"])


def sampled(
    name: str, settings: Mapping[str, Any], sweep: Mapping[str, Array],
    records: Iterable[int] | None,
) -> Experiment:
    """See `recipes.density.guess_and_check` and `at_a_norm`."""
    def runs() -> Sequence[Guesses]:
        return [guesses(name, settings, sweep, run) for run in range(len(sweep["width"]))]

    return sample(runs, name=name, settings=_described(settings), sweep=sweep,
                  steps=settings["steps"], records=records)


def _described(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {**settings, "device": "cpu", "dtype": "float32"}
