"""The answer to every pair (a, b), as a table of coloured cells: a pixel a cell."""

from __future__ import annotations

from collections.abc import Mapping

import bqplot
import ipywidgets
import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.components import close_all
from grokviz.widgets.plots.core.axes import along, axis
from grokviz.widgets.plots.core.base import Plot
from grokviz.widgets.plots.core.marks import CLEAR, png

DARKER = 0.72           # of the colour of a pair that is trained on
WRONG = (128, 128, 128)
WIDE = 2.2              # of the picture over its height: so cells are square
FAINT = (110, 45)       # of 255: how much is seen of a wrong answer, trained on or not


class Answers(Plot):
    """Right answers in the hue of the answer, wrong ones grey; darker, what is trained on.

    Of a record with ``answers``, ``right`` and ``trained``, each (records, 1, p, p); an ensemble
    has none, and that is said.
    """

    def __init__(self, title: str, *, symbols: Mapping[str, str] | None = None):
        super().__init__(
            title, axis("b", 0, 1, ticks=[], tick_format="~d"),
            axis("a", 0, 1, ticks=[], vertical=True, tick_format="~d"), symbols or {})
        self.figure.add_class("grokviz-pixels")
        for line in self.figure.axes:
            line.grid_lines = "none"
        self._pictures = [ipywidgets.Image(value=CLEAR, format="png") for _ in range(2)]
        self._table = bqplot.Image(image=self._pictures[0], scales=self.scales,
                                   x=np.array([0.0, 1.0]), y=np.array([0.0, 1.0]))
        self._table.on_element_click(lambda _, event: self.clicked(
            event["data"]["click_x"], event["data"]["click_y"]))
        self._said = self.label([], [], [], colors=["#808080"])
        self._legend = t("colour: right"), t("grey: wrong"), t("darker: train")
        self.put([self._table, self._said])

    def show(self, record: Record, at: int | None = None) -> None:
        self._table.visible = there = "answers" in record.values
        said = self._legend if there else (
            t("A picture of single runs: these are {runs}.", runs=record.runs),)
        if there:
            pixels = pixels_of(record, -1 if at is None else at)
            self._fit(len(pixels))
        self._say(said)
        if not there:
            return
        picture = self._pictures[self._table.image is self._pictures[0]]
        picture.value = png(pixels[::-1])       # a new picture is seen, a new value of one is not
        self._table.image = picture

    def describe(self, record: Record) -> str:
        if "answers" not in record.values:
            return t("A picture of single runs: these are {runs}.", runs=record.runs)
        right, trained = (record.values[k][-1, 0].astype(bool) for k in ("right", "trained"))
        return t("{title} at step {step:,}: right are {train:.0%} of the pairs trained on and "
                 "{test:.0%} of the others.", title=self.figure.title, step=int(record.steps[-1]),
                 train=right[trained].mean(), test=right[~trained].mean())

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        if "answers" not in record.values:
            return [], []
        answers = record.values["answers"][-1, 0]
        return ["a \\ b", *map(str, range(len(answers)))], [
            [f"{a}", *map(str, row)] for a, row in enumerate(answers)]

    def close(self) -> None:
        for picture in self._pictures:
            close_all(picture)
        super().close()

    def _fit(self, p: int) -> None:
        if self.scales["y"].max != p - 0.5:
            ends = (p - 1) / 2 - 0.5 * WIDE * p, (p - 1) / 2 + 0.5 * WIDE * p
            for scale, (low, high) in zip(self.scales.values(), (ends, (-0.5, p - 0.5)),
                                          strict=True):
                with scale.hold_sync():
                    scale.min, scale.max = low, high
            with self._table.hold_sync():
                self._table.x = self._table.y = np.array([-0.5, p - 0.5])
            for line in self.figure.axes:
                line.tick_values = np.array([0, (p - 1) // 2, p - 1], float)

    def _say(self, said: tuple[str, ...]) -> None:
        y = [along(self.scales["y"], 0.94 - 0.09 * i) for i in range(len(said))]
        if list(self._said.text) != list(said) or list(self._said.y) != y:
            with self._said.hold_sync():
                self._said.text, self._said.y = list(said), np.array(y)
                self._said.x = np.full(len(said), along(self.scales["x"], 0.02))


def pixels_of(record: Record, at: int) -> np.ndarray:
    """The table at a record, (p, p, 4) bytes, a = 0 first."""
    answers, right, trained = (record.values[k][at, 0] for k in ("answers", "right", "trained"))
    right, trained = right.astype(bool), trained.astype(bool)
    rgb = theme.wheel(len(answers))[answers % len(answers)].astype(float)
    rgb[trained] *= DARKER
    rgb[~right] = WRONG
    alpha = np.where(right, 255, np.where(trained, *FAINT))
    return np.concatenate([rgb, alpha[..., None]], -1).astype(np.uint8)
