"""Where the ticks of an axis stand, and how they are written."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grokviz.widgets.plots.drawing import SUPERSCRIPT, small_ticks


def spaced(low: float, high: float, log: bool) -> list[float]:
    """Powers of ten, or whole multiples of a round number."""
    if log:
        return decades(low, high)
    step = 10.0 ** np.floor(np.log10(high))
    step /= {1: 5, 2: 2, 3: 2, 4: 2}.get(int(high / step), 1)
    return [k * step for k in range(int(low / step), int(high / step + 1e-9) + 1)]


def as_powers(ticks: Sequence[float]) -> dict[str, str]:
    """Powers of ten that would be long, below 0.01 and from 10,000 on, as 10⁴."""
    large = {f"{tick:.0f}": f"10{str(round(np.log10(tick))).translate(SUPERSCRIPT)}"
             for tick in ticks if tick >= 1e4 and np.isclose(np.log10(tick) % 1, 0)}
    return small_ticks(ticks) | large


def decades(low: float, high: float) -> list[float]:
    """The powers of ten from one end to the other."""
    first, last = np.ceil(np.log10(low) - 1e-9), np.floor(np.log10(high) + 1e-9)
    return [10.0**k for k in np.arange(first, last + 1)]
