"""What networks of infinite width give: the line that finite widths approach.

Source: the kernel of Cho & Saul (2009); see `grokviz.theory.density`.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from grokviz.recipes import checks
from grokviz.run import Array, Experiment, Record
from grokviz.theory import density as theory

NEEDS = ("n_train", "depth", "data_seed", "task", "good")


def infinite_width(of: Experiment | Record) -> Record:
    """The shares of infinitely wide networks, for each run of `recipes.density.guess_and_check`.

    Parameters
    ----------
    of : Experiment or Record

    Returns
    -------
    Record
        One record at step 0. Values fit_share, good_share (of those that fit), right_share (their
        mean test accuracy) and fit_error (standard error of fit_share), each (runs,).

    Raises
    ------
    ValueError
        If `of` is of another area.
    """
    of = checks.of_area(of, "density", "gv.recipes.density.guess_and_check", *NEEDS, name="of")
    found = np.array([
        _shares(of.settings["task"], float(of.settings["good"]), int(n), int(depth), int(seed))
        for n, depth, seed in zip(*(_column(of, k) for k in NEEDS[:3]), strict=True)])
    names = ("fit_share", "good_share", "right_share", "fit_error")
    return Record("density.infinite_width", of.settings, of.sweep, np.array([0]),
                  {name: column[None] for name, column in zip(names, found.T, strict=True)})


def _column(of: Experiment | Record, name: str) -> Array:
    if name in of.sweep:
        return np.asarray(of.sweep[name])
    return np.full(of.runs, of.settings[name])


@lru_cache(maxsize=256)
def _shares(task: str, good: float, n_train: int, depth: int, seed: int) -> theory.Shares:
    from grokviz.recipes.plans.density import problem

    parts = problem({"task": task, "good": good}, n_train, seed)
    arrays = (each.numpy() for each in (
        parts.inputs, parts.labels, parts.test_inputs, parts.test_labels))
    return theory.infinite_width(*arrays, good, depth=depth)
