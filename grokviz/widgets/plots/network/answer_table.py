"""The answer to every pair (a, b), as a table with one coloured pixel a cell."""

from __future__ import annotations

from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots.core.axes import axis, put_ticks
from grokviz.widgets.plots.core.base import Plot
from grokviz.widgets.plots.core.drawn import Shape
from grokviz.widgets.plots.core.pixels import Pixels

DARKER = 0.72           # brightness of a pair in the training set
WRONG = (128, 128, 128)
WORDS = 0.45            # width left of the table, for words, as a share of the picture
FAINT = (110, 45)       # opacity of a wrong answer in and outside the training set, of 255


class Answers(Plot):
    """Right answers in the hue of the answer, wrong ones grey; training pairs are darker.

    Needs a record with ``answers``, ``right`` and ``trained``, each (records, 1, p, p). An ensemble
    has none, and the plot says so.
    """

    noted = (0.02, 0.94, "start")
    below = 0               # height of the tools under the table [px]

    def __init__(self, title: str, **options: Any):
        super().__init__(
            title, axis("b", 0, 1, ticks=[], tick_format="~d"),
            axis("a", 0, 1, ticks=[], vertical=True, tick_format="~d"), grid=False,
            classes=["grokviz-pixels"], **options)
        self.keep_shape(1 + WORDS, self.below)
        self._table = Pixels(self, (0, 1), (0, 1))
        self._legend = t("answers.colour_right"), t("answers.grey_wrong"), t("answers.darker_train")
        self.put(table=self._table)

    def show(self, record: Record, at: int | None = None) -> None:
        if "answers" in record.values:
            self._fit(record.values["answers"].shape[-1])
        super().show(record, at)

    def shapes(self, record: Record, at: int) -> dict[str, Shape | None]:
        if "answers" not in record.values:
            said = t("common.single_runs_only", runs=record.runs)
            return {"table": None, "note": self.legend.note(said)}
        table = self._table.mark
        return {"table": Shape(table.x, table.y, pixels=pixels_of(record, at)),
                "note": self.legend.note(*self._legend)}

    def describe(self, record: Record) -> str:
        if "answers" not in record.values:
            return t("common.single_runs_only", runs=record.runs)
        right, trained = (record.values[k][-1, 0].astype(bool) for k in ("right", "trained"))
        return t("answers.step_right_pairs_trained", **self.heading(record),
                 train=right[trained].mean(), test=right[~trained].mean())

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        if "answers" not in record.values:
            return [], []
        answers = record.values["answers"][-1, 0]
        return ["a \\ b", *map(str, range(len(answers)))], [
            [f"{a}", *map(str, row)] for a, row in enumerate(answers)]

    def _fit(self, p: int) -> None:
        if self.scales["y"].max != p - 0.5:
            ends = -0.5 - WORDS * p, p - 0.5
            for scale, (low, high) in zip(self.scales.values(), (ends, (-0.5, p - 0.5)),
                                          strict=True):
                with scale.hold_sync():
                    scale.min, scale.max = low, high
            with self._table.mark.hold_sync():
                self._table.mark.x = self._table.mark.y = np.array([-0.5, p - 0.5])
            for line in self.figure.axes:
                put_ticks(line, [0, (p - 1) // 2, p - 1])


def pixels_of(record: Record, at: int) -> np.ndarray:
    """The table at a record, (p, p, 4) bytes, a = 0 first."""
    answers, right, trained = (record.values[k][at, 0] for k in ("answers", "right", "trained"))
    right, trained = right.astype(bool), trained.astype(bool)
    rgb = theme.wheel(len(answers))[answers % len(answers)].astype(float)
    rgb[trained] *= DARKER
    rgb[~right] = WRONG
    alpha = np.where(right, 255, np.where(trained, *FAINT))
    return np.concatenate([rgb, alpha[..., None]], -1).astype(np.uint8)
