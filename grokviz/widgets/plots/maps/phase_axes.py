"""A plane of two settings: the choice of axes and number of seeds, and cells that open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets
import numpy as np

from grokviz.i18n import t
from grokviz.settings import Table, spread

SEEDS = (1, 3, 5)
ZOOM = (("phases.zoom_in", "search-plus", "phases.show_cells_around"),
        ("phases.all_cells", "search-minus", "phases.show_all_cells"))


class Plane:
    """The axes of a view that varies two settings; each lab has its own.

    Parameters
    ----------
    settings : Table
    values : mapping
        Setting -> its values along an axis, increasing; the first two are the axes at first.
    seed : str
        The setting that differs between the runs of a cell.

    Attributes
    ----------
    across, up : str
        The settings along the two axes.
    seeds : int
        Runs in a cell.
    """

    def __init__(self, settings: Table, values: Mapping[str, Any], seed: str):
        self.settings, self.seed, self.seeds = settings, seed, 3
        self.values = {k: [settings[k].check(v) for v in column] for k, column in values.items()}
        self.across, self.up = list(values)[:2]

    def asks(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """The settings of one run -> those of all runs: lists for the axes and the seed."""
        seeds = spread(self.settings.number(self.seed), wanted[self.seed], self.seeds)
        return {**wanted, self.across: self.values[self.across], self.up: self.values[self.up],
                self.seed: seeds}

    def name(self, setting: str) -> str:
        symbol, label = t(self.settings[setting].symbol), t(self.settings[setting].label)
        return label if label.startswith(symbol) else f"{symbol}  {label}"


class PlaneTools(ipywidgets.VBox):
    """Controls of a plane, with two lists and a button that open a cell without a mouse.

    Parameters
    ----------
    plane : Plane
    on_turn : function
        Called when the user chooses other axes, or another number of seeds.
    on_open : function
        ``on_open(across, up)``: the indices of the cell to open.
    on_zoom : function
        ``on_zoom(across, up)``: the cell around which fewer are shown; -1 shows all.
    on_choose : function
        Called when the user chooses another cell.
    open_folder : function, optional
        ``open_folder(path)`` opens a sweep; without it there is no place to type a path.
    """

    def __init__(
        self, plane: Plane, on_turn: Callable[[], None], on_open: Callable[[int, int], None],
        on_zoom: Callable[[int, int], None] = lambda across, up: None,
        on_choose: Callable[[], None] = lambda: None,
        open_folder: Callable[[str], None] | None = None,
    ):
        self.plane, self._on_turn = plane, on_turn
        names = {plane.name(k): k for k in plane.values}
        self.legend = ipywidgets.HTML()         # of the colours
        self.source = ipywidgets.HTML()         # of the map
        self.across = _list(names, plane.across, t("phases.across"))
        self.up = _list(names, plane.up, t("phases.up"))
        self.seeds = _list(SEEDS, plane.seeds, t("phases.seeds"))
        self.cell = [_list({}, None, ""), _list({}, None, "")]
        self.go = ipywidgets.Button(
            description=t("phases.open_this_run"), icon="play",
            tooltip=t("phases.train_one_run_two"),
        )
        self.axes: tuple[object, ...] | None = None     # axes and values of the lists
        for widget in (self.across, self.up, self.seeds):
            widget.observe(self._turned, "value")
        self.go.on_click(lambda _: on_open(*(cell.index for cell in self.cell)))
        self.said = ipywidgets.HTML()           # of the chosen cell
        self.zoom, self.all = (ipywidgets.Button(description=t(name), icon=icon, tooltip=t(about))
                               for name, icon, about in ZOOM)
        for button in (self.go, self.zoom, self.all):
            button.layout.flex = "none"
        self.zoom.on_click(lambda _: on_zoom(*(cell.index for cell in self.cell)))
        self.all.on_click(lambda _: on_zoom(-1, -1))
        for cell in self.cell:
            cell.observe(lambda _: on_choose(), "index")
        self.folder = None if open_folder is None else ipywidgets.Text(
            description=t("phases.open_folder"), continuous_update=False)
        if self.folder is not None and open_folder is not None:
            opens = open_folder
            self.folder.observe(lambda change: opens(change.new.strip()), "value")
        buttons = ipywidgets.HBox(
            [self.go, self.zoom, self.all], layout={"flex_flow": "row wrap"})
        how = ipywidgets.HTML(f"<b>{t('phases.click_cell_train_choose')}</b>")
        # What is turned seldom is folded away, so that the rest needs no scrolling.
        self.more = ipywidgets.ToggleButton(
            False, description=t("phases.axes"), icon="caret-right").add_class("grokviz-more")
        self.rest = ipywidgets.VBox([self.across, self.up, self.seeds, self.source])
        self.more.observe(lambda _: self._fold(), "value")
        self._fold()
        super().__init__([self.legend, how, *self.cell, self.said, buttons,
                          *([self.folder] if self.folder is not None else []),
                          self.more, self.rest])
        self.add_class("grokviz-plane")

    def show(self, axes: tuple[str, str], values: tuple[np.ndarray, np.ndarray]) -> None:
        """Fill the lists with the cells of the plane."""
        state = axes, *(v.tobytes() for v in values)
        if state == self.axes:
            return
        self.axes = state
        for cell, name, column in zip(self.cell, axes, values, strict=True):
            setting = self.plane.settings[name]
            cell.description = self.plane.name(name)
            cell.options = [(t(setting.show(v)), i) for i, v in enumerate(column)]
            cell.index = len(column) // 2

    def _fold(self) -> None:
        self.more.icon = "caret-down" if self.more.value else "caret-right"
        self.rest.layout.display = None if self.more.value else "none"

    def _turned(self, change: Any) -> None:
        plane = self.plane
        before = plane.across, plane.up, plane.seeds
        across, up = self.across.value, self.up.value
        if across == up:                                # the two axes are exchanged
            across, up = plane.up, plane.across
        plane.across, plane.up, plane.seeds = across, up, self.seeds.value
        self.across.value, self.up.value = across, up
        if (across, up, plane.seeds) != before:
            self._on_turn()


def _list(options: Any, value: Any, description: str) -> ipywidgets.Dropdown:
    return ipywidgets.Dropdown(options=options, value=value, description=description)
