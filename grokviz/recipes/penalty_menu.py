"""Penalties that a recipe offers, and the strengths it gives them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grokviz.settings import Choice, Setting

PENALTIES = {"none": "none", "l1": "l1: few entries", "l2": "l2: small weights",
             "nuclear": "nuclear: low rank", "l1+l2": "l1 and l2", "l1+nuclear": "l1 and nuclear"}


def menu(penalty: str = "none", strength: float = 1e-4) -> tuple[Choice, Setting]:
    """The two settings of a penalty, with their defaults."""
    return (Choice("penalty", "penalty", "what is pushed down", PENALTIES, penalty),
            Setting("penalty_strength", "β", "strength of the penalty", 1e-6, 10, strength,
                    log=True, hot=True, off=True, short="beta"))


def penalised(settings: Mapping[str, Any]) -> bool:
    """Whether any run has a penalty."""
    return bool((np.asarray(settings["penalty"]) != "none").any())


def own_strengths(
    sweep: Mapping[str, np.ndarray], strengths: Mapping[str, float]
) -> dict[str, np.ndarray]:
    """The sweep of a race, each run's strength that of its penalty."""
    return {**sweep, "penalty_strength": np.array([strengths[k] for k in sweep["penalty"]])}
