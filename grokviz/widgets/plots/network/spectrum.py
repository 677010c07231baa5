"""Power by frequency as bars: even at first, a few tall bars in the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots.core.axes import axis, put_ticks
from grokviz.widgets.plots.core.base import Plot
from grokviz.widgets.plots.core.drawn import Shape, stems

THICK = 260             # width of all bars together [px]
TOP = 5                 # number of highlighted bars
LIMITS = (0.1, 0.2, 0.4, 0.6, 0.8, 1.0)


class Bars(Plot):
    """The share of each frequency in the power without the mean; averaged over several runs.

    Parameters
    ----------
    title : str
    value : str
        Name of a value (records, runs, frequencies); its first entry is the power of the mean.
    named : function, optional
        Record -> names of the bars, where they are representations and not frequencies, or None.
    """

    noted = (0.98, 0.94, "end")

    def __init__(
        self, title: str, value: str, *,
        named: Callable[[Record], list[str] | None] = lambda record: None, **options: Any,
    ):
        super().__init__(
            title, axis("frequency", 0.4, 16, ticks=[1, 5, 10, 15], tick_format="~d"),
            axis("share of the power", 0, LIMITS[1], vertical=True, tick_format=".0%",
                 ticks=[0, 0.1, 0.2]), **options)
        self.value, self.named, self._out = value, named, 0
        self._bars = self.lines(theme.TEST)
        self._shown: tuple[Record, int | None] | None = None
        self.put(bars=self._bars)

    def show(self, record: Record, at: int | None = None) -> None:
        self._shown = record, at
        share = self._share(record, at)
        with self._bars.hold_sync():
            if share is not None:
                self._fit(share)
                self._bars.stroke_width = THICK / len(share)
            super().show(record, at)

    def shapes(self, record: Record, at: int) -> dict[str, Shape | None]:
        share = self._share(record, at)
        if share is None:
            said = t("common.sums_of_one_run_only")
            return {"bars": None, "note": self.legend.note(said)}
        order = np.argsort(-share, kind="stable")
        colours, opacities = np.full(len(share), theme.GHOST.colour), np.ones(len(share))
        colours[order[:TOP]], opacities[order[:self._out]] = theme.TEST.colour, 0.2
        bars = stems(np.arange(len(share)) + 1, share, "")
        return {"bars": bars._replace(colours=tuple(colours.tolist()), opacities=opacities),
                "note": self.legend.note(*self._sentences(record, share))}

    def take_out(self, n: int) -> None:
        """Draw the `n` tallest bars as removed."""
        self._out = n
        if self._shown is not None:
            self.show(*self._shown)

    def describe(self, record: Record) -> str:
        share = self._share(record, None)
        if share is None:
            return t("common.sums_of_one_run_only")
        said = " ".join(self._sentences(record, share))
        return t("common.title_at_step", said=said, **self.heading(record))

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        share = self._share(record, None)
        if share is None:
            return [], []
        names = self.named(record)
        head = t("spectrum.representation" if names else "spectrum.frequency")
        return [head, t("spectrum.share_power")], [
            [names[k - 1] if names else f"{k}", f"{v:.1%}"] for k, v in enumerate(share, 1)]

    def _share(self, record: Record, at: int | None) -> np.ndarray | None:
        if self.value not in record.values:
            return None
        power = record.values[self.value][-1 if at is None else at][:, 1:].astype(float)
        return (power / power.sum(-1, keepdims=True)).mean(0)

    def _sentences(self, record: Record, share: np.ndarray) -> list[str]:
        names = self.named(record)
        top = np.argsort(-share, kind="stable")[:2 if names else TOP]
        which = ", ".join(names[k] if names else f"{k + 1}" for k in top)
        hold = t("spectrum.the_strongest_hold", n=len(top), share=share[top].sum(), which=which)
        return [hold, t("spectrum.representations", names=", ".join(names))] if names else [hold]

    def _fit(self, share: np.ndarray) -> None:
        x, y = self.scales["x"], self.scales["y"]
        if x.max != len(share) + 0.6:
            x.max = len(share) + 0.6
            every = 5 if len(share) <= 30 else 10
            put_ticks(self.figure.axes[0], [1, *range(every, len(share) + 1, every)])
        high = next(limit for limit in LIMITS if 1.12 * share.max() <= limit or limit == 1)
        if y.max != high:
            y.max = high
            self.figure.axes[1].tick_values = np.array([0, high / 2, high])
