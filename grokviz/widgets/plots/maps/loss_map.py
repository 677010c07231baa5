"""A map of a loss over two quantities, with paths of runs whose starts can be dragged.

The loss is sampled evenly over the picture's axes. Its colour shows its logarithm, light for a
small loss. Dots along a path have equal distances in time, so sparse dots mean a fast run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import bqplot
import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots.core import mpl
from grokviz.widgets.plots.core.axes import axis, put_ticks, share_of
from grokviz.widgets.plots.core.base import Beside, Plot
from grokviz.widgets.plots.core.ensemble import colours_of, names_of_runs, rows_of
from grokviz.widgets.plots.core.marks import draw_each, place, power
from grokviz.widgets.plots.core.text import width
from grokviz.widgets.plots.maps.loss_surface import Ground, arrows, contrast, pixels, within
from grokviz.widgets.theme import Look

ALONE = "#111111"  # colour of a single path; several paths have the colours of the key
CASING = Look("#FFFFFF", "solid", 4.5)
PATH = Look(ALONE, "solid", 2.2)
DOTS = 40                               # along the path of a run that lasts to the end
SMALL = 0.2                             # size of a dot, relative to the dot of the present moment
MOST = 1200                             # points of all paths together
NEAR = 0.03  # distance, as a share of the picture, at which a click counts for a path


class Window(NamedTuple):
    """A part of the map: limits and ticks of both axes."""

    x: tuple[float, float]
    y: tuple[float, float]
    ticks: tuple[Sequence[float], Sequence[float]]


class LossMap(Plot):
    """Paths of runs over a map of a loss.

    Parameters
    ----------
    title, x_label, y_label : str
    values : (str, str)
        Names of the values on the x axis (logarithmic) and on the y axis.
    window : Window
        The part of the map at first.
    goes : function
        ``goes(x, y)`` -> the view and the settings that a click opens.
    moved : function
        ``moved(path, x, y)``, called while the user drags the start of a path.
    predict : function, optional
        Record -> predicted paths, each (points, 2).
    """

    def __init__(
        self, title: str, x_label: str, y_label: str, *, values: tuple[str, str], window: Window,
        goes: Callable[[float, float], tuple[str, dict[str, Any]]],
        moved: Callable[[int, float, float], None] = lambda *_: None,
        predict: Callable[[Record], Sequence[np.ndarray]] | None = None, **options: Any,
    ):
        x = axis(x_label, *window.x, log=True, tick_format="~g", ticks=window.ticks[0])
        y = axis(y_label, *window.y, vertical=True, tick_format="~g", ticks=window.ticks[1])
        super().__init__(title, x, y, grid=False, classes=["grokviz-loss-map"], **options)
        self.values, self.window, self.predict = values, window, predict
        self._goes, self._moved = goes, moved
        self._held = False
        self._under: Ground | None = None
        self._predicted: tuple[object, ...] | None = None
        self._border = self.lines(CASING._replace(width=2.0, dash="dashed"))
        self._arrows = self.lines(Look("#FFFFFF", "solid", 1.2), opacities=[0.85])
        # The number of labels never changes: a figure in transition would misplace new labels.
        self._names = self.label([1, 1], [0, 0], ["", ""], align="middle", font_weight="bold",
                                 default_size=13)
        self._star = [
            self.label([1], [0], ["★"], align="middle", colors=[colour], default_size=size,
                       y_offset=rise, visible=False)
            for colour, size, rise in (("#FFFFFF", 34, 2), ("#111111", 22, -2))]
        self._wakes = self.lines(theme.GHOST._replace(width=1.8))
        self._law = self.lines(Look(ALONE, "dotted", 2.0))
        self._paths = self.lines(PATH)          # CSS adds a light outline
        self._size = bqplot.LinearScale(min=0.0, max=1.0)
        self._dots = self.dots(ALONE, size=90, stroke="white", stroke_width=1.0,
                               scales={**self.scales, "size": self._size})
        self._start = self.dots(ALONE, "diamond", 150, stroke="white", stroke_width=1.5,
                                enable_move=True)
        self._start.on_drag(lambda _, event: self._dragged(event, True))
        self._start.on_drag_end(lambda _, event: self._dragged(event, False))
        self.put(border=self._border, arrows=self._arrows, names=self._names, beside=self._wakes,
                 forecast=self._law, paths=self._paths, star=self._star, dots=self._dots,
                 start=self._start)

    # ---- the loss under the paths ---------------------------------------------------------------

    def lay(self, ground: Ground | None) -> None:
        """Draw this loss under the paths; None draws none."""
        self._under = ground
        shown = ground or Ground(lambda x, y: np.full(np.broadcast(x, y).shape, np.nan))
        self.ground.show(pixels(shown.loss, self.window.x, self.window.y))
        border = within(shown.border, self.window.y)
        draw_each(self._border, [tuple(line.T) for line in border], [CASING.colour] * len(border))
        for mark in self._star:
            with mark.hold_sync():
                mark.x, mark.y = (np.array([v]) for v in shown.star or (1.0, 0.0))
                mark.visible = shown.star is not None
        self._show_names(shown)
        self.show_arrows(self._arrows.visible)

    def look_at(self, window: Window) -> None:
        """Show another part of the map."""
        if window == self.window:
            return
        self.window = window
        sides = zip(self.figure.axes, (window.x, window.y), window.ticks, strict=True)
        for line, ends, ticks in sides:
            with line.scale.hold_sync():
                line.scale.min, line.scale.max = map(float, ends)
            put_ticks(line, ticks)
        self.lay(self._under)
        self.legend.place()

    def show_arrows(self, on: bool) -> None:
        """Show or hide arrows along the gradient flow; their length is logarithmic."""
        flow = self._under.flow if self._under else None
        if on and flow is not None:
            x, y = arrows(flow, self.window.x, self.window.y)
            with self._arrows.hold_sync():
                self._arrows.x, self._arrows.y = x.astype(np.float32), y.astype(np.float32)
        self._arrows.visible = bool(on and flow is not None)

    def _show_names(self, ground: Ground) -> None:
        names = [(x, y, name) for x, y, name in ground.names
                 if self.window.x[0] <= x <= self.window.x[1]
                 and self.window.y[0] <= y <= self.window.y[1]]
        colours = [contrast(ground.loss, x, y) for x, y, _ in names]
        names = [(x, y, self._that_fits(name, x)) for x, y, name in names]
        names += [(1.0, 0.0, "")] * (2 - len(names))
        with self._names.hold_sync():
            self._names.x, self._names.y = np.array([(x, y) for x, y, _ in names]).T
            self._names.text = [name for *_, name in names]
            self._names.colors = colours or ["#FFFFFF"]

    def _that_fits(self, name: str, x: float) -> str:
        """The name, or the number before its colon if the map is too narrow for all of it."""
        side = share_of(self.scales["x"], x)
        room = 2 * min(side, 1 - side) * self.size.inside[0]
        return name if 1.25 * width(name) <= room else re.split("[:：]", name)[0]

    def fit(self, wide: float, high: float) -> None:
        super().fit(wide, high)
        if self._under is not None:
            self._show_names(self._under)

    # ---- the paths ------------------------------------------------------------------------------

    def show(self, record: Record, at: int | None = None) -> None:
        colours = colours_of(record) or [ALONE]
        lines = self._lines_of(record)
        draw_each(self._paths, lines, colours)
        self._show_law(record)
        even = np.linspace(0, record.settings["steps"], DOTS + 1)[1:]
        rows = np.unique(np.searchsorted(record.steps, even[even <= record.steps[-1]]))
        rows = np.append(rows, len(record.steps) - 1 if at is None else at)
        x, y = (record.values[name][rows].T.ravel() for name in self.values)
        size = np.tile(np.append(np.full(len(rows) - 1, SMALL), 1.0), record.runs)
        place(self._dots, x, y, colors=list(np.repeat(colours, len(rows))),
              size=size.astype(np.float32))
        if not self._held:
            place(self._start, *(record.values[name][0] for name in self.values), colors=colours)

    def beside(self, others: Sequence[Beside]) -> None:
        lines, colours, tags = [], [], []
        for record, colour, name in others:
            if len(record.steps) and self.values[0] in record.values:
                lines += self._lines_of(record)
                colours += [colour] * record.runs
                tags.append((*lines[-1], name, colour))
        draw_each(self._wakes, lines, colours)
        self.legend.tag(tags)

    def close(self) -> None:
        super().close()
        self._size.close()

    def leads(self, record: Record, x: float, y: float) -> tuple[str, dict[str, Any]] | None:
        if self.values[0] in record.values and self._far(record, x, y).min() < NEAR:
            return None                                 # the click chooses a moment of the path
        return self._goes(*self._rounded(x, y))

    def moment(self, record: Record, x: float, y: float) -> float | None:
        if self.values[0] not in record.values:
            return None
        return float(record.steps[self._far(record, x, y).min(1).argmin()])

    def describe(self, record: Record) -> str:
        said = "; ".join(
            t("loss_map.from_to", **{k: power(float(v)) for k, v in zip("abcd", ends, strict=True)})
            for ends in zip(*(record.values[name][i] for i in (0, -1) for name in self.values),
                            strict=True))
        return t("map.description", x=self.figure.axes[0].label,
                 y=self.figure.axes[1].label, said=said, **self.heading(record))

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        heads = [f"{line.label} {name}".strip() for name in names_of_runs(record, self.symbols)
                 for line in self.figure.axes]
        rows = [[f"{record.steps[i]:,}", *(power(float(v)) for run in range(record.runs)
                                           for v in (record.values[k][i, run]
                                                     for k in self.values))]
                for i in rows_of(record)]
        return [t("common.step"), *heads], rows

    def sketch(self, ax, record: Record, beside: Sequence[Beside] = ()) -> None:
        mpl.frame(ax, self.figure)
        ax.grid(False)
        if self._under:
            edges = np.geomspace(*self.window.x, 97), np.linspace(*self.window.y, 65)
            ax.pcolormesh(*edges, pixels(self._under.loss, self.window.x, self.window.y),
                          zorder=0)
            for line in self._under.border:
                ax.plot(*line.T, color=CASING.colour, lw=1.5, ls="dashed")
            for norm, high, name in self._under.names:
                if high <= self.window.y[1]:
                    ax.text(norm, high, name, color=contrast(self._under.loss, norm, high),
                            fontsize=8, fontweight="bold", ha="center")
            if self._under.star:
                ax.scatter(*self._under.star, marker="*", s=150, color=ALONE,
                           edgecolor="white", zorder=4, clip_on=False)
        if self.values[0] not in record.values:
            return
        for other in (*beside, Beside(record, "")):
            if self.values[0] in other.record.values:
                colours = colours_of(other.record) or [other.colour or ALONE]
                for (x, y), colour in zip(self._lines_of(other.record), colours, strict=False):
                    mpl.lines(ax, x, y[None], CASING, None)
                    mpl.lines(ax, x, y[None], PATH, [colour])
                    for marker, at in (("D", 0), ("o", -1)):
                        ax.scatter(x[at], y[at], marker=marker, s=40, color=colour,
                                   edgecolor="white", zorder=3, clip_on=False)
        mpl.words(ax, self.legend.keyed(record), self.corner)

    # ---- geometry -------------------------------------------------------------------------------

    def _lines_of(self, record: Record) -> list[tuple[np.ndarray, np.ndarray]]:
        """The paths; if there are several, each has fewer points."""
        stride = -(-len(record.steps) * record.runs // MOST)
        rows = np.arange(len(record.steps) - 1, -1, -stride)[::-1]      # includes the newest
        return list(zip(*(record.values[name][rows].T for name in self.values), strict=True))

    def _show_law(self, record: Record) -> None:
        state = (id(record.sweep), record.changes)
        if self.predict is None or state == self._predicted:
            return
        self._predicted = state
        lines = [tuple(line.T) for line in self.predict(record)]
        draw_each(self._law, lines, [ALONE] * len(lines))

    def _far(self, record: Record, x: float, y: float) -> np.ndarray:
        """Distance from the paths as a share of the picture, (records, runs)."""
        wide = np.log(self.window.x[1] / self.window.x[0])
        across = np.log(record.values[self.values[0]] / x) / wide
        up = (record.values[self.values[1]] - y) / (self.window.y[1] - self.window.y[0])
        return np.hypot(across, up)

    def _rounded(self, x: float, y: float) -> tuple[float, float]:
        """The nearest position inside the picture, rounded to three digits."""
        x, y = np.clip(x, *self.window.x), np.clip(y, *self.window.y)
        return float(f"{x:.3g}"), float(f"{y:.3g}")

    def _dragged(self, event: dict, held: bool) -> None:
        self._held = held
        self._moved(event["index"], *self._rounded(event["point"]["x"], event["point"]["y"]))
