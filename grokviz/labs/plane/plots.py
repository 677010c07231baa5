"""Plots of the plane lab: maps, and values along a path."""

from __future__ import annotations

from typing import Any

import numpy as np

from grokviz.labs.plane import status
from grokviz.labs.plane.maps import cells
from grokviz.recipes.toy_addition import SETTINGS
from grokviz.run import Record
from grokviz.widgets.plots import Curves, Series
from grokviz.widgets.plots.maps.loss_map import LossMap, Window
from grokviz.widgets.theme import TEST, THEORY, TRAIN, Look

SYMBOLS = {name: setting.symbol for name, setting in SETTINGS.items()} | {"path": "path"}
SIDES = (("train_loss", "Training loss"), ("test_loss", "Test loss"))
NORMS = (0.5, 5), (0.5, 1, 2, 3, 4, 5)
WINDOWS = {
    "where paths run": Window(NORMS[0], (0, 0.3), (NORMS[1], (0, 0.1, 0.2, 0.3))),
    "all of the map": Window(NORMS[0], (0, 1), (NORMS[1], (0, 0.25, 0.5, 0.75, 1))),
    "the border": Window((1.2, 3.5), (0, 0.12), ((1.5, 2, 2.5, 3), (0, 0.04, 0.08, 0.12))),
}
WHOLE = WINDOWS["all of the map"]
COURSE = (Series("decoder_norm", Look("#974988", "solid", 2.5), "norm w"),
          Series("messiness", Look("#2F7D32", "dashed", 2.5), "messiness m"))
LOW = "206px"           # what stands under the maps is lower than they are
RESIDUAL = THEORY._replace(dash="dash_dotted")
EVEN: dict[str, Any] = {                # steps along an axis on which a drift is a straight line
    "x": lambda record: np.repeat(record.steps[:, None], record.runs, 1), "x_range": (0, 33_333),
    "x_log": False, "x_ends": lambda settings: (0.0, float(settings.get("steps", 33_333))),
}


class Map(LossMap):
    """A map of one of the two losses."""

    def __init__(self, title: str, *labels: str, side: str, **given: Any):
        super().__init__(title, *labels, **given)
        self.side = side


class Cells(Map):
    """A map in training, or a fixed map."""

    def __init__(self, *title: str, **given: Any):
        super().__init__(*title, **given)
        self._kept: Record | None = None

    def keep(self, record: Record) -> None:
        """Always show this map."""
        self._kept = record
        self.lay(cells(record, self.side))

    def show(self, record: Record, at: int | None = None) -> None:
        if self._kept is None:
            self.lay(cells(record if at is None else record.until(record.steps[at]),
                              self.side))

    def beside(self, others) -> None:
        """Maps do not lie beside each other."""

    def leads(self, record: Record, x: float, y: float):
        return self._goes(*self._rounded(x, y))

    def describe(self, record: Record) -> str:
        return status.of_cells(self.figure.title, self._kept or record, self.side)

    def numbers(self, record: Record):
        return status.table(self._kept or record, self.side)


def losses(**given: Any) -> Curves:
    """Both losses against the step."""
    return Curves(
        "Loss along the path", "mean squared error",
        [Series("train_loss", TRAIN, "train"), Series("test_loss", TEST, "test")], (1e-4, 10),
        log=True, events=False, symbols=SYMBOLS, corner=(0.03, 0.27), height=LOW, **given,
    )
