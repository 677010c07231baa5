"""Pages to the left of the pictures: the settings, and one page for each further task.

Each further page is a `Panel`. A lab receives its panels as arguments, so the interface does not
depend on any particular panel.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets

from grokviz.i18n import t
from grokviz.widgets.components import bring_forward, close_all, show_alone, tabs
from grokviz.widgets.controls.schema import Shape, anything


class Panel:
    """One page of a lab; the lab calls every method on the painter's thread.

    Parameters
    ----------
    lab : Lab

    Attributes
    ----------
    key : str
        Name under which a link stores the panel's data; `shape` is the schema of that data.
    tab, about : str
        The word on its tab, and the tab's tooltip.
    box : VBox
        The content; ``__init__`` builds it and `show` changes it.
    """

    key = tab = about = ""
    shape: Shape = staticmethod(anything)

    def __init__(self, lab: Any):
        self.lab = lab
        self.box = ipywidgets.VBox().add_class("grokviz-panel")

    def show(self) -> None:
        """Bring the page up to date; called a few times a second while the page is open."""

    def opened(self) -> None:
        """Called when the user opens this page."""

    def left(self) -> None:
        """Called when the user opens another page."""

    def may_start(self) -> str:
        """A sentence that says why Start has to wait; empty if it need not wait."""
        return ""

    def clicked(self, plot: Any, x: float, y: float) -> bool:
        """Handle a click on a picture while the page is open; return True if the page used it."""
        return False

    def began(self) -> None:
        """Called when a run begins, or when another record comes to the front."""

    def ended(self) -> None:
        """Called when the run in front ends."""

    def keep(self) -> Any:
        """Plain data for a link, or None if there is nothing to keep."""
        return None

    def restore(self, kept: Any) -> None:
        """Restore the data that `keep` returned; ValueError if the data are not valid."""

    def close(self) -> None:
        close_all(self.box)


class Pages(ipywidgets.VBox):
    """The open page.

    Attributes
    ----------
    bar : HBox
        The tabs, for a row of their own.

    Parameters
    ----------
    settings : widget
        The first page.
    panels : sequence of Panel
    ask : function
        ``ask("page", tab)``, called when the user presses a tab.
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
        super().__init__([self.boxes[self.page]])
        self.add_class("grokviz-pages")

    @property
    def panel(self) -> Panel | None:
        """The open panel; None if the settings page is open."""
        return self.panels.get(self.page)

    def turn_to(self, name: str) -> None:
        """Open the page with this name."""
        if name != self.page:
            before, self.page = self.panel, name
            if before is not None:
                before.left()
            if self.panel is not None:
                self.panel.opened()
        bring_forward(self.tabs, self.page)
        show_alone(self.boxes[self.page], self)
