"""Still pictures of coordinate networks: what they have learnt, and when, beside a prediction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs.coordinates.animation import BRIGHT, range_of
from grokviz.labs.coordinates.headline import ERROR
from grokviz.labs.coordinates.predictions import predicted
from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots import Tile, Times
from grokviz.widgets.plots.core.axes import axis, ends
from grokviz.widgets.plots.core.base import Plot
from grokviz.widgets.plots.core.drawn import Shape
from grokviz.widgets.plots.core.ensemble import colours_of
from grokviz.widgets.plots.core.marks import power

HIGH, HEAD = 3.5, 5.2           # largest value of a curve that is drawn; the end of its axis


def tiles(record: Record, at: int, law: Any) -> Sequence[Tile]:
    """The truth with dots at the pixels that are shown, the network's picture, the difference."""
    if "signal" not in record.values:
        return [Tile(t("name.truth"), np.zeros((8, 8)))]
    rows, columns = (int(n) for n in record.values["shape"][0, 0])
    side = max(rows, columns)

    def square(values: np.ndarray) -> np.ndarray:
        whole = np.full((side, side), np.nan)
        whole[:rows, :columns] = values.reshape(rows, columns)
        return whole

    truth, now = (record.values[name][at, 0].astype(float) for name in ("truth", "signal"))
    shown = square(record.values["shown"][0, 0]) > 0
    ends = range_of(record)
    return [Tile(t("name.truth"), square(truth), shown, BRIGHT, ends),
            Tile(t("common.learnt"), square(now), None, BRIGHT, ends),
            Tile(t("coordinates.difference"), square(now - truth))]


class Signal(Plot):
    """The curve that a network has learnt, the truth, and its samples or collocation points."""

    coloured = True

    def __init__(self, title: str, x_label: str, **options: Any):
        super().__init__(title, axis(x_label, 0, 1, ticks=(0, 0.25, 0.5, 0.75, 1)),
                         axis("value", -HIGH, HEAD, vertical=True, ticks=(-2, 0, 2)),
                         corner=(0.03, 0.97), **options)
        self.legend.write([(theme.TRAIN, t("coordinates.samples")),
                           (theme.TEST, t("common.learnt")), (theme.THEORY, t("name.truth"))])
        self.put(truth=self.lines(theme.THEORY), learnt=self.lines(theme.TEST),
                 samples=self.dots(theme.TRAIN.colour, "square", 40))

    def shapes(self, record: Record, at: int) -> dict[str, Shape | None]:
        if "signal" not in record.values:
            return {"truth": None, "learnt": None, "samples": None}
        now = record.values["signal"][at].astype(float)
        now = np.where(abs(now) <= HIGH, now, np.nan)           # above it stand the words
        truth = record.values["truth"][at, 0].astype(float)
        x = np.arange(now.shape[1]) / now.shape[1]
        if "places" in record.values:
            places = record.values["places"][0, 0].astype(float)
            heights = np.full(len(places), 0.1 - HIGH)
        else:
            shown = np.flatnonzero(record.values["shown"][0, 0])
            places, heights = x[shown], truth[shown]
        return {"truth": Shape(x[None], truth[None], (theme.THEORY.colour,)),
                "learnt": Shape(np.tile(x, (len(now), 1)), now,
                                tuple(colours_of(record) or [theme.TEST.colour])),
                "samples": Shape(places, heights, (theme.TRAIN.colour,) * len(places))}

    def describe(self, record: Record) -> str:
        return t("coordinates.signal_said", title=self.figure.title,
                 error=power(float(np.median(record.values["test_loss"][-1]))),
                 step=f"{record.steps[-1]:,}")

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        return [t("common.step"), t("common.test_loss")], [
            [f"{step:,}", power(float(np.median(loss)))]
            for step, loss in zip(record.steps, record.values["test_loss"], strict=True)]


class Law(Times):
    """The times of all runs over their decay, and those that the U predicts before them.

    Parameters
    ----------
    curve : function
        Settings of the runs -> the Record of their L and U, or None.
    """

    def __init__(self, curve: Callable[[Any], Record | None], **options: Any):
        super().__init__("When is it learnt?", "weight decay λ", "weight_decay", (0.05, 3),
                         times=_fell, words=("memorised", "coordinates.fell"), **options)
        self.curve_of = curve
        self.put(foretold=self.lines(theme.GHOST), **self.marks)

    def shapes(self, record: Record, at: int) -> dict[str, Shape | None]:
        found = super().shapes(record, at)
        told = self._told(record)
        found["foretold"] = None
        if told is not None:
            x = ends(self.figure.axes[0])
            found["foretold"] = Shape(x[None], (told / x)[None], (theme.GHOST.colour,))
        return found

    def _sentence(self, record: Record) -> str:
        late = self._lateness(record)
        said = t("coordinates.law_late", late=f"{late:.2f}") if np.isfinite(late) else ""
        return super()._sentence(record) + said

    def _told(self, record: Record) -> float | None:
        """λ times the predicted step, the mean over the runs."""
        told = predicted(record, self.curve_of(record.settings)) * record.sweep["weight_decay"]
        return float(np.mean(told)) if np.isfinite(told).all() else None

    def _lateness(self, record: Record) -> float:
        """The median over the runs of the measured over the predicted step."""
        told = predicted(record, self.curve_of(record.settings))
        measured = np.asarray(_fell(record)[1], float)
        there = np.isfinite(told) & np.isfinite(measured)
        return float(np.median(measured[there] / told[there])) if there.any() else np.nan


def _fell(record: Record) -> tuple[Sequence[float], Sequence[float]]:
    """When the training set was learnt, and when the test error fell below `ERROR`."""
    return record.times("t_train"), record.times("test_loss", below=ERROR)
