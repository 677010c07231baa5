"""An image of pixels in a plot, one pixel a cell: maps, tables and matrices."""

from __future__ import annotations

from typing import Any

import bqplot
import ipywidgets
import numpy as np
from numpy.typing import ArrayLike

from grokviz.widgets.components import close_all
from grokviz.widgets.plots.core.marks import CLEAR, png


class Pixels:
    """An image between these ends of the axes, transparent at first, which reports clicks.

    The browser notices a new image widget, but not a new value of the same widget. Therefore two
    image widgets take turns.
    """

    def __init__(self, plot: Any, x: ArrayLike, y: ArrayLike):
        self.seen: np.ndarray | None = None     # (rows, columns, 4) bytes, the lowest row first
        self._images = [_image()]
        self.mark = bqplot.Image(image=self._images[0], scales=plot.scales,
                                 x=np.array(x, float), y=np.array(y, float))
        self.mark.on_element_click(lambda _, event: plot.clicked(
            event["data"]["click_x"], event["data"]["click_y"]))

    def show(self, pixels: np.ndarray | None) -> None:
        """Show these pixels, the lowest row first; None shows a transparent image."""
        if pixels is None and self.seen is None:
            return
        if len(self._images) == 1:
            self._images.append(_image())
        self._images.reverse()
        self.seen = pixels
        self._images[0].value = CLEAR if pixels is None else png(pixels[::-1])
        self.mark.image = self._images[0]

    def close(self) -> None:
        for image in self._images:
            close_all(image)


def _image() -> ipywidgets.Image:
    return ipywidgets.Image(value=CLEAR, format="png")
