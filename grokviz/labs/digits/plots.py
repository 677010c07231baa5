"""Pictures of the lab of digits: the L and the U of a size, and test errors of both losses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots import Curves, Landscape
from grokviz.widgets.plots.core import mpl
from grokviz.widgets.plots.core.axes import axis, put_ticks
from grokviz.widgets.plots.core.base import Beside, Plot
from grokviz.widgets.plots.core.drawn import Shape, bundle
from grokviz.widgets.plots.lines.lu_curve import ticks_of

HALF = 0.5              # test error that bounds the zone in which a network generalises
NORMS = (5, 10, 20, 50, 100, 200, 500, 1000)           # numbers at the axis of weight norms
WITHIN: dict[str, dict[str, tuple[float, float]]] = {           # limits of the axes of a run
    "mean_squared_error": {"norms": (0.7, 150), "losses": (1e-4, 50)},
    "cross_entropy": {"norms": (0.7, 1500), "losses": (1e-4, 2e4)}}
Line = tuple[str, np.ndarray, np.ndarray]       # name, weight norms, errors


class OfTheRun(Landscape):
    """The L and the U with the dots of the run; cross-entropy is trained at larger norms."""

    def __init__(self, **options: Any):
        super().__init__(**{**WITHIN["mean_squared_error"], **options})

    def show(self, record: Record, at: int | None = None) -> None:
        for scale, limits in zip(self.scales.values(), WITHIN[record.settings["loss"]].values(),
                                 strict=True):
            scale.min, scale.max = limits
        super().show(record, at)


class NormOfTheRun(Curves):
    """The weight norm during the run."""

    def expect(self, settings: Mapping[str, Any]) -> None:
        super().expect(settings)
        most = WITHIN[settings["loss"]]["norms"][1]
        if self.scales["y"].max != most:
            self.scales["y"].max = most
            put_ticks(self.figure.axes[1], [tick for tick in NORMS if tick <= most])


class Curve(Landscape):
    """The L and the U of one number of digits, during their training.

    Parameters
    ----------
    words : function
        Record -> a sentence.
    """

    def __init__(self, words: Callable[[Record], str], **options: Any):
        super().__init__("Loss at fixed weight norm", height="480px", **options)
        self.words = words

    def show(self, record: Record, at: int | None = None) -> None:
        record = record if at is None else record.until(record.steps[at])
        self.curve(of_one_size(record))

    def beside(self, others: Sequence[Beside]) -> None:
        self.former_curve(of_one_size(others[-1].record) if others else None)

    def sketch(self, ax: Any, record: Record, beside: Sequence[Beside] = ()) -> None:
        mpl.frame(ax, self.figure)
        self.sketch_curve(ax, of_one_size(record))
        mpl.words(ax, self.said, self.corner)

    def describe(self, record: Record) -> str:
        return f"{self.figure.title}. {self.words(record)}"


class Errors(Plot):
    """Test error against a fixed weight norm, a line for each number of digits or each loss.

    Parameters
    ----------
    title : str
    lines : function
        Record -> its lines, and those to compare them with.
    norms : (float, float)
        Limits of the axis.
    """

    def __init__(
        self, title: str, lines: Callable[[Record], list[Line]], norms: tuple[float, float],
        **options: Any,
    ):
        super().__init__(
            title, axis("weight norm ‖w‖", *norms, log=True, tick_format="~g",
                        ticks=ticks_of(norms)),
            axis("share of new digits wrong", 0, 1.0, vertical=True, tick_format=".0%",
                 ticks=[0, 0.25, 0.5, 0.75, 1]), corner=(0.3, 0.97), height="480px", **options)
        self.of = lines
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
            t("digits.zone", name=name, error=float(y.min()), norm=float(x[y.argmin()]),
              low=low, high=high)
            for name, x, y in self.of(record) if len(x) for low, high in [zone(x, y)]) + "."

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        return [t("digits.line"), t("common.weight_norm"), t("digits.test_error")], [
            [name, f"{norm:.3g}", f"{error:.1%}"]
            for name, x, y in self.of(record) for norm, error in zip(x, y, strict=True)]


def sizes(record: Record) -> np.ndarray:
    """The numbers of training digits in a record, increasing."""
    return np.unique(record.sweep["n_train"])


def of_one_size(record: Record) -> Record:
    """The runs of the middle number of training digits."""
    middle = sizes(record)[len(sizes(record)) // 2]
    return record.take(record.sweep["n_train"] == middle)


def lines_of_sizes(record: Record) -> list[Line]:
    """A line for each number of training digits."""
    return [(f"N = {n:,}", *errors(record.take(record.sweep["n_train"] == n)))
            for n in sizes(record)]


def errors(record: Record) -> tuple[np.ndarray, np.ndarray]:
    """Weight norms and test errors, the mean over the seeds; cells that are trained."""
    scale, cell = np.unique(record.sweep["init_scale"], return_inverse=True)
    norm, right = (np.array([record.values[k][-1][cell == i].mean() for i in range(len(scale))])
                   for k in ("weight_norm", "test_accuracy"))
    there = np.isfinite(right)
    return norm[there], 1 - right[there]


def zone(norm: np.ndarray, error: np.ndarray) -> tuple[float, float]:
    """The weight norms between which the test error is below `HALF`; nan if it never is."""
    best = int(error.argmin())
    if error[best] >= HALF:
        return np.nan, np.nan
    return (_crossing(norm[best::-1], error[best::-1]), _crossing(norm[best:], error[best:]))


def _crossing(norm: np.ndarray, error: np.ndarray) -> float:
    """Where the error first passes `HALF` on the way out, between two norms; the last norm if
    nowhere."""
    over = np.flatnonzero(error >= HALF)
    if not len(over):
        return float(norm[-1])
    i = over[0]
    share = (HALF - error[i - 1]) / (error[i] - error[i - 1])
    return float(norm[i - 1] * (norm[i] / norm[i - 1]) ** share)
