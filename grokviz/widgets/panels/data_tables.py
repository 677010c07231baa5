"""The page for those who read: what each picture says, and its numbers, at the moment shown."""

from __future__ import annotations

import html
import time
from typing import TYPE_CHECKING, Any

import ipywidgets

from grokviz import i18n
from grokviz.i18n import LANGUAGES, t
from grokviz.widgets.components import as_many, table
from grokviz.widgets.controls.side_panel import Panel
from grokviz.widgets.lab import render_loop

if TYPE_CHECKING:
    from grokviz.widgets.lab.lab import Lab

OFTEN = 0.25            # seconds between two updates while something trains
SELDOM = 1.0            # where motion is reduced


class Numbers(Panel):
    """Sentences and tables of all pictures; less motion; the language."""

    key = "numbers"
    tab, about = "Numbers", "page.numbers_about"

    def __init__(self, lab: Lab):
        super().__init__(lab)
        self.still = ipywidgets.Checkbox(
            render_loop.reduced(), description=t("numbers.reduce_motion"), indent=False,
            tooltip=t("numbers.two_pictures_second_later"))
        self.language = ipywidgets.Dropdown(
            options=[(name, code) for code, name in LANGUAGES.items()], value=i18n.language(),
            description=t("numbers.language"), tooltip=t("numbers.labs_made_now"))
        self.hint = ipywidgets.HTML()
        self.still.observe(lambda change: lab.frames.post(lambda: self._reduce(change.new)),
                           "value")
        self.language.observe(lambda change: lab.frames.post(lambda: self._speak(change.new)),
                              "value")
        self.tables = ipywidgets.VBox()
        self._shown, self._turn = 0.0, 0
        self.box.children = (self.still, self.language, self.hint, self.tables)
        self.box.add_class("grokviz-numbers")

    def opened(self) -> None:
        self._shown = 0.0
        self.show()

    def show(self) -> None:
        scene, now = self.lab.scene, time.monotonic()
        often = SELDOM if self.still.value else OFTEN
        if scene.player.state == "running" and now - self._shown < often:
            return
        self._shown, running = now, scene.player.state == "running"
        plots, record = scene.plots, scene.shown
        tables = as_many(self.tables, len(plots), ipywidgets.HTML)
        pairs = list(zip(plots, tables, strict=True))
        if running:                             # one a frame
            self._turn = (self._turn + 1) % len(pairs)
            pairs = [pairs[self._turn]]
        for plot, widget in pairs:
            widget.value = "" if record is None or not len(record.steps) else self._said(
                plot, record, scene.told)

    def _said(self, plot: Any, record: Any, told: Any) -> str:
        sentence = plot.describe(told)
        heads, rows = plot.numbers(record)
        said = f"<p>{html.escape(sentence)}</p>"
        return said + table(heads, rows, bold=(0,)) if rows else said

    def _reduce(self, on: bool) -> None:
        self.lab.frames.fps = render_loop.STILL if render_loop.reduced(on) else render_loop.FPS

    def _speak(self, code: str) -> None:
        said = html.escape(t("numbers.run_cell_again_lab"))
        i18n.language(code)
        self.hint.value = f"<p>{said}</p>"
