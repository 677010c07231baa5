"""The distribution of a value over the units of a network, at one moment and at first."""

from __future__ import annotations

from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots.core.axes import axis
from grokviz.widgets.plots.core.base import Plot
from grokviz.widgets.plots.core.drawn import Shape
from grokviz.widgets.plots.core.ensemble import rows_of

BINS = np.linspace(0, 1, 26)


class Histogram(Plot):
    """A value between 0 and 1 of each unit, (records, runs, units), all runs together.

    Parameters
    ----------
    title, x_label, value : str
    high : float
        Upper limit of the axis, as a share of the units.
    """

    def __init__(
        self, title: str, x_label: str, value: str, high: float = 0.4, **options: Any
    ):
        super().__init__(title, axis(x_label, 0, 1, ticks=(0, 0.25, 0.5, 0.75, 1)),
                         axis("share of the units", 0, high, vertical=True,
                              ticks=np.linspace(0, high, 5).tolist()), **options)
        self.value = value
        self.legend.write([(theme.TEST, t("common.now")), (theme.GHOST, t("common.at_first"))])
        self.put(now=self.lines(theme.TEST, fill="bottom", fill_opacities=[0.3],
                                fill_colors=[theme.TEST.colour]), first=self.lines(theme.GHOST))

    def shapes(self, record: Record, at: int) -> dict[str, Shape]:
        return {name: Shape(np.repeat(BINS, 2)[None, 1:-1],
                            np.repeat(self._counted(record, i), 2)[None], (look.colour,))
                for name, look, i in (("first", theme.GHOST, 0), ("now", theme.TEST, at))}

    def describe(self, record: Record) -> str:
        middle = [float(np.median(record.values[self.value][i])) for i in (0, -1)]
        return t("histogram.step_half_units_above", **self.heading(record),
                 first=middle[0], now=middle[1])

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        value = record.values[self.value]
        return [t("common.step"), t("histogram.lowest_tenth"), t("histogram.middle"),
                t("histogram.highest_tenth")], [
            [f"{record.steps[i]:,}", *(f"{v:.2f}" for v in np.quantile(value[i], (0.1, 0.5, 0.9)))]
            for i in rows_of(record)]

    def _counted(self, record: Record, at: int) -> np.ndarray:
        return np.histogram(record.values[self.value][at], BINS)[0] / record.values[
            self.value][at].size
