"""The L and the U of one number of digits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from grokviz.labs.errors_plot import sizes
from grokviz.run import Record
from grokviz.widgets.plots import Landscape
from grokviz.widgets.plots.core import mpl
from grokviz.widgets.plots.core.base import Beside


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
