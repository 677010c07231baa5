"""The L and the U of one number of digits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from grokviz.run import Record
from grokviz.widgets.plots import Curves, Landscape
from grokviz.widgets.plots.core import mpl
from grokviz.widgets.plots.core.axes import put_ticks
from grokviz.widgets.plots.core.base import Beside
from grokviz.widgets.plots.lines.errors_at_norm import sizes

NORMS = (5, 10, 20, 50, 100, 200, 500, 1000)           # numbers at the axis of weight norms
WITHIN: dict[str, dict[str, tuple[float, float]]] = {           # limits of the axes of a run
    "mean_squared_error": {"norms": (0.7, 150), "losses": (1e-4, 50)},
    "cross_entropy": {"norms": (0.7, 1500), "losses": (1e-4, 2e4)}}


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


def of_one_size(record: Record) -> Record:
    """The runs of the middle number of training digits."""
    middle = sizes(record)[len(sizes(record)) // 2]
    return record.take(record.sweep["n_train"] == middle)
