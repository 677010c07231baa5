"""Test loss against a fixed weight norm, one line for each value of a sweep column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.metrics import geometric_mean
from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots.core.axes import axis
from grokviz.widgets.plots.core.base import Beside, Plot
from grokviz.widgets.plots.core.drawn import Shape, bundle
from grokviz.widgets.plots.core.ensemble import short
from grokviz.widgets.plots.core.marks import power
from grokviz.widgets.plots.lines.lu_curve import ticks_of
from grokviz.widgets.theme import Look


class Shells(Plot):
    """The U of each value, from the newest record of runs at fixed norms.

    Parameters
    ----------
    title, what : str
        Title of the picture, and name of the loss.
    column : str
        Column of the sweep; one line for each of its values.
    norms, losses : (float, float)
        Limits of the axes.
    """

    def __init__(
        self, title: str, what: str, column: str, norms: tuple[float, float],
        losses: tuple[float, float], **options: Any,
    ):
        super().__init__(
            title, axis("weight norm ‖w‖", *norms, log=True, tick_format="~g",
                        ticks=ticks_of(norms)),
            axis(what, *losses, log=True, vertical=True, tick_format="~g",
                 ticks=[10.0**k for k in range(-6, 3)]),
            corner=(0.04, 0.3), **options)
        self.column = column
        self.put(beside=self.lines(theme.GHOST), lines=self.lines(theme.TEST))

    def show(self, record: Record, at: int | None = None) -> None:
        super().show(record, at)
        self.legend.show_key(self.keyed(record))

    def keyed(self, record: Record) -> list[tuple[Look, str]]:
        values = np.unique(record.sweep[self.column])
        return [(Look(colour, "solid"), f"{self._name()} {short(self.column, value)}")
                for colour, value in zip(theme.ramp(len(values)), values, strict=True)]

    def shapes(self, record: Record, at: int) -> dict[str, Shape | None]:
        lines = self._of(record)
        there = [((x, y), colour) for colour, (_, x, y) in zip(theme.ramp(len(lines)), lines,
                                                              strict=True) if len(x)]
        return {"lines": bundle([line for line, _ in there], [colour for _, colour in there])}

    def others(self, others: Sequence[Beside]) -> dict[str, Shape | None]:
        lines = [(x, y) for other in others[-1:] for _, x, y in self._of(other.record) if len(x)]
        return {"beside": bundle(lines, [theme.GHOST.colour] * len(lines))}

    def describe(self, record: Record) -> str:
        return f"{self.figure.title}: " + "; ".join(
            t("fixed_norm.lowest_at_norm", name=self._name(), value=f"{v:g}",
              loss=power(float(y.min())), norm=power(float(x[y.argmin()])))
            for v, x, y in self._of(record) if len(x)) + "."

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        return [self._name(), t("common.weight_norm"), t("common.test_loss")], [
            [f"{v:g}", power(float(n)), power(float(loss))]
            for v, x, y in self._of(record) for n, loss in zip(x, y, strict=True)]

    def _name(self) -> str:
        return self.symbols.get(self.column, self.column)

    def _of(self, record: Record) -> list[tuple[float, np.ndarray, np.ndarray]]:
        """For each value the norms, increasing, and the losses, averaged over its seeds."""
        column, scales = record.sweep[self.column], record.sweep["init_scale"]
        norm, loss = (record.values[k][-1] for k in ("weight_norm", "test_loss"))
        found = []
        for value in np.unique(column):
            cells = [(column == value) & (scales == scale) for scale in np.unique(scales)]
            x, y = (np.array([geometric_mean(v[cell]) for cell in cells]) for v in (norm, loss))
            there = np.isfinite(y)
            found.append((float(value), x[there], y[there]))
        return found
