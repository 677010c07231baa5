"""The widgets of a lab: made in the order in which they need each other, and closed together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import ipywidgets

from grokviz.widgets.components import close_all
from grokviz.widgets.controls.layout import Desk
from grokviz.widgets.controls.settings_form import Controls
from grokviz.widgets.controls.side_panel import Pages, Panel
from grokviz.widgets.controls.timeline import TimeBar
from grokviz.widgets.controls.toolbar import Transport
from grokviz.widgets.lab.view_state import Scene

Ask = Callable[[str, object], None]             # what a button is for, and its value


class LabWidgets:
    """All of a lab that is seen, but for its pictures.

    Parameters
    ----------
    controls : Controls
        The settings.
    scenes : mapping
        The views, by name.
    ask : function
        Called where a button is pressed, or a slider moved.

    Attributes
    ----------
    pages, desk : Pages, Desk
        The settings and the panels, each a page; and where everything stands. Made by `arrange`,
        as a panel is made of a lab that has its controls and buttons already.
    """

    pages: Pages
    desk: Desk

    def __init__(self, controls: Controls, scenes: Mapping[str, Scene], ask: Ask):
        self.controls, self._ask = controls, ask
        self.transport, self.time = Transport(_icons(scenes), ask), TimeBar(ask)
        self.panels: list[Panel] = []

    def arrange(
        self, panels: Iterable[Panel], hidden: list[ipywidgets.Widget],
        on_remedy: Callable[[], None],
    ) -> None:
        """Take panels in, and lay everything out; see `Desk`."""
        for panel in panels:                    # one by one, so that all that are made are closed
            self.panels.append(panel)
        self.pages = Pages(self.controls, self.panels, self._ask)
        self.desk = Desk(self.pages, self.transport, self.time, hidden, on_remedy)

    def close(self) -> None:
        """Close what there is, also where making it failed half-way."""
        for panel in self.panels:
            panel.close()
        for part in (self.controls, self.transport, self.time, self.transport.switch):
            close_all(part)
        if "desk" in vars(self):
            self.desk.close()


def _icons(scenes: Mapping[str, Scene]) -> dict[str, str]:
    """Of the views: an animated one says that it plays."""
    return {name: "play-circle" if name in scene.view.animated else scene.view.icon
            for name, scene in scenes.items()}
