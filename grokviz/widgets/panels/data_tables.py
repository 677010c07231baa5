"""The page for those who read: what each picture says, and its numbers, at the moment shown."""

from __future__ import annotations

import html
import time
from typing import TYPE_CHECKING, Any

import ipywidgets

from grokviz import i18n
from grokviz.i18n import LANGUAGES, t
from grokviz.widgets.components import close_all, table
from grokviz.widgets.controls.side_panel import Panel
from grokviz.widgets.lab import render_loop

if TYPE_CHECKING:
    from grokviz.widgets.lab.lab import Lab

OFTEN = 0.25            # seconds between two updates while something trains
SELDOM = 1.0            # where motion is reduced


class Numbers(Panel):
    """Sentences and tables of all pictures; less motion; the language."""

    key = "numbers"
    tab, about = "Numbers", "what the pictures show, in words and in tables"

    def __init__(self, lab: Lab):
        super().__init__(lab)
        self.still = ipywidgets.Checkbox(
            render_loop.reduced(), description=t("reduce motion"), indent=False,
            tooltip=t("two pictures a second, in later labs too"))
        self.language = ipywidgets.Dropdown(
            options=[(name, code) for code, name in LANGUAGES.items()], value=i18n.language(),
            description=t("language"), tooltip=t("of labs made from now on"))
        self.hint = ipywidgets.HTML()
        self.still.observe(lambda change: lab.frames.post(lambda: self._reduce(change.new)),
                           "value")
        self.language.observe(lambda change: lab.frames.post(lambda: self._speak(change.new)),
                              "value")
        self.tables = ipywidgets.VBox()
        self._of, self._shown, self._turn = None, 0.0, 0
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
        if scene.plots is not self._of:
            self._of, old = scene.plots, self.tables.children
            self.tables.children = [ipywidgets.HTML() for _ in scene.plots]
            for widget in old:
                close_all(widget)
        pairs, record = list(zip(scene.plots, self.tables.children, strict=True)), scene.shown
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
        said = html.escape(t("Run the cell again for a lab in this language."))
        i18n.language(code)
        self.hint.value = f"<p>{said}</p>"
