"""The runs behind the claims on real data: several draws of the data, from the store or anew.

The first draws of the usual seeds are in the store; any others are trained now.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from grokviz import store
from grokviz.claims.runs import run
from grokviz.claims.seeds import SEEDS, Seeds
from grokviz.run import Experiment, Record


def draws(
    area: str, seeds: Seeds, most: int, made: Mapping[str, Callable[[list[int]], Experiment]]
) -> list[dict[str, Record]]:
    """For each draw of the data its runs, by name; `most` are stored, ``<area>.seeds_<name>``."""
    if seeds == SEEDS:
        whole: dict[str, Any] = {name: store.stored(f"{area}.seeds_{name}") for name in made}
        seeds = seeds[:most]
    else:
        whole = dict(zip(made, run(*(make(list(seeds)) for make in made.values())), strict=True))
    return [{name: record.take(i) for name, record in whole.items()} for i in range(len(seeds))]


def cells(
    area: str, seeds: Seeds, most: int, make: Callable[[list[int]], Experiment]
) -> list[Record]:
    """For each draw the networks over α and N at fixed norm; stored as ``<area>.data_size``."""
    if seeds == SEEDS:
        whole, seeds = store.stored(f"{area}.data_size"), seeds[:most]
    else:
        whole, = run(make(list(seeds)))
    return [whole.take(whole.sweep["data_seed"] == seed) for seed in seeds]
