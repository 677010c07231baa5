"""Axes of plots: ticks, labels and scales."""

from __future__ import annotations

from collections.abc import Sequence

import bqplot
import numpy as np

from grokviz.i18n import t
from grokviz.widgets import theme


def spaced(low: float, high: float, log: bool) -> list[float]:
    """Tick positions: powers of ten, or multiples of a round number."""
    if log:
        return decades(low, high)
    step = 10.0 ** np.floor(np.log10(high))
    step /= {1: 5, 2: 2, 3: 2, 4: 2}.get(int(high / step), 1)
    return [k * step for k in range(int(low / step), int(high / step + 1e-9) + 1)]


def as_powers(ticks: Sequence[float]) -> dict[str, str]:
    """Labels such as 10⁴ for powers of ten below 0.01 or from 10,000 on, which would be long."""
    large = {f"{tick:.0f}": f"10{str(round(np.log10(tick))).translate(SUPERSCRIPT)}"
             for tick in ticks if tick >= 1e4 and np.isclose(np.log10(tick) % 1, 0)}
    return small_ticks(ticks) | large


def decades(low: float, high: float) -> list[float]:
    """The powers of ten from one end to the other."""
    first, last = np.ceil(np.log10(low) - 1e-9), np.floor(np.log10(high) + 1e-9)
    return [10.0**k for k in np.arange(first, last + 1)]


TEXT = {"font-size": "11px", "fill": theme.INK}
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def axis(
    label: str, low: float, high: float, *, log: bool = False, vertical: bool = False,
    ticks: Sequence[float] | None = None, tick_format: str | None = None,
) -> bqplot.Axis:
    """An axis with fixed limits, a label and a unit."""
    scale = (bqplot.LogScale if log else bqplot.LinearScale)(min=float(low), max=float(high))
    made = bqplot.Axis(
        scale=scale, label=t(label), side="left" if vertical else "bottom",
        label_color=theme.INK, tick_style=TEXT, grid_lines="solid", grid_color=theme.FAINT,
        color=theme.FAINT, label_offset="38px" if vertical else "27px",
        num_ticks=None if ticks is not None else 5,
    )
    if tick_format:
        made.tick_format = tick_format
    if ticks is not None:
        made.tick_values = np.asarray(ticks, float)
        made.tick_labels = small_ticks(ticks)
    return made


def small_ticks(ticks: Sequence[float]) -> dict[str, str]:
    """Labels such as 10⁻³ for powers of ten below 0.01; keys are the numbers as browsers write
    them."""
    names = {}
    for tick in ticks:
        exponent = round(np.log10(tick)) if tick > 0 else 0
        if exponent < -2 and np.isclose(tick, 10.0**exponent, atol=0):
            name = f"{tick:.{-exponent}f}" if exponent >= -6 else f"1e{exponent}"
            names[name] = f"10{str(exponent).translate(SUPERSCRIPT)}"
    return names


def along(scale, share: float) -> float:
    """The value at this share of a scale's length; a share above 1 lies outside the picture."""
    if isinstance(scale, bqplot.LogScale):
        return float(scale.min * (scale.max / scale.min) ** share)
    return float(scale.min + share * (scale.max - scale.min))


def share_of(scale, value: float) -> float:
    """The share of a scale's length at which a value stands, the inverse of `along`."""
    if isinstance(scale, bqplot.LogScale):
        return float(np.log(value / scale.min) / np.log(scale.max / scale.min))
    return float((value - scale.min) / (scale.max - scale.min))


def ends(axis: bqplot.Axis) -> np.ndarray:
    return np.array([axis.scale.min, axis.scale.max], float)
