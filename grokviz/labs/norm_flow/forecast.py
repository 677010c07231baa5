"""Predictions for a gradient flow before it runs, in the form that plots need.

Source: Boursier, Pesme & Dragomir (2025), arXiv:2505.20172, Prop. 2; see `norm_flow_forecast`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs.base import load
from grokviz.recipes import norm_flow_forecast
from grokviz.recipes.norm_flow_forecast import APART
from grokviz.recording import record
from grokviz.run import Experiment, Record
from grokviz.storage.sources import is_stored
from grokviz.theory import norm_flow as theory

Array = np.ndarray


@dataclass(frozen=True)
class Forecast:
    """A law: a function of the current record, see ``View``.

    Attributes
    ----------
    slow : Record or None
        The slow flow at weight decay 1; None without a closed form, as for a ReLU network.
    given : mapping
        Examples and teacher, leaves (runs, ...).
    limits : mapping
        Bounds of the settings, see `norm_flow_forecast.limits`.
    """

    slow: Record | None
    given: Mapping[str, Array] = field(default_factory=dict)
    limits: Mapping[str, Array] = field(default_factory=dict)

    def __call__(
        self, run: Record, steps: Array | None = None, names: Iterable[str] | None = None
    ) -> Record:
        """The predicted values, on log-spaced steps or on the given steps."""
        if self.slow is not None:
            slow = self.slow            # one run, shared by all runs with the same start
            slow = slow if slow.runs > 1 else slow.take(np.zeros(run.runs, int))
            return theory.ahead(slow, run, steps, names)
        return theory.imbalance_law(run)

    def caution(self, run: Record) -> str:
        """A sentence about settings that hide the effect; empty if there are none."""
        _, _, decays = theory.clocks(run, run.steps[-1:])
        rate, decay = np.asarray(run.sweep["learning_rate"], float), decays[-1]
        if "stable_rate" in self.limits:
            far = rate / self.limits["stable_rate"]
            if far.max() > 1:
                bound = float(self.limits["stable_rate"][far.argmax()])
                return t("norm_flow.forecast.eta_beyond_2_over", rate=float(rate.max()),
                         bound=bound)
        if "least_curvature" not in self.limits:
            return ""
        near = decay / self.limits["least_curvature"]
        if near.max() < 1 / APART:
            return ""
        least = float(self.limits["least_curvature"][near.argmax()])
        return t("norm_flow.forecast.lambda_times_smallest_curvature", decay=float(decay.max()),
                 ratio=float(near.max()), least=least)


def forecast(experiment: Experiment) -> Forecast:
    """Compute the prediction; a matrix takes seconds."""
    problem = norm_flow_forecast.problem_of(experiment)         # drawn once, for all three
    limits = norm_flow_forecast.limits(experiment, problem)
    given, slow = norm_flow_forecast.known(experiment, problem), None
    if "least_curvature" in limits and experiment.settings["task"] != "relu_network":
        try:
            slow = record(norm_flow_forecast.slow_path(experiment, problem=problem),
                          progress=False)
        except ArithmeticError:                 # descent without decay does not reach zero loss
            slow = None
    return Forecast(slow, given, limits)


def stored_forecast(task: str) -> Forecast:
    """The prediction for the stored record of a task."""
    slow, given = (load(f"norm_flow.{kind}_{task}") if is_stored(f"norm_flow.{kind}_{task}")
                   else None for kind in ("slow_flow", "given"))
    known = {} if given is None else {k: v[0] for k, v in given.values.items()}
    return Forecast(slow, known)


def teacher(law: Any, name: str) -> Array | None:
    """A given array of the first run; None if it is not known yet."""
    found = getattr(law, "given", {}).get(name)
    return found if found is None or found.ndim == 1 else found[0]      # the same for all runs
