"""The widgets of a lab, made in the order of their dependencies and closed together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import ipywidgets

from grokviz.widgets.components import close_all
from grokviz.widgets.controls.layout import LabLayout
from grokviz.widgets.controls.settings_form import Controls
from grokviz.widgets.controls.side_panel import Pages, Panel
from grokviz.widgets.controls.timeline import TimeBar
from grokviz.widgets.controls.toolbar import Transport
from grokviz.widgets.lab.views.view_state import ViewState

Ask = Callable[[str, object], None]             # the request of a button, and its value


class LabWidgets:
    """All visible widgets of a lab except its pictures.

    Parameters
    ----------
    controls : Controls
        The settings.
    scenes : mapping
        Name of a view -> its ViewState.
    ask : function
        Called when the user presses a button or moves a slider.

    Attributes
    ----------
    pages, desk : Pages, LabLayout
        The settings and panels as pages, and the layout of the lab. `arrange` makes them, because
        a panel needs a lab that already has its controls and buttons.
    """

    pages: Pages
    desk: LabLayout

    def __init__(self, controls: Controls, view_states: Mapping[str, ViewState], ask: Ask):
        self.controls, self._ask = controls, ask
        self.transport, self.time = Transport(_icons(view_states), ask), TimeBar(ask)
        self.panels: list[Panel] = []

    def arrange(
        self, panels: Iterable[Panel], hidden: list[ipywidgets.Widget],
        on_remedy: Callable[[], None],
    ) -> None:
        """Make the panels, and lay everything out; see `LabLayout`."""
        for panel in panels:  # one by one, so that after an error all finished ones are closed
            self.panels.append(panel)
        self.pages = Pages(self.controls, self.panels, self._ask)
        self.desk = LabLayout(self.pages, self.transport, self.time, hidden, on_remedy,
                         self._ask)

    def close(self) -> None:
        """Close all widgets that exist, even if making them failed halfway."""
        for panel in self.panels:
            panel.close()
        for part in (self.controls, self.transport, self.time, self.transport.switch):
            close_all(part)
        if "desk" in vars(self):
            self.desk.close()


def _icons(view_states: Mapping[str, ViewState]) -> dict[str, str]:
    """Icons of the views: an animated view has a play icon."""
    return {name: "play-circle" if name in view_state.view.animated else view_state.view.icon
            for name, view_state in view_states.items()}
