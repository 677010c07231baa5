"""The page for readers: a description of each picture, and its numbers, at the moment in view."""

from __future__ import annotations

import html
import time
from typing import TYPE_CHECKING, Any

import ipywidgets

from grokviz.widgets.components import as_many, table
from grokviz.widgets.controls.side_panel import Panel
from grokviz.widgets.environment import reduced

if TYPE_CHECKING:
    from grokviz.widgets.lab.lab import Lab

OFTEN = 0.25            # time between two updates while something trains [s]
SELDOM = 1.0            # the same with reduced motion [s]


class Numbers(Panel):
    """Descriptions and tables of all pictures."""

    key = "numbers"
    tab, about = "Numbers", "page.numbers_about"

    def __init__(self, lab: Lab):
        super().__init__(lab)
        self.tables = ipywidgets.VBox()
        self._shown, self._turn = 0.0, 0
        self.box.children = (self.tables,)
        self.box.add_class("grokviz-numbers")

    def opened(self) -> None:
        self._shown = 0.0
        self.show()

    def show(self) -> None:
        view_state, now = self.lab.view_state, time.monotonic()
        often = SELDOM if reduced() else OFTEN
        if view_state.player.state == "running" and now - self._shown < often:
            return
        self._shown, running = now, view_state.player.state == "running"
        plots, record = view_state.plots, view_state.shown
        tables = as_many(self.tables, len(plots), ipywidgets.HTML)
        pairs = list(zip(plots, tables, strict=True))
        if running:                             # one table a frame keeps frames short
            self._turn = (self._turn + 1) % len(pairs)
            pairs = [pairs[self._turn]]
        for plot, widget in pairs:
            widget.value = "" if record is None or not len(record.steps) else self._said(
                plot, record, view_state.told)

    def _said(self, plot: Any, record: Any, told: Any) -> str:
        sentence = plot.describe(told)
        heads, rows = plot.numbers(record)
        said = f"<p>{html.escape(sentence)}</p>"
        return said + table(heads, rows, bold=(0,)) if rows else said
