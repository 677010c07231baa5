"""What a stored record is made from, and what of an experiment it keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import NamedTuple

import numpy as np

from grokviz.run import Experiment


class Stored(NamedTuple):
    """A stored record; a module of recipes declares those of its area as ``STORED``, by name."""

    make: Callable[[], Experiment]
    source: str                                 # the figure it goes back to
    last_only: bool = False                     # of a landscape, only where it ended


def modules() -> Iterator[ModuleType]:
    """The modules here, one for each area, in the order of their names."""
    for found in iter_modules(__path__):
        yield import_module(f"{__name__}.{found.name}")


def few(steps: int, points: int) -> list[int]:
    """0, then log-spaced steps: enough for a picture that is large at each."""
    return [0, *dict.fromkeys(int(s) for s in np.geomspace(1, steps, points).round())]


def both(steps: int, points: int) -> list[int]:
    """So many log-spaced steps, and as many evenly spaced: for either axis."""
    return sorted({*few(steps, points), *(round(k * steps / points) for k in range(points))})


def only(experiment: Experiment, names: Sequence[str]) -> Experiment:
    """The same, of which only some values are kept."""
    def start(hot, *state):
        for snapshot in experiment.start(hot, *state):
            yield snapshot and replace(snapshot, values={k: snapshot.values[k] for k in names})

    return replace(experiment, start=start)


def single(experiment: Experiment) -> Experiment:
    """The same with fewer digits, which are plenty for pictures."""
    def start(hot, *state):
        for snapshot in experiment.start(hot, *state):
            yield snapshot and replace(snapshot, values={
                k: np.asarray(v, np.float16 if k == "product" else np.float32)
                for k, v in snapshot.values.items()})

    return replace(experiment, start=start)


def under_l1(recipe) -> Stored:
    """A network that groks under l1, with all its norms."""
    kept = ("train_loss", "test_loss", "train_accuracy", "test_accuracy", "weight_norm", "l1_norm",
            "nuclear_norm", "effective_sparsity", "effective_rank")
    return Stored(
        lambda: single(only(recipe.grokking(
            **recipe.UNDER_L1, records=few(recipe.UNDER_L1["steps"], 120)), kept)),
        "Notsawo et al. 2025, arXiv:2506.05718, networks",
    )
