"""Several seeds of a recipe as one ensemble, each with its own data and its own start."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from grokviz.run import Experiment


def ensemble(recipe: Callable[..., Experiment], seeds: Sequence[Mapping[str, int]]) -> Experiment:
    """The runs of each seed after those of the one before.

    A recipe combines each value of a list with each of another. So it is asked for two seeds only,
    and gets the columns of all in their place.

    Parameters
    ----------
    recipe : function
        Takes each name in `seeds`, as a number or a list.
    seeds : sequence of mappings
        Name of a setting -> its value, e.g. ``{"split_seed": 3, "init_seed": 3}``.
    """
    if len(seeds) == 1:
        return recipe(**seeds[0])
    sweeps = [recipe(**seed).sweep for seed in seeds]
    values = {name: [seed[name] for seed in seeds] for name in seeds[0]}
    two = recipe(**{name: column[:2] for name, column in values.items()})
    whole = two.part({k: np.concatenate([sweep[k] for sweep in sweeps]) for k in sweeps[0]})
    return replace(whole, settings={**whole.settings, **values})
