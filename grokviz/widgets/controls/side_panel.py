"""Pages at the left of the pictures: the settings, and one for each thing else to be done.

A page is a `Panel`. A lab is given the panels it has; the shell knows none of them by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets

from grokviz.i18n import t
from grokviz.widgets.components import bring_forward, close_all, show_alone, tabs
from grokviz.widgets.controls.schema import Shape, anything


class Panel:
    """One page of a lab; every method is called on the painter's thread.

    Parameters
    ----------
    lab : Lab

    Attributes
    ----------
    key : str
        Of what it keeps in a link; `shape` is what that may be.
    tab, about : str
        The word on its tab, and the tab's tooltip.
    box : VBox
        What it shows; built in ``__init__``, changed in `show`.
    """

    key = tab = about = ""
    shape: Shape = staticmethod(anything)

    def __init__(self, lab: Any):
        self.lab = lab
        self.box = ipywidgets.VBox().add_class("grokviz-panel")

    def show(self) -> None:
        """Bring the page up to date; called a few times a second while it is open."""

    def opened(self) -> None:
        """The page was opened."""

    def left(self) -> None:
        """Another page was opened."""

    def may_start(self) -> str:
        """Why Start has to wait, in a sentence; empty where it need not."""
        return ""

    def clicked(self, plot: Any, x: float, y: float) -> bool:
        """A picture was clicked while the page is open; whether that was meant for it."""
        return False

    def began(self) -> None:
        """A run has begun, or another record is in front."""

    def ended(self) -> None:
        """The run in front has come to its end."""

    def keep(self) -> Any:
        """What a link carries of it, plain values; None for nothing."""
        return None

    def restore(self, kept: Any) -> None:
        """What `keep` gave, out of a link; ValueError where it is not that."""

    def close(self) -> None:
        close_all(self.box)


class Pages(ipywidgets.VBox):
    """The tabs, and under them the page that is open.

    Parameters
    ----------
    settings : widget
        The first page.
    panels : sequence of Panel
    ask : function
        ``ask("page", tab)`` when a tab is pressed.
    """

    def __init__(self, settings: ipywidgets.Widget, panels: Sequence[Panel], ask):
        self.panels = {panel.tab: panel for panel in panels}
        self.boxes = {"Settings": settings} | {k: p.box for k, p in self.panels.items()}
        abouts = {"Settings": "page.settings_about"} | {k: p.about
                                                         for k, p in self.panels.items()}
        self.page = "Settings"
        self.tabs = tabs({name: t(about) for name, about in abouts.items()}, "grokviz-tab",
                         lambda name: ask("page", name))
        bring_forward(self.tabs, self.page)
        self.bar = ipywidgets.HBox(list(self.tabs.values())).add_class("grokviz-tabs")
        if not panels:
            self.bar.layout.display = "none"
        super().__init__([self.bar, self.boxes[self.page]])
        self.add_class("grokviz-pages")

    @property
    def panel(self) -> Panel | None:
        """The open one; None where the settings are."""
        return self.panels.get(self.page)

    def turn_to(self, name: str) -> None:
        """Open a page."""
        if name != self.page:
            before, self.page = self.panel, name
            if before is not None:
                before.left()
            if self.panel is not None:
                self.panel.opened()
        bring_forward(self.tabs, self.page)
        show_alone(self.boxes[self.page], self, beside=1)
