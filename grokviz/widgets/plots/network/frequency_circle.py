"""Symbols in the plane of one frequency of their embedding: a circle, once it is learnt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots.core.axes import axis
from grokviz.widgets.plots.core.base import Beside, Plot
from grokviz.widgets.plots.core.drawn import Shape
from grokviz.widgets.plots.core.text import clear

WIDE = 2.25             # width of the picture over its height, with space for words
ROOM = 1.25             # limits of the axes, relative to the outermost first place
OUT = 1.17              # radius of a name, relative to its symbol


class Ring(Plot):
    """``circles`` (records, runs, frequencies, symbols, 2) of the first run, at one moment.

    Lines join the symbols in the order that they would have on a perfect circle.

    Attributes
    ----------
    frequency : int
        From 1; a larger number than the last one counts as the last.
    """

    def __init__(self, title: str, **options: Any):
        super().__init__(title, axis("real part", -WIDE, WIDE),
                         axis("imaginary part", -1, 1, vertical=True), **options)
        self.keep_shape(WIDE)
        self.frequency = 1
        self.legend.write([(theme.TEST, t("common.now")), (theme.GHOST, t("common.at_first"))])
        self.put(first=self.lines(theme.GHOST, opacities=[0.6]),
                 line=self.lines(theme.TEST._replace(width=1.5)),
                 dots=self.dots(theme.TEST.colour, size=40),
                 names=self.label([], [], [], align="middle"))

    def show(self, record: Record, at: int | None = None) -> None:
        self._make_room(record)
        super().show(record, at)

    def sketch(self, ax, record: Record, beside: Sequence[Beside] = ()) -> None:
        ax.set_aspect("equal")
        super().sketch(ax, record, beside)

    def shapes(self, record: Record, at: int) -> dict[str, Shape]:
        first, now, k = self._places(record, at)
        order = _round(len(now), k)
        (x_first, y_first), (x_line, y_line) = first[order].T[:, None], now[order].T[:, None]
        x, y = now.T
        return {
            "first": Shape(x_first, y_first, (theme.GHOST.colour,)),
            "line": Shape(x_line, y_line, (theme.TEST.colour,)),
            "dots": Shape(x, y, (theme.TEST.colour,) * len(now)),
            "names": Shape(OUT * x, OUT * y, (theme.INK,) * len(now),
                           text=tuple(self._names(OUT * now, now))),
        }

    def describe(self, record: Record) -> str:
        _, now, k = self._places(record, None)
        size = np.linalg.norm(now - now.mean(0), axis=1)
        return t("frequency.frequency_step_symbols_off", k=k, **self.heading(record),
                 spread=float(size.std() / size.mean()))

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        _, now, _ = self._places(record, None)
        return [t("frequency.symbol"), t("frequency.real_part"), t("frequency.imaginary_part")], [
            [str(j), f"{x:.3f}", f"{y:.3f}"] for j, (x, y) in enumerate(now)]

    def _places(self, record: Record, at: int | None) -> tuple[np.ndarray, np.ndarray, int]:
        """The first and the present places (symbols, 2), and the frequency."""
        circles = record.values["circles"][:, 0]
        k = min(self.frequency, circles.shape[1])
        return circles[0, k - 1], circles[-1 if at is None else at, k - 1], k

    def _names(self, places: np.ndarray, dots: np.ndarray) -> list[str]:
        """The name of each symbol at `places` (symbols, 2); empty if it would overlap others."""
        pixel = (self.scales["y"].max - self.scales["y"].min) / self.size.inside[1]
        free = clear(places / pixel, dots / pixel)
        return [str(j) if there else "" for j, there in enumerate(free)]

    def _make_room(self, record: Record) -> None:
        first = self._places(record, None)[0]
        reach = float(f"{ROOM * np.linalg.norm(first, axis=1).max():.2g}")
        if self.scales["y"].max != reach:
            for name, wide in (("x", WIDE), ("y", 1.0)):
                self.scales[name].min, self.scales[name].max = -wide * reach, wide * reach
            self.legend.place()


def _round(symbols: int, k: int) -> np.ndarray:
    """Symbols in the order of their angles 2π j k / symbols; the first one is repeated."""
    order = np.argsort(np.arange(symbols) * k % symbols, kind="stable")
    return np.append(order, order[0])
