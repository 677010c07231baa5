"""A number for each cell of a plane of two settings: its colour, and the number itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots.core.axes import axis, put_ticks
from grokviz.widgets.plots.core.base import Plot
from grokviz.widgets.plots.core.drawn import Shape
from grokviz.widgets.plots.core.marks import columns
from grokviz.widgets.plots.core.pixels import Pixels

DARK = 0.45             # share of the colour scale above which text is white


class Along(NamedTuple):
    """A setting along an axis: its name, its label there, and its values, increasing."""

    setting: str
    label: str
    values: Sequence[float]


class Heat(Plot):
    """A map of cells.

    Parameters
    ----------
    title : str
    across, up : Along
    value : function
        Record -> the number of each run, (runs,); nan where it is not yet known.
    ends : (float, float)
        The numbers of the lightest and of the darkest colour.
    percent : bool
        Numbers are written in percent, without the sign, for which a cell has no room.
    opens : str
        The view that a click on a cell opens, with the settings in `leads_with`.
    """

    def __init__(
        self, title: str, across: Along, up: Along, value: Callable[[Record], np.ndarray],
        ends: tuple[float, float], percent: bool = True, opens: str = "",
        leads_with: dict[str, Any] | None = None, **options: Any,
    ):
        lines = [axis(along.label, -0.5, len(along.values) - 0.5, vertical=vertical,
                      ticks=range(len(along.values)))
                 for along, vertical in ((across, False), (up, True))]
        super().__init__(title, *lines, grid=False, classes=["grokviz-map"],
                         margin={"left": 60}, **options)
        for line, along in zip(lines, (across, up), strict=True):
            line.tick_labels = {str(i): f"{v:,g}" for i, v in enumerate(along.values)}
            put_ticks(line, range(len(along.values)))
        lines[1].label_offset = "46px"
        self.across, self.up, self.value, self.ends = across, up, value, ends
        self.percent, self.opens, self.leads_with = percent, opens, leads_with or {}
        sides = ((-0.5, len(each.values) - 0.5) for each in (across, up))
        self.put(cells=Pixels(self, *sides),
                 numbers=self.label([], [], [], align="middle", y_offset=4))

    def written(self, value: float) -> str:
        """A number as it stands in its cell; empty if it is not known."""
        if not np.isfinite(value):
            return ""
        return f"{100 * value:.0f}" if self.percent else f"{value:.3g}"

    def cells(self, record: Record) -> np.ndarray:
        """(up, across): the mean over the other settings; nan where nothing is known."""
        value = np.asarray(self.value(record), float)
        found = np.full((len(self.up.values), len(self.across.values)), np.nan)
        for j, high in enumerate(self.up.values):
            for i, far in enumerate(self.across.values):
                here = (np.isclose(record.sweep[self.across.setting], far)
                        & (record.sweep[self.up.setting] == high) & np.isfinite(value))
                found[j, i] = value[here].mean() if here.any() else np.nan
        return found

    def shapes(self, record: Record, at: int) -> dict[str, Shape | None]:
        cells = self.cells(record.until(record.steps[at]))
        known = np.isfinite(cells)
        share = (np.where(known, cells, self.ends[0]) - self.ends[0]) / np.ptp(self.ends)
        share = np.clip(share, 0, 1)
        alpha = np.where(known, 255, 0)[..., None].astype(np.uint8)
        there = np.argwhere(known)
        text = tuple(self.written(cells[j, i]) for j, i in there)
        colours = tuple("#FFFFFF" if share[j, i] > DARK else "#111111" for j, i in there)
        return {
            "cells": Shape(np.array([-0.5, cells.shape[1] - 0.5]),
                           np.array([-0.5, cells.shape[0] - 0.5]),
                           pixels=np.concatenate([theme.losses(share), alpha], -1)),
            "numbers": Shape(*columns(there[:, ::-1].astype(float)), colours, text=text)
            if len(there) else None}

    def leads(self, record: Record, x: float, y: float) -> tuple[str, dict[str, Any]] | None:
        if not self.opens:
            return None
        place = {along.setting: along.values[int(np.clip(round(at), 0, len(along.values) - 1))]
                 for along, at in ((self.across, x), (self.up, y))}
        return self.opens, {**self.leads_with, **place}

    def describe(self, record: Record) -> str:
        cells = self.cells(record)
        if not np.isfinite(cells).any():
            return t("heat.nothing", title=self.figure.title)
        j, i = divmod(int(np.nanargmin(cells)), cells.shape[1])
        return t("heat.lowest", title=self.figure.title, value=self.written(cells[j, i]),
                 across=t(self.across.label), x=float(self.across.values[i]),
                 up=t(self.up.label), y=float(self.up.values[j]))

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        cells = self.cells(record)
        heads = [f"{t(self.across.label)} {v:g}" for v in self.across.values]
        rows = [[f"{t(self.up.label)} {v:,g}", *(self.written(x) for x in row)]
                for v, row in zip(self.up.values, cells, strict=True)]
        return ["", *heads], rows[::-1]
