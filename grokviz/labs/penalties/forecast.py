"""Predictions for a penalised fit before it runs, in the form that plots need.

Source: Notsawo, Dumas & Rabusseau (2025), arXiv:2506.05718; see `recipes.penalty_forecast`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from grokviz.labs.base import load
from grokviz.metrics import Array
from grokviz.recipes import penalty_forecast
from grokviz.recording import record
from grokviz.run import Experiment, Record

POINTS = 400            # of the predicted curve


@dataclass(frozen=True)
class Forecast:
    """A law: a function of the current record, see ``View``.

    Attributes
    ----------
    given : mapping
        As `penalty_forecast.given`, leaves (runs, ...).
    """

    given: Mapping[str, Array]

    def __call__(
        self, run: Record, steps: Array | None = None, names: Iterable[str] | None = None
    ) -> Record:
        """The test error that the paper estimates: on the floor first, then at 0.

        It is nan if there is no estimate.
        """
        if steps is None:
            last = max(float(run.settings["steps"]), 2.0)
            steps = np.concatenate([[0], np.geomspace(1, last, POINTS)])
        s, (floor, wait) = slow_time(run, steps), (self.given[k] for k in ("floor", "wait"))
        error = np.where(np.isnan(wait), np.nan, np.where(s < wait, floor, 0.0))
        return replace(run, steps=steps, values={"test_error": error, "slow_time": s})


def slow_time(run: Record, steps: Array) -> Array:
    """η β step, (steps, runs): recorded values, continued at the present rate."""
    now = {k: np.asarray(run.sweep[k], float) for k in ("learning_rate", "penalty_strength")}
    for change in run.changes:
        if change.name in now:
            now[change.name] = np.asarray(change.value)
    speed = now["learning_rate"] * now["penalty_strength"]
    known, last = run.values["slow_time"], float(run.steps[-1])
    past = np.stack([np.interp(steps, run.steps, column) for column in known.T], axis=1)
    return past + np.maximum(np.asarray(steps, float) - last, 0)[:, None] * speed


def forecast(experiment: Experiment) -> Forecast:
    given = record(penalty_forecast.given(experiment), progress=False)
    return Forecast({k: v[0] for k, v in given.values.items()})


def stored_forecast(name: str) -> Forecast:
    """The prediction for a stored record."""
    return Forecast({k: v[0] for k, v in load(f"penalties.given_{name}").values.items()})


def truth(law: Any) -> Array | None:
    """The truth of the first run as a row of entries; None if it is not known yet."""
    return None if law is None else law.given["matrix"][0].ravel()


def floor(law: Any) -> Array | None:
    """The test error of the least-norm fit, (runs,)."""
    return None if law is None else law.given["floor"]
