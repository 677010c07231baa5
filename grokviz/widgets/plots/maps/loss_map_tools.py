"""Controls below maps: which part is shown, and which colour stands for which loss."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ipywidgets
import numpy as np

from grokviz.i18n import t
from grokviz.widgets import theme
from grokviz.widgets.plots.core.marks import power
from grokviz.widgets.plots.maps.loss_map import LossMap, Window
from grokviz.widgets.plots.maps.loss_surface import LEVELS


class MapTools(ipywidgets.HBox):
    """Controls that change several maps together.

    Parameters
    ----------
    maps : sequence of LossMap
    windows : mapping
        Name -> Window.
    post : function
        Runs work on the thread that may change widgets.
    alone : function
        Removes all paths but one.
    """

    def __init__(self, maps: Sequence[LossMap], windows: Mapping[str, Window],
                 post: Callable[[Callable[[], Any]], None], alone: Callable[[], None]):
        self.part = ipywidgets.Dropdown(
            options=[(t(name), name) for name in windows], description=t("map.show"),
            tooltip=t("map.part_map"))
        self.arrows = ipywidgets.Checkbox(False, indent=False, description=t("map.gradient"))
        self.alone = ipywidgets.Button(
            description=t("map.only_this_path"), tooltip=t("map.take_other_paths_out"))
        def look_at(name: str) -> None:
            for each in maps:
                each.look_at(windows[name])

        def show_arrows(wanted: bool) -> None:
            for each in maps:
                each.show_arrows(wanted)

        self.part.observe(lambda change: post(lambda: look_at(change.new)), "value")
        self.arrows.observe(lambda change: post(lambda: show_arrows(change.new)), "value")
        self.alone.on_click(lambda _: post(alone))
        super().__init__([self.part, self.arrows, self.alone])
        self.add_class("grokviz-map-tools")


class ColourKey(ipywidgets.HTML):
    """A colour bar for the loss."""

    def __init__(self, said: str = ""):
        ends = ", ".join(map(theme.hexadecimal, theme.losses(np.linspace(0, 1, 9))))
        low, high = (power(v) for v in LEVELS)
        super().__init__(
            f'<span>{t("map.loss")} {low}</span><i style="background:linear-gradient(to right, '
            f'{ends})"></i><span>{high}</span> <span>{said}</span>')
        self.add_class("grokviz-colour-key")
