"""Test errors at fixed weight norm, a line for each size of the training set or each loss.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117: with more data a network generalises at
more weight norms.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots.core.axes import axis
from grokviz.widgets.plots.core.base import Beside, Plot
from grokviz.widgets.plots.core.drawn import Shape, bundle
from grokviz.widgets.plots.lines.lu_curve import ticks_of

HALF = 0.5              # test error that bounds the zone in which a network generalises
Line = tuple[str, np.ndarray, np.ndarray]       # name, weight norms, errors


class Errors(Plot):
    """Test error against a fixed weight norm, a line for each number of digits or each loss.

    Parameters
    ----------
    title : str
    lines : function
        Record -> its lines, and those to compare them with.
    norms : (float, float)
        Limits of the axis.
    label : str
        Of the errors, which are shares.
    bound : float
        The error below which a network counts as generalising.
    """

    def __init__(
        self, title: str, lines: Callable[[Record], list[Line]], norms: tuple[float, float],
        label: str = "share of new digits wrong", bound: float = HALF,
        corner: tuple[float, float] = (0.3, 0.97), **options: Any,
    ):
        super().__init__(
            title, axis("weight norm ‖w‖", *norms, log=True, tick_format="~g",
                        ticks=ticks_of(norms)),
            axis(label, 0, 1.0, vertical=True, tick_format=".0%",
                 ticks=[0, 0.25, 0.5, 0.75, 1]), corner=corner, height="480px", **options)
        self.of, self.bound = lines, bound
        self.put(beside=self.lines(theme.GHOST), lines=self.lines(theme.TEST))

    def show(self, record: Record, at: int | None = None) -> None:
        super().show(record, at)
        self.legend.show_key(self.keyed(record))

    def keyed(self, record: Record) -> list[tuple[theme.Look, str]]:
        lines = self.of(record)
        return [(theme.Look(colour, "solid"), name)
                for colour, (name, _, _) in zip(theme.ramp(len(lines)), lines, strict=True)]

    def shapes(self, record: Record, at: int) -> dict[str, Shape | None]:
        lines = self.of(record.until(record.steps[at]))
        there = [((x, y), colour) for colour, (_, x, y) in zip(
            theme.ramp(len(lines)), lines, strict=True) if len(x)]
        return {"lines": bundle([line for line, _ in there], [colour for _, colour in there])}

    def others(self, others: Sequence[Beside]) -> dict[str, Shape | None]:
        lines = [(x, y) for other in others[-1:] for _, x, y in self.of(other.record)[:1] if len(x)]
        return {"beside": bundle(lines, [theme.GHOST.colour] * len(lines))}

    def describe(self, record: Record) -> str:
        return f"{self.figure.title}: " + "; ".join(
            t("errors.zone", name=name, error=float(y.min()), norm=float(x[y.argmin()]),
              bound=self.bound, low=low, high=high)
            for name, x, y in self.of(record) if len(x)
            for low, high in [zone(x, y, self.bound)]) + "."

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        return [t("errors.line"), t("common.weight_norm"), t("errors.test_error")], [
            [name, f"{norm:.3g}", f"{error:.1%}"]
            for name, x, y in self.of(record) for norm, error in zip(x, y, strict=True)]


def lines_of_sizes(record: Record) -> list[Line]:
    """A line for each size of the training set."""
    return [(f"N = {n:,}", *errors(record.take(record.sweep["n_train"] == n)))
            for n in sizes(record)]


def errors(record: Record) -> tuple[np.ndarray, np.ndarray]:
    """Weight norms and test errors, the mean over the seeds; cells that are trained."""
    scale, cell = np.unique(record.sweep["init_scale"], return_inverse=True)
    norm, right = (np.array([record.values[k][-1][cell == i].mean() for i in range(len(scale))])
                   for k in ("weight_norm", "test_accuracy"))
    there = np.isfinite(right)
    return norm[there], 1 - right[there]


def zone(norm: np.ndarray, error: np.ndarray, bound: float = HALF) -> tuple[float, float]:
    """The weight norms between which the test error is below a bound; nan if it never is."""
    best = int(error.argmin())
    if error[best] >= bound:
        return np.nan, np.nan
    return (_crossing(norm[best::-1], error[best::-1], bound),
            _crossing(norm[best:], error[best:], bound))


def _crossing(norm: np.ndarray, error: np.ndarray, bound: float) -> float:
    """Where the error first passes the bound on the way out, between two norms; the last norm if
    nowhere."""
    over = np.flatnonzero(error >= bound)
    if not len(over):
        return float(norm[-1])
    i = over[0]
    share = (bound - error[i - 1]) / (error[i] - error[i - 1])
    return float(norm[i - 1] * (norm[i] / norm[i - 1]) ** share)


def sizes(record: Record) -> np.ndarray:
    """The sizes of the training sets in a record, increasing."""
    return np.unique(record.sweep["n_train"])
