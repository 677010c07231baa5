"""The page for the display: language and motion."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import ipywidgets

from grokviz import i18n
from grokviz.i18n import LANGUAGES, t
from grokviz.widgets.controls.side_panel import Panel
from grokviz.widgets.environment import reduced
from grokviz.widgets.lab import render_loop

if TYPE_CHECKING:
    from grokviz.widgets.lab.lab import Lab


class Display(Panel):
    """Language and motion; both also apply to labs that are made later."""

    key = "display"
    tab, about = "Display", "page.display_about"

    def __init__(self, lab: Lab):
        super().__init__(lab)
        self.language = ipywidgets.Dropdown(
            options=[(name, code) for code, name in LANGUAGES.items()], value=i18n.language(),
            description=t("display.language"), tooltip=t("display.labs_made_now"))
        self.hint = ipywidgets.HTML()
        self.still = ipywidgets.Checkbox(
            reduced(), description=t("display.reduce_motion"), indent=False,
            tooltip=t("display.two_pictures_second_later"))
        self.language.observe(lambda change: lab.frames.post(lambda: self._speak(change.new)),
                              "value")
        self.still.observe(lambda change: lab.frames.post(lambda: self._reduce(change.new)),
                           "value")
        self.box.children = (self.language, self.hint, self.still)

    def _reduce(self, on: bool) -> None:
        self.lab.frames.fps = render_loop.STILL if reduced(on) else render_loop.FPS
        self.lab.view_state.pictures.repaint()
        self.lab.frames.wake()

    def _speak(self, code: str) -> None:
        said = html.escape(t("display.run_cell_again_lab"))
        i18n.language(code)
        self.hint.value = f"<p>{said}</p>"
