"""A setting spread over several runs, round the value that it has."""

from __future__ import annotations

from typing import Any

import numpy as np

from grokviz.settings import Choice, Setting


def spread(setting: Setting | Choice, value: Any, runs: int) -> list[Any]:
    """`runs` values of a setting, increasing, within its bounds.

    Of a choice: the options in their order, as many as there are runs, the present one among
    them. With an "off": off, then a third to three times the value, evenly in its logarithm. On a
    logarithmic scale without one: half to twice the value. A share: from bound to bound. Any
    other whole number, such as a seed: the value and those that follow. Whole numbers that
    coincide are left out.
    """
    if isinstance(setting, Choice):
        others = [name for name in setting.options if name != value][: runs - 1]
        return [name for name in setting.options if name in (value, *others)]
    if not (setting.log or setting.integer):
        return [setting.check(float(f"{v:.3g}"))
                for v in np.linspace(setting.low, setting.high, runs)]
    if not setting.log:
        first = min(value, setting.high - runs + 1)
        return [setting.check(first + i) for i in range(runs)]
    off = [0.0] if setting.off else []
    centre, factor = value or setting.default, 3 if setting.off else 2
    low, high = max(setting.low, centre / factor), min(setting.high, centre * factor)
    n = runs - len(off)
    values = np.geomspace(low, high, n) if n > 1 else np.array([centre])
    rounded = sorted({round(v) if setting.integer else float(f"{v:.3g}") for v in values})
    return [setting.check(v) for v in [*off, *rounded]]
