"""Axes of plots: ticks, labels and scales."""

from __future__ import annotations

from collections.abc import Sequence

import bqplot
import numpy as np

from grokviz.i18n import t
from grokviz.widgets import theme
from grokviz.widgets.plots.core.text import width


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


APART = 5               # least space between two labels of ticks [px]
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
    made.every, made.length = (), None          # see `put_ticks`
    if tick_format:
        made.tick_format = tick_format
    if ticks is not None:
        made.tick_labels = small_ticks(ticks)
        put_ticks(made, ticks)
    return made


def put_ticks(axis: bqplot.Axis, ticks: Sequence[float], length: float | None = None) -> None:
    """Set the ticks of an axis that is `length` [px] long; None keeps the length that it had.

    Of labels that would touch each other, only every second, third, ... is kept. An axis whose
    length is not yet known keeps all.
    """
    axis.every, axis.length = tuple(ticks), length or axis.length
    every = 1
    if axis.length is not None and axis.side == "bottom":
        while every < len(ticks) and _touch(axis, ticks[::every]):
            every += 1
    shown = np.asarray(ticks[::every], float)
    if not np.array_equal(shown, axis.tick_values):
        axis.tick_values = shown


def _touch(axis: bqplot.Axis, ticks: Sequence[float]) -> bool:
    names = {float(value): name for value, name in (axis.tick_labels or {}).items()}
    middles = [axis.length * share_of(axis.scale, tick) for tick in ticks]
    halves = [width(names.get(tick, _written(tick, axis.tick_format))) / 2 for tick in ticks]
    return any(b - a < left + right + APART for a, b, left, right in zip(
        middles, middles[1:], halves, halves[1:], strict=False))


def _written(tick: float, form: str | None) -> str:
    """A number as the browser writes it, about as long."""
    return f"{tick / 1000:g}k" if form == "~s" and tick >= 1000 else f"{tick:g}"


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
