"""Accuracy without the strongest frequencies; a slider removes them one by one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets
import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots.core.axes import axis
from grokviz.widgets.plots.core.base import Plot
from grokviz.widgets.plots.core.drawn import Shape

MOST = 10               # largest number of removed frequencies


class Ablation(Plot):
    """``ablated_accuracy`` (records, 1, n) of a record against the number of removed frequencies.

    Parameters
    ----------
    title : str
    post : function
        Runs work on the thread that may change widgets.
    take_out : function
        Receives the number of removed frequencies, for a picture beside this one.
    **options
        As in `Plot`.
    """

    noted = (0.9717, 0.9029, "end")

    def __init__(
        self, title: str, post: Callable[[Callable[[], None]], None],
        take_out: Callable[[int], None], **options: Any,
    ):
        super().__init__(
            title, axis("frequencies taken out, the strongest first", -0.3, MOST + 0.3,
                        ticks=list(range(MOST + 1)), tick_format="~d"),
            axis("test set right", 0, 1.03, vertical=True, tick_format=".0%",
                 ticks=[0, 0.5, 1]), height="212px", **options)
        self.out = ipywidgets.IntSlider(0, 0, MOST, description=t("ablation.take_out"),
                                        readout=True)
        self.tools = ipywidgets.HBox([self.out]).add_class("grokviz-ablation")
        self._shown: tuple[Record, int | None] | None = None
        self.put(line=self.lines(theme.TEST),
                 dot=self.dots(theme.TEST.colour, size=90, stroke="white"))

        def turned(_):
            post(lambda: self._turn(take_out))
        self.out.observe(turned, "value")

    def show(self, record: Record, at: int | None = None) -> None:
        self._shown = record, at
        super().show(record, at)

    def shapes(self, record: Record, at: int) -> dict[str, Shape | None]:
        accuracy = self._accuracy(record, at)
        found = {"line": None, "dot": None, "note": self.legend.note(self._sentence(accuracy))}
        if accuracy is not None:
            n, colour = min(self.out.value, len(accuracy) - 1), (theme.TEST.colour,)
            found["line"] = Shape(np.arange(len(accuracy))[None], accuracy[None], colour)
            found["dot"] = Shape(np.array([n]), accuracy[[n]], colour)
        return found

    def describe(self, record: Record) -> str:
        return f"{self.figure.title}. {self._sentence(self._accuracy(record, None))}"

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        accuracy = self._accuracy(record, None)
        rows = [] if accuracy is None else [[f"{n}", f"{v:.1%}"] for n, v in enumerate(accuracy)]
        return [t("ablation.taken_out"), t("ablation.test_set_right")], rows

    def _turn(self, take_out: Callable[[int], None]) -> None:
        take_out(self.out.value)
        if self._shown is not None:
            self.show(*self._shown)

    def _accuracy(self, record: Record, at: int | None) -> np.ndarray | None:
        if "ablated_accuracy" not in record.values:
            return None
        return record.values["ablated_accuracy"][-1 if at is None else at, 0]

    def _sentence(self, accuracy: np.ndarray | None) -> str:
        if accuracy is None:
            return t("common.sums_of_one_run_only")
        n = min(self.out.value, len(accuracy) - 1)
        return t("ablation.without_strongest_right", n=n, share=float(accuracy[n]))
