"""The L and the U as a picture of their own, which grows as its cells are trained."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from grokviz.run import Record
from grokviz.widgets.plots.core import mpl
from grokviz.widgets.plots.core.base import Beside
from grokviz.widgets.plots.lines.lu_curve import Landscape


class CurveAlone(Landscape):
    """The L and the U alone, during their training; those of before stay in grey.

    Parameters
    ----------
    words : function
        Record -> the sentence that describes it.
    **options
        Those of `Landscape`.
    """

    def __init__(self, words: Callable[[Record], str], **options: Any):
        super().__init__("Train and test loss at fixed weight norm", **options)
        self.words = words

    def show(self, record: Record, at: int | None = None) -> None:
        self.curve(record if at is None else record.until(record.steps[at]))

    def beside(self, others: Sequence[Beside]) -> None:
        self.former_curve(others[-1].record if others else None)

    def sketch(self, ax, record: Record, beside: Sequence[Beside] = ()) -> None:
        mpl.frame(ax, self.figure)
        self.sketch_curve(ax, record)
        mpl.words(ax, self.said, self.corner)

    def describe(self, record: Record) -> str:
        return f"{self.figure.title}. {self.words(record)}"
