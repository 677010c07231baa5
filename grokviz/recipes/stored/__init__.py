"""The records that come with the package: one module for each area, and what they share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

from grokviz.run import Array, Experiment, Snapshot, Stream


class Stored(NamedTuple):
    """A stored record: the experiment that makes it, and the figure it shows.

    Each module here declares those of its area as ``STORED``, by name. So may a module of recipes.
    """

    make: Callable[[], Experiment]
    source: str                                 # the figure that it shows
    last_only: bool = False                     # keep the last step only, e.g. of a landscape
    train: Callable[[], Experiment] | None = None       # a map: what `gv.many` trains in its place
    block: int = 64                             # runs in a block of it: whole cells


def modules() -> Iterator[ModuleType]:
    """The modules here, one for each area, in the order of their names."""
    for found in iter_modules(__path__):
        yield import_module(f"{__name__}.{found.name}")


def few(steps: int, points: int) -> list[int]:
    """0, then log-spaced steps; few, where each record holds a large picture."""
    return [0, *dict.fromkeys(int(s) for s in np.geomspace(1, steps, points).round())]


def both(steps: int, points: int) -> list[int]:
    """Log-spaced steps and as many evenly spaced ones, for either kind of axis."""
    return sorted({*few(steps, points), *(round(k * steps / points) for k in range(points))})


def only(experiment: Experiment, names: Sequence[str]) -> Experiment:
    """The same experiment with some of its values only."""
    return _changed(experiment, lambda values: {k: values[k] for k in names})


def single(experiment: Experiment) -> Experiment:
    """The same experiment with fewer digits, which are enough for pictures."""
    return _changed(experiment, lambda values: {
        k: np.asarray(v, np.float16 if k == "product" else np.float32) for k, v in values.items()})


def in_turn(parts: Sequence[Experiment], **settings: Any) -> Experiment:
    """Experiments with the same columns as one: each is run after the one before.

    The values of runs that have not begun are nan. The settings are those of the first, replaced by
    these where they differ. A step is the sum over the parts, as for the cells of a map.
    """
    first = parts[0]
    ends = np.cumsum([part.runs for part in parts])

    def start(hot: Any) -> Stream:
        found: dict[str, Array] = {}
        before = 0
        for part, end in zip(parts, ends, strict=True):
            for snapshot in part.start(hot):
                if snapshot is None:
                    yield None
                    continue
                for name, value in snapshot.values.items():
                    found.setdefault(name, np.full(ends[-1], np.nan))[end - part.runs:end] = value
                if snapshot.step or part is first:
                    yield Snapshot(before + snapshot.step, found)
            before += part.settings["steps"]

    settings["steps"] = sum(part.settings["steps"] for part in parts)
    return Experiment(
        first.name, {**first.settings, **settings},
        {k: np.concatenate([part.sweep[k] for part in parts]) for k in first.sweep}, start)


def _changed(experiment: Experiment, change: Callable[[Mapping], Mapping]) -> Experiment:
    """The same experiment with changed values in every snapshot."""
    def start(hot, *state):
        for snapshot in experiment.start(hot, *state):
            yield snapshot and replace(snapshot, values=change(snapshot.values))

    return replace(experiment, start=start)


def under_l1(recipe) -> Stored:
    """The stored record of a network that groks under l1, with all its norms."""
    kept = ("train_loss", "test_loss", "train_accuracy", "test_accuracy", "weight_norm", "l1_norm",
            "nuclear_norm", "effective_sparsity", "effective_rank")
    return Stored(
        lambda: single(only(recipe.grokking(
            **recipe.UNDER_L1, records=few(recipe.UNDER_L1["steps"], 120)), kept)),
        "Notsawo et al. 2025, arXiv:2506.05718, networks")
