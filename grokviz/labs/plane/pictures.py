"""The pictures of each view of the plane lab: maps in pairs, and curves under them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import ipywidgets
import numpy as np

from grokviz.labs.base import load
from grokviz.labs.plane import forecast
from grokviz.labs.plane.maps import Sheet
from grokviz.labs.plane.plots import (
    COURSE,
    EVEN,
    LOW,
    RESIDUAL,
    SIDES,
    SYMBOLS,
    WHOLE,
    WINDOWS,
    Cells,
    Map,
    losses,
)
from grokviz.run import Record
from grokviz.widgets.plots import Curves, Series
from grokviz.widgets.plots.maps.loss_map_tools import ColourKey, MapTools

OfMap = TypeVar("OfMap", bound=Map)


class Pictures:
    """Makes the pictures; holds the maps.

    Parameters
    ----------
    sheet : function
        Gives the map of the present settings; None if there is no map yet.
    goes, moved : function
        Called after a click on a map and after a dragged start, see `LossMap`.
    post : function
        Runs work on the thread that may change widgets.
    alone : function
        Leaves a single path.
    """

    def __init__(
        self, sheet: Callable[[], Sheet | None],
        goes: Callable[[float, float], tuple[str, dict[str, Any]]],
        moved: Callable[[int, float, float], None],
        post: Callable[[Callable[[], Any]], None], alone: Callable[[], None],
    ):
        self._sheet, self._goes, self._moved = sheet, goes, moved
        self._post, self._alone = post, alone
        self.maps: dict[str, list[Map]] = {}            # view -> its two maps
        self.tools: dict[str, MapTools] = {}            # view -> what is set of both

    def of_paths(self, view: str) -> list:
        course = Curves(
            "w and m", "w, m", COURSE, (1e-3, 10), log=True, **EVEN,
            predict=lambda record: forecast.law(record, self._sheet()), events=False,
            symbols=SYMBOLS, corner=(0.03, 0.42), height=LOW,
        )
        return [*self._path_maps(view, lambda record: forecast.lines(record, self._sheet())),
                losses(**EVEN), course]

    def of_training(self, view: str) -> list:
        course = Curves(
            "w, m, and how far off the plane", "w, m, residual",
            [*COURSE, Series("residual", RESIDUAL, "residual")], (1e-3, 10), log=True, events=False,
            symbols=SYMBOLS, corner=(0.03, 0.35), height=LOW,
        )
        return [*self._path_maps(view, self._slaved), losses(), course]

    def of_cells(self) -> list:
        return self._pair(Cells, "452px", window=WHOLE)

    def of_digits(self) -> list:
        digits, sums = (
            self._pair(Cells, "230px", title, tools, window=WHOLE)
            for title, tools in (("MNIST: {title}", ColourKey), ("Addition: {title}", None)))
        for plot in sums:
            plot.keep(load("toy_addition.landscape_45"))
        return [*digits, *sums]

    def _pair(self, kind: type[OfMap], height: str, title: str = "{title}",
              tools: Callable[[], ipywidgets.Box] | None = ColourKey, **given: Any) -> list[OfMap]:
        """The maps of training and of test loss, side by side."""
        pair = [
            kind(title.format(title=said), "decoder norm w (× that of the init)", "messiness m",
                 side=side, values=("decoder_norm", "messiness"), goes=self._goes,
                 symbols=SYMBOLS, height=height, **given)
            for side, said in SIDES
        ]
        for plot in pair:
            plot.tools = tools() if tools is not None else None
        return pair

    def _path_maps(
        self, view: str, predict: Callable[[Record], list[np.ndarray]]
    ) -> list[Map]:
        pair = self._pair(Map, "250px", tools=None, window=WINDOWS["where paths run"],
                          moved=self._moved, predict=predict)
        self.tools[view] = MapTools(pair, WINDOWS, self._post, self._alone)
        pair[0].tools = self.tools[view]
        pair[1].tools = ColourKey()
        self.maps[view] = pair
        return pair

    def _slaved(self, record: Record) -> list[np.ndarray]:
        """The reduced paths from the starts of a training, for its steps."""
        sheet = self._sheet()
        return [] if sheet is None else forecast.slaved(record, sheet)
