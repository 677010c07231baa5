"""What networks of infinite width give: the line that finite widths approach.

Source: the kernel of Cho & Saul (2009); see `grokviz.theory.density`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from grokviz.recipes.common import checks
from grokviz.recipes.common.hot import fixed
from grokviz.run import Array, Experiment, Record, Snapshot, Stream
from grokviz.theory import density as theory

NEEDS = ("n_train", "depth", "data_seed", "task", "good")


def infinite_width(of: Experiment | Record) -> Experiment:
    """The shares of infinitely wide networks, for each run of `recipes.density.guess_and_check`.

    Parameters
    ----------
    of : Experiment or Record

    Returns
    -------
    Experiment
        One snapshot, at step 0. Values fit_share, good_share (of those that fit), both_share (fit
        and good), right_share (mean test accuracy of those that fit) and fit_error (standard error
        of fit_share), each (runs,).

    Raises
    ------
    ValueError
        If `of` is of another area.
    """
    of = checks.of_area(of, "density", "gv.recipes.density.guess_and_check", *NEEDS, name="of")
    columns = [_column(of, name) for name in NEEDS[:3]]
    task, good = str(of.settings["task"]), float(of.settings["good"])

    def start(hot: Mapping[str, Any]) -> Stream:
        found = []
        for n, depth, seed in zip(*columns, strict=True):
            found.append(_shares(task, good, int(n), int(depth), int(seed)))
            yield None
        fit, of_those, right, error = np.array(found).T
        yield Snapshot(0, {"fit_share": fit, "good_share": of_those, "both_share": fit * of_those,
                           "right_share": right, "fit_error": error})

    settings = {**of.settings, "steps": 0}
    return fixed(Experiment("density.infinite_width", settings, of.sweep, start))


def _column(of: Experiment | Record, name: str) -> Array:
    if name in of.sweep:
        return np.asarray(of.sweep[name])
    return np.full(of.runs, of.settings[name])


@lru_cache(maxsize=256)
def _shares(task: str, good: float, n_train: int, depth: int, seed: int) -> theory.Shares:
    from grokviz.recipes.plans.density.sampled import problem

    parts = problem({"task": task, "good": good}, n_train, seed)
    return theory.infinite_width(
        parts.inputs.numpy(), parts.labels.numpy(), parts.test_inputs.numpy(),
        parts.test_labels.numpy(), good, depth=depth)
