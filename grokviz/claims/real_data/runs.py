"""The runs behind the claims on real data: several draws of the data, from the store or anew."""

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
    """For each draw of the data its runs, by name.

    The first `most` of the usual seeds are in the store, ``<area>.seeds_<name>``; any others are
    trained now.
    """
    if seeds == SEEDS:
        whole: dict[str, Any] = {name: store.stored(f"{area}.seeds_{name}") for name in made}
        seeds = seeds[:most]
    else:
        whole = dict(zip(made, run(*(make(list(seeds)) for make in made.values())), strict=True))
    return [{name: record.take(i) for name, record in whole.items()} for i in range(len(seeds))]
