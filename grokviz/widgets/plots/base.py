"""What all pictures share: a figure with two axes, thinned lines, the colours of an ensemble."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import bqplot
import numpy as np

from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.theme import Look

POINTS = 150            # a line has at most about so many
TEXT = {"font-size": "11px", "fill": theme.INK}
MARGIN = {"top": 30, "bottom": 34, "left": 52, "right": 14}
LINE = 0.085            # of the height, from one written line to the next
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class Plot:
    """A picture: a bqplot figure, built once.

    Parameters
    ----------
    title : str
    x, y : Axis descriptions, see `axis`
    symbols : mapping
        Name of a setting -> its symbol, for the colour key.
    corner : (float, float)
        Where the key begins, as shares of the picture: a place where no line comes.
    """

    def __init__(
        self, title: str, x: bqplot.Axis, y: bqplot.Axis, symbols: Mapping[str, str],
        corner: tuple[float, float] = (0.03, 0.95),
    ):
        self.scales = {"x": x.scale, "y": y.scale}
        self.symbols, self.corner = dict(symbols), corner
        self._key = self.label([], [], [], align="start")
        self._keyed: tuple | None = None
        self.figure = bqplot.Figure(
            axes=[x, y], marks=[], title=title, animation_duration=0, fig_margin=dict(MARGIN),
            title_style={"font-size": "13px", "font-weight": "600", "fill": theme.INK},
            background_style={"fill": "none"}, legend_style={"display": "none"},
            min_aspect_ratio=0.01, max_aspect_ratio=100, padding_y=0, padding_x=0,
            layout={"width": "100%", "height": "258px"},
        )

    def show(self, record: Record) -> None:
        """Draw the whole of a record."""
        raise NotImplementedError

    def ghost(self, record: Record | None) -> None:
        """Draw the former run in thin grey; None takes it away."""

    def describe(self, record: Record) -> str:
        """One sentence from the numbers."""
        raise NotImplementedError

    def close(self) -> None:
        """Take the figure and all that belongs to it out of the browser."""
        parts = [*self.figure.marks, *self.figure.axes, *self.scales.values(), self.figure.layout,
                 self.figure.scale_x, self.figure.scale_y, self.figure]
        for part in parts:
            part.close()

    # ---- parts ----------------------------------------------------------------------------------

    def lines(self, look: Look, **options) -> bqplot.Lines:
        """An empty Lines mark; all runs share it."""
        options = {"colors": [look.colour], "line_style": look.dash, "stroke_width": look.width,
                   "visible": False} | options
        return bqplot.Lines(x=[1, 1], y=[1, 1], scales=self.scales, **options)

    def label(self, x, y, text, align="start", **options) -> bqplot.Label:
        return bqplot.Label(
            x=np.asarray(x, float), y=np.asarray(y, float), text=list(text), scales=self.scales,
            align=align, default_size=11, font_weight="normal", **options,
        )

    def words(self, series) -> bqplot.Label:
        """The word of each (look, word), in its colour, at the corner."""
        said = [(look, word) for look, word in series if word]
        x, y = self.lines_of_text(len(said))
        return self.label(x, y, [word for _, word in said], colors=[k.colour for k, _ in said])

    def lines_of_text(self, n: int, right: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
        """Where `n` lines written from the corner downwards stand."""
        across, down = self.corner
        x = np.full(n, along(self.scales["x"], across + right))
        return x, np.array([along(self.scales["y"], down - LINE * i) for i in range(n)])

    def key(self, record: Record) -> list[str] | None:
        """Colours of the runs, along what differs between them; None for a single run.

        Also writes the key beside the picture.
        """
        name, values = swept(record)
        if name is None:
            state, colours = (), None
        else:
            order = np.unique(values, return_inverse=True)[1]
            colours = [theme.ramp(order.max() + 1)[i] for i in order]
            state = (name, tuple(values))
        if state != self._keyed:
            self._keyed = state
            self._write_key(name, values, colours)
        return colours

    def _write_key(self, name, values, colours) -> None:
        if name is None:
            self._key.visible = False
            return
        shown, first = np.unique(values, return_index=True)
        symbol = self.symbols.get(name, name)
        with self._key.hold_sync():
            self._key.x, self._key.y = self.lines_of_text(len(shown), right=0.16)
            self._key.text = [f"{symbol} {_short(name, v)}" for v in shown]
            self._key.colors = [colours[i] for i in first]
            self._key.visible = True


def axis(
    label: str, low: float, high: float, *, log: bool = False, vertical: bool = False,
    ticks: Sequence[float] | None = None, tick_format: str | None = None,
) -> bqplot.Axis:
    """An axis with fixed limits, its label and its unit."""
    scale = (bqplot.LogScale if log else bqplot.LinearScale)(min=float(low), max=float(high))
    made = bqplot.Axis(
        scale=scale, label=label, side="left" if vertical else "bottom",
        label_color=theme.INK, tick_style=TEXT, grid_lines="solid", grid_color=theme.FAINT,
        color=theme.FAINT, label_offset="38px" if vertical else "27px",
        num_ticks=None if ticks is not None else 5,
    )
    if tick_format:
        made.tick_format = tick_format
    if ticks is not None:
        made.tick_values = np.asarray(ticks, float)
    return made


def along(scale, share: float) -> float:
    """The value at a share of the way along a scale; beyond 1 is outside the picture."""
    if isinstance(scale, bqplot.LogScale):
        return float(scale.min * (scale.max / scale.min) ** share)
    return float(scale.min + share * (scale.max - scale.min))


def swept(record: Record) -> tuple[str | None, np.ndarray]:
    """What differs between the runs, and its values; the first such column of the sweep."""
    for name, column in record.sweep.items():
        if len(np.unique(column)) > 1 and name != "penalty_strength":
            return name, np.asarray(column)
    return None, np.zeros(record.runs)


def thinned(x: np.ndarray, low: float, high: float, log: bool) -> np.ndarray:
    """Indices of about `POINTS` of the increasing x: the last one in each stretch of the axis."""
    if log:
        x, low, high = np.log(np.maximum(x, low)), np.log(low), np.log(high)
    bins = np.floor((x - low) / (high - low) * POINTS)
    return np.flatnonzero(np.append(np.diff(bins) != 0, True))


def draw(mark, x: np.ndarray, y: np.ndarray, colours: list[str] | None = None) -> None:
    """New points of a mark in one message: x (points,) or (runs, points), y (runs, points)."""
    if y.shape[-1] == 1:                        # bqplot squeezes, so a line has two points
        x, y = np.repeat(x, 2, -1), np.repeat(y, 2, -1)
    if len(y) == 1:
        y = y[0]
        x = x[0] if x.ndim == 2 else x
    with mark.hold_sync():
        mark.x, mark.y = x.astype(np.float32), y.astype(np.float32)
        if colours is not None and list(mark.colors) != colours:
            mark.colors = colours
        mark.visible = True


def power(value: float) -> str:
    """0.0021 -> 2·10⁻³, 12345 -> 12,345: for sentences."""
    if value == 0 or not np.isfinite(value) or 0.01 <= abs(value) < 1e6:
        return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    digits, exponent = f"{value:.1e}".split("e")
    return f"{digits}·10{str(int(exponent)).translate(SUPERSCRIPT)}"


def _short(name: str, value: float) -> str:
    return "off" if name == "weight_decay" and value == 0 else f"{value:.3g}"
