"""How a gradient flow is descended: settings -> the plan of its engine."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any


def plan_of(settings: Mapping[str, Any]):
    """The plan of an experiment of `recipes.norm_flow`, from its settings."""
    from grokviz import engines
    from grokviz.tasks import adder, interpolation

    task = settings["task"]
    options = {k: settings[k] for k in ("inner", "rank", "observed", "spread") if k in settings}
    if task == "cross":
        task, options = "hyperbola", {"target": 0.0}
    device, _ = engines.device_and_dtype(settings["device"])
    home = adder if hasattr(adder, task) else interpolation
    make = partial(getattr(home, task), device=device, **options)
    return engines.Descent(make, device)
