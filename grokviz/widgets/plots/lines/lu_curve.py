"""The L and the U: losses against the weight norm, and a dot for each run that moves on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import bqplot
import numpy as np

from grokviz.i18n import t
from grokviz.metrics import geometric_mean
from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots.core import mpl
from grokviz.widgets.plots.core.axes import axis, decades
from grokviz.widgets.plots.core.base import Beside, Plot
from grokviz.widgets.plots.core.ensemble import colours_of, names_of_runs
from grokviz.widgets.plots.core.marks import draw, draw_each, place, power, thinned

SIDES = (("train_loss", theme.TRAIN, "train"), ("test_loss", theme.TEST, "test"))
Lines = tuple[np.ndarray, np.ndarray]           # norms and losses


class Landscape(Plot):
    """Train and test loss against the weight norm, on logarithmic axes.

    Parameters
    ----------
    title : str
    norms, losses : (float, float)
        Limits of the axes.
    what : str
        Name of the loss.
    floor : float
        Added to the training loss before it is drawn, as in the paper.
    """

    noted = (0.97, 0.04, "end")
    _trails: bqplot.Lines
    _dots: list[bqplot.Scatter]

    def __init__(
        self, title: str = "The L and the U", *, norms: tuple[float, float] = (0.7, 100),
        losses: tuple[float, float] = (5e-6, 50), what: str = "loss (mean squared error)",
        floor: float = 1e-5, **options: Any,
    ):
        super().__init__(
            title,
            axis("weight norm ‖w‖", *norms, log=True, tick_format="~g",
                 ticks=ticks_of(norms)),
            axis(what, *losses, log=True, vertical=True, tick_format="~g",
                 ticks=[v for v in decades(*losses) if round(np.log10(v)) % 2]),
            corner=(0.36, 0.95), **options,
        )
        self.floor = floor
        self.shown_curve: Record | None = None
        self._former = [self.lines(theme.GHOST._replace(dash=look.dash)) for _, look, _ in SIDES]
        self._seeds = [self.lines(look._replace(width=1.0, dash="solid"), opacities=[0.25])
                       for _, look, _ in SIDES]
        self._curve = [self.lines(look) for _, look, _ in SIDES]
        self._wakes = [self.lines(theme.GHOST) for _ in SIDES]
        self.said = [(look, t(word)) for _, look, word in SIDES]
        self.legend.write(self.said)
        self._runs = 0                          # number of runs that have marks
        self._build(1)

    def curve(self, record: Record, note: str = "") -> None:
        """Draw the L and the U from a record whose runs are cells (init_scale, init_seed)."""
        self._draw_curve(record, self._curve, self._seeds)
        self.shown_curve = record
        self.legend.say(note)

    def former_curve(self, record: Record | None) -> None:
        """Draw the L and the U of a former setting in grey; None removes them."""
        if record is None:
            for mark in self._former:
                mark.visible = False
        else:
            self._draw_curve(record, self._former, None)

    def show(self, record: Record, at: int | None = None) -> None:
        colours = self.key(record)
        if record.runs != self._runs:
            self._build(record.runs)
        if at is not None:
            record = record.until(record.steps[at])
        parts = [self._trail(record, name) for name, _, _ in SIDES]
        each = [colours or [look.colour] for _, look, _ in SIDES]
        draw(self._trails, np.concatenate([x for x, _ in parts]),
             np.concatenate([y for _, y in parts]), sum(each, []))
        for (x, y), mine, dots in zip(parts, each, self._dots, strict=True):
            place(dots, x[:, -1], y[:, -1], colors=mine)

    def beside(self, others: Sequence[Beside]) -> None:
        for (name, _, _), mark in zip(SIDES, self._wakes, strict=True):
            lines, colours, tags = [], [], []
            for record, colour, said in others:
                if len(record.steps) and name in record.values:
                    lines += list(zip(*self._trail(record, name), strict=True))
                    colours += [colour] * record.runs
                    tags.append((*lines[-1], said, colour))
            draw_each(mark, lines, colours)
        self.legend.tag(tags)                          # the test loss has the names

    def sketch(self, ax, record: Record, beside: Sequence[Beside] = ()) -> None:
        mpl.frame(ax, self.figure)
        if self.shown_curve is not None:
            self.sketch_curve(ax, self.shown_curve)
        colours = colours_of(record)
        for (name, look, _), marker in zip(SIDES, "so", strict=True):
            for other in beside:
                if len(other.record.steps) and name in other.record.values:
                    ghosts = [other.colour] * other.record.runs
                    mpl.lines(ax, *self._trail(other.record, name), theme.GHOST, ghosts)
            x, y = self._trail(record, name)
            mpl.lines(ax, x, y, look._replace(width=1.5, dash="solid"), colours, alpha=0.45)
            ax.scatter(x[:, -1], y[:, -1], s=40, marker=marker, edgecolors="white", zorder=3,
                       c=colours or look.colour)
        mpl.words(ax, self.said, self.corner)

    def sketch_curve(self, ax, record: Record) -> None:
        """Draw the L and the U into matplotlib axes."""
        for (_, look, _), (mean, seeds) in zip(SIDES, self._means(record), strict=True):
            mpl.lines(ax, *seeds, look._replace(width=1.0, dash="solid"), None, alpha=0.25)
            mpl.lines(ax, *mean, look, None)

    def moment(self, record: Record, x: float, y: float) -> float | None:
        far = np.abs(np.log(record.values["weight_norm"] / x)).min(1)
        return float(record.steps[far.argmin()])

    def describe(self, record: Record) -> str:
        said = "; ".join(
            t("l_and_u.weight_norm_train_loss",
              norm=power(float(n)), train=power(float(a)), test=power(float(b)))
            for n, a, b in zip(record.values["weight_norm"][-1], record.values["train_loss"][-1],
                               record.values["test_loss"][-1], strict=True)
        )
        return t("common.title_at_step", said=said, **self.heading(record))

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        at = t("common.step_number", step=f"{record.steps[-1]:,}")
        rows = [
            [name or at, *(power(float(record.values[k][-1, run]))
                     for k in ("weight_norm", "train_loss", "test_loss"))]
            for run, name in enumerate(names_of_runs(record, self.symbols))
        ]
        return [t("common.run"), t("common.weight_norm"), t("l_and_u.train_loss"),
                t("common.test_loss")], rows

    def _build(self, runs: int) -> None:
        old = [self._trails, *self._dots] if self._runs else []
        self._runs = runs
        self._trails = self.lines(theme.GHOST._replace(width=1.5), opacities=[0.45] * 2 * runs)
        self._dots = [
            self.dots(look.colour, marker, 90, stroke="white", stroke_width=1.2)
            for (_, look, _), marker in zip(SIDES, ("square", "circle"), strict=True)
        ]
        self.put(former=self._former, beside=self._wakes, seeds=self._seeds, curve=self._curve,
                 trails=self._trails, dots=self._dots)
        for mark in old:
            mark.close()

    def _draw_curve(self, record: Record, lines: list, seeds: list | None) -> None:
        for i, ((x, y), each) in enumerate(self._means(record)):
            lines[i].visible = x.size > 0
            if x.size:
                draw(lines[i], x, y, list(lines[i].colors))
            if seeds is not None:
                seeds[i].visible = each[0].shape[-1] > 0 and len(each[0]) > 1
                if seeds[i].visible:
                    draw(seeds[i], *each, [SIDES[i][1].colour] * len(each[0]))

    def _means(self, record: Record) -> Iterator[tuple[Lines, Lines]]:
        """For train and test: (norms, losses), averaged over the seeds, and those of each seed."""
        order = np.lexsort((record.sweep["init_seed"], record.sweep["init_scale"]))
        cells = len(np.unique(record.sweep["init_scale"])), -1
        norm = record.values["weight_norm"][-1][order].reshape(cells)
        for name, _, _ in SIDES:
            loss = self._loss(record, name)[-1][order].reshape(cells)
            mean, at = geometric_mean(loss, 1), geometric_mean(norm, 1)
            there, full = np.isfinite(mean), np.isfinite(loss).all(0)
            yield (at[there], mean[there][None]), (norm[:, full].T, loss[:, full].T)

    def _trail(self, record: Record, name: str) -> tuple[np.ndarray, np.ndarray]:
        keep = _kept(record)
        return record.values["weight_norm"][keep].T, self._loss(record, name)[keep].T

    def _loss(self, record: Record, name: str) -> np.ndarray:
        loss = record.values[name]
        return loss + self.floor if name == "train_loss" else loss


def ticks_of(norms: tuple[float, float]) -> list[float]:
    """Ticks for an axis of norms with these limits."""
    units = decades(norms[0] / 10, norms[1])
    return [v for unit in units for v in (unit, 2 * unit, 5 * unit) if norms[0] <= v <= norms[1]]


def _kept(record: Record) -> np.ndarray:
    """Indices of the records through which a trail is drawn."""
    return thinned(np.maximum(record.steps, 1), 1, max(record.steps[-1], 2), log=True)
