"""The clocks of a gradient flow: flow time t = η·step, on two axes, and slow time s = λ t."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from grokviz.recipes.norm_flow_forecast import LATEST
from grokviz.run import Record
from grokviz.settings import Choice
from grokviz.widgets.plots import Curves, Faces, Series

CLOCK = Choice("clock", "time axis", "what runs along it",
               {"log": "log t", "linear": "t", "slow": "s = λ t"}, "log")
_FAST = 1e-3            # share of the last slow time; earlier points are drawn at the start


def clocked(
    title: str, y_label: str, series: Sequence[Series], y_range: tuple[float, float],
    make: type[Curves] = Curves, **options: Any,
) -> Faces:
    """Curves with one face for each clock; takes the arguments of `Curves`."""
    return Faces({name: partial(
        make, title, y_label, series, y_range, x=partial(_time, value), x_label=label, x_log=log,
        x_ends=ends, x_range=(0.01, 100), **options,
    ) for name, (value, label, log, ends) in _CLOCKS.items()})


def _time(name: str, record: Record) -> np.ndarray:
    return record.values[name]


def _flow_ends(settings: Mapping[str, Any]) -> tuple[float, float]:
    rate = float(np.max(settings["learning_rate"]))
    return rate, rate * float(settings["steps"])


def _even_ends(settings: Mapping[str, Any]) -> tuple[float, float]:
    return 0.0, _flow_ends(settings)[1]


def _slow_ends(settings: Mapping[str, Any]) -> tuple[float, float]:
    last = _flow_ends(settings)[1] * float(np.max(settings["weight_decay"]))
    last = min(last, LATEST) or 1.0
    return _FAST * last, last


_CLOCKS = {
    "log": ("flow_time", "flow time t = η·step", True, _flow_ends),
    "linear": ("flow_time", "flow time t = η·step", False, _even_ends),
    "slow": ("slow_time", "slow time s = λ t", True, _slow_ends),
}
