"""What all pictures share: a figure with two axes, thinned lines, the colours of an ensemble."""

from __future__ import annotations

import base64
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import bqplot
import ipywidgets
import numpy as np

from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.closing import close_all
from grokviz.widgets.plots import sketch
from grokviz.widgets.strings import t
from grokviz.widgets.theme import Look

POINTS = 80            # a line has at most about so many
TEXT = {"font-size": "11px", "fill": theme.INK}
MARGIN = {"top": 30, "bottom": 34, "left": 52, "right": 14}
TOP_AND_BOTTOM = MARGIN["top"] + MARGIN["bottom"]
LINE = 16               # px from one written line to the next
LETTER = 5.9            # px of width; a little more than most take
ROWS = 4                # of the colour key; more runs than that go into two columns
CLEAR = base64.b64decode(                       # one clear pixel, PNG
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAAC0lEQVR4nGNgAAIAAAUAAXpeqz8AAAAASUVORK5CYII="
)
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class Beside(NamedTuple):
    """A record that is shown beside the one in front: a former run, a pin, another branch."""

    record: Record
    colour: str = theme.GHOST.colour
    name: str = ""                  # written where its line ends


class Plot(ABC):
    """A picture: a bqplot figure, built once, and tools beside it, if it has any.

    Parameters
    ----------
    title : str
        In English, as it is asked for by name; it is shown in the present language.
    x, y : Axis descriptions, see `axis`
    symbols : mapping
        Name of a setting -> its symbol, for the colour key.
    corner : (float, float)
        Where words and key begin, as shares of the picture: a place where no line comes.
    """

    tools: ipywidgets.Box | None = None

    def __init__(
        self, title: str, x: bqplot.Axis, y: bqplot.Axis, symbols: Mapping[str, str],
        corner: tuple[float, float] = (0.03, 0.95),
    ):
        self.scales = {"x": x.scale, "y": y.scale}
        self.title, self.corner = title, corner
        self.symbols = {name: t(symbol) for name, symbol in symbols.items()}
        self._words = self.label([], [], [], font_weight="bold")
        self._key = [self.label([], [], []) for _ in range(2)]
        self._tags = self.label([], [], [], font_weight="bold", y_offset=-7)
        self._keyed: Mapping | None = None      # the sweep that the key is written for
        self._colours: list[str] | None = None
        self.clicked = lambda x, y: None        # called where the picture is clicked
        self.turned = lambda: None              # called where a tool of its own was turned
        self._guests: dict[str, tuple[bqplot.Mark, ...]] = {}
        self._own: list[bqplot.Mark] = []
        self.figure = bqplot.Figure(
            axes=[x, y], marks=[], title=t(title), animation_duration=0, fig_margin=dict(MARGIN),
            title_style={"font-size": "13px", "font-weight": "600", "fill": theme.INK},
            background_style={"fill": "none"}, legend_style={"display": "none"},
            min_aspect_ratio=0.01, max_aspect_ratio=100, padding_y=0, padding_x=0,
            layout={"width": "100%", "height": "244px"},
        )
        self._ground = bqplot.Image(image=_clear(), scales=self.scales, x=_ends(x), y=_ends(y))
        self._ground.on_element_click(lambda _, event: self.clicked(
            event["data"]["click_x"], event["data"]["click_y"]))
        for name, scale in self.scales.items():
            scale.observe(lambda _, name=name: self._stretch(name), ["min", "max"])
        self.figure.layout.observe(lambda _: self._place(), "height")

    @property
    def box(self) -> ipywidgets.DOMWidget:
        """What it is seen in."""
        return self.figure

    @abstractmethod
    def show(self, record: Record, at: int | None = None) -> None:
        """Draw the whole of a record, and mark the moment of the record number `at`."""

    def beside(self, others: Sequence[Beside]) -> None:     # noqa: B027 (some have none)
        """Draw these, and no others, thinly beside the record in front."""

    def sketch(self, ax, record: Record, beside: Sequence[Beside] = ()) -> None:
        """Draw a record, whole, with others beside it, into matplotlib axes.

        Where a plot does not say how, it is drawn as it stands in the browser.
        """
        sketch.mirror(ax, self.figure)

    @abstractmethod
    def describe(self, record: Record) -> str:
        """One sentence from the numbers."""

    def foresee(self, law: Callable[[Record], Record] | None) -> None:      # noqa: B027
        """Draw what theory says of the record in front, as a function of it; None takes it away."""

    def expect(self, settings: Mapping[str, Any]) -> None:     # noqa: B027 (some axes are fixed)
        """Make room for a run with these settings."""

    def close(self) -> None:
        """Take the figure and all that belongs to it out of the browser."""
        self.figure.layout.unobserve_all()
        close_all(self._ground.image)
        if self.tools is not None:
            close_all(self.tools)
        parts = [*self.figure.marks, *self.figure.axes,
                 *self.scales.values(), self.figure.layout, self.figure.scale_x,
                 self.figure.scale_y, self.figure]
        for part in parts:
            part.close()

    def moment(self, record: Record, x: float, y: float) -> float | None:
        """The step that a place of the picture stands for; None where it stands for none."""
        return None

    def leads(self, record: Record, x: float, y: float) -> tuple[str, dict[str, float]] | None:
        """The view, and the settings of the run, that a place of the picture opens, if any."""
        return None

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        """What it draws as a table: the heads of its columns, and its rows, the newest first."""
        return [], []

    def host(self, *guests: bqplot.Mark, owner: str = "") -> None:
        """Show these marks of somebody else's in this picture; they replace those that the same
        owner had here."""
        self._guests[owner] = guests
        self.put(self._own)

    # ---- parts ----------------------------------------------------------------------------------

    def put(self, marks: Sequence[bqplot.Mark]) -> None:
        """These are the picture's own marks, from the back to the front."""
        self._own = list(marks)
        guests = [mark for mine in self._guests.values() for mark in mine]
        self.figure.marks = [self._ground, *marks, *guests, self._tags, self._words,
                             *self._key]

    def _stretch(self, name: str) -> None:
        setattr(self._ground, name, _ends(self.figure.axes["xy".index(name)]))

    def lines(self, look: Look, **options) -> bqplot.Lines:
        """An empty Lines mark; all runs share it."""
        options = {"colors": [look.colour], "line_style": look.dash, "stroke_width": look.width,
                   "visible": False} | options
        return bqplot.Lines(x=[1, 1], y=[1, 1], scales=self.scales, **options)

    def label(self, x, y, text, align="start", **options) -> bqplot.Label:
        return bqplot.Label(
            x=np.asarray(x, float), y=np.asarray(y, float), text=list(text), scales=self.scales,
            align=align, **{"font_weight": "normal", "default_size": 11} | options,
        )

    def write(self, series) -> None:
        """The word of each (look, word), in its colour, at the corner."""
        said = [(look, word) for look, word in series if word]
        self._words.text = [word for _, word in said]
        self._words.colors = [look.colour for look, _ in said] or [theme.GHOST.colour]
        self._place()

    def _place(self) -> None:
        """Put words and key where they belong, one line under the other."""
        across, down = self.corner
        inside = float(self.figure.layout.height.removesuffix("px")) - TOP_AND_BOTTOM
        for mark in (self._words, *self._key):
            lines = [along(self.scales["y"], down - LINE / inside * i)
                     for i in range(len(mark.text))]
            with mark.hold_sync():
                mark.x = np.full(len(lines), along(self.scales["x"], across))
                mark.y = np.array(lines)

    def tag(self, tags: Sequence[tuple[np.ndarray, np.ndarray, str, str]]) -> None:
        """Write the name of each (x, y, name, colour) on its line."""
        placed = tags_at(tags)
        with self._tags.hold_sync():
            self._tags.x = np.array([x for x, *_ in placed])
            self._tags.y = np.array([y for _, y, *_ in placed])
            self._tags.text = [name for *_, name, _ in placed]
            self._tags.colors = [colour for *_, colour in placed] or [theme.GHOST.colour]

    def key(self, record: Record) -> list[str] | None:
        """Colours of the runs, along what differs between them; None for a single run.

        Also writes the key beside the picture.
        """
        if record.sweep is not self._keyed:     # it is the same all along a run
            self._keyed, self._colours = record.sweep, colours_of(record)
            name, values = swept(record)
            self._write_key(name, values, self._colours)
        return self._colours

    def keyed(self, record: Record) -> list[tuple[Look, str]]:
        """The colour key of a record: a look and a word for each value that runs differ in."""
        name, values = swept(record)
        shown, first = np.unique(values, return_index=True)
        if name is None:
            return []
        colours, symbol = colours_of(record), self.symbols.get(name, name)
        return [(Look(colours[i], "solid"), f"{symbol} {short(name, value)}")
                for value, i in zip(shown, first, strict=True)]

    def _write_key(self, name, values, colours) -> None:
        shown, first = np.unique(values, return_index=True)
        symbol = self.symbols.get(name, name)
        said = [f"{symbol} {short(name, v)}" for v in shown] if name is not None else []
        rows = len(said) if len(said) <= ROWS else -(-len(said) // 2)
        offset = _width(self._words.text) + 14
        for column, mark in enumerate(self._key):
            part = slice(column * rows, (column + 1) * rows)
            with mark.hold_sync():
                mark.text = said[part]
                mark.colors = [colours[i] for i in first[part]] if said[part] else ["#808080"]
                mark.x_offset = round(offset + column * (_width(said) + 12))
                mark.visible = bool(said[part])
        self._place()


def axis(
    label: str, low: float, high: float, *, log: bool = False, vertical: bool = False,
    ticks: Sequence[float] | None = None, tick_format: str | None = None,
) -> bqplot.Axis:
    """An axis with fixed limits, its label and its unit."""
    scale = (bqplot.LogScale if log else bqplot.LinearScale)(min=float(low), max=float(high))
    made = bqplot.Axis(
        scale=scale, label=t(label), side="left" if vertical else "bottom",
        label_color=theme.INK, tick_style=TEXT, grid_lines="solid", grid_color=theme.FAINT,
        color=theme.FAINT, label_offset="38px" if vertical else "27px",
        num_ticks=None if ticks is not None else 5,
    )
    if tick_format:
        made.tick_format = tick_format
    if ticks is not None:
        made.tick_values = np.asarray(ticks, float)
        made.tick_labels = small_ticks(ticks)
    return made


def small_ticks(ticks: Sequence[float]) -> dict[str, str]:
    """Powers of ten below 0.01 as 10⁻³; the keys are the numbers as the browser writes them."""
    names = {}
    for tick in ticks:
        exponent = round(np.log10(tick)) if tick > 0 else 0
        if exponent < -2 and np.isclose(tick, 10.0**exponent, atol=0):
            name = f"{tick:.{-exponent}f}" if exponent >= -6 else f"1e{exponent}"
            names[name] = f"10{str(exponent).translate(SUPERSCRIPT)}"
    return names


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


def tags_at(
    tags: Sequence[tuple[np.ndarray, np.ndarray, str, str]]
) -> list[tuple[float, float, str, str]]:
    """Where the names of lines go, each a bit further along: (x, y, name, colour)."""
    named = [tag for tag in tags if tag[2]]
    placed = []
    for i, (x, y, *said) in enumerate(named):
        at = round((len(x) - 1) * (0.4 + 0.5 * (i + 0.5) / len(named)))
        placed.append((x[at], y[at], *said))
    return placed


def names_of_runs(record: Record, symbols: Mapping[str, str]) -> list[str]:
    """What differs between the runs, for each; empty for a single one."""
    name, values = swept(record)
    if name is None:
        return [f"{i + 1}" if record.runs > 1 else "" for i in range(record.runs)]
    return [f"{symbols.get(name, name)} {short(name, v)}" for v in values]


def rows_of(record: Record, rows: int = 8) -> list[int]:
    """Numbers of the records that a table lists: the newest, then ever older ones, evenly in
    the logarithm of the step, down to the first."""
    last = len(record.steps) - 1
    steps = np.geomspace(1, max(record.steps[-1], 1), rows - 1)
    at = np.searchsorted(record.steps, steps * (1 + 1e-9), side="right") - 1
    return sorted({0, last, *np.clip(at, 0, last).tolist()}, reverse=True)


def colours_of(record: Record) -> list[str] | None:
    """The colour of each run, along what differs between them; None for a single run."""
    name, values = swept(record)
    order = np.unique(values, return_inverse=True)[1]
    ramp = theme.ramp(order.max() + 1)
    return None if name is None else [ramp[i] for i in order]


def thinned(x: np.ndarray, low: float, high: float, log: bool) -> np.ndarray:
    """Indices of about `POINTS` of the increasing x: the last one in each stretch of the axis."""
    if log:
        x, low, high = np.log(np.maximum(x, low)), np.log(low), np.log(high)
    bins = np.floor((x - low) / (high - low) * POINTS)
    return np.flatnonzero(np.append(np.diff(bins) != 0, True))


def draw(mark, x: np.ndarray, y: np.ndarray, colours: list[str] | None = None) -> None:
    """New points of a mark in one message: x (points,) or (runs, points), y (runs, points); where
    none of them is a number, the mark is hidden."""
    known = np.isfinite(y)
    if not known.any():
        mark.visible = False
        return
    if not known[:, -1].all():
        x, y = _ended(x, y)
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


def _ended(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lines that end where they are known last: at its end bqplot writes the name of a line, even
    an empty one. One that is nowhere known becomes a point of another."""
    x, y = np.broadcast_to(x, y.shape).copy(), y.copy()
    somewhere = tuple(np.argwhere(np.isfinite(y))[0])
    for xs, ys in zip(x, y, strict=True):
        known = np.flatnonzero(np.isfinite(ys))
        last = known[-1] if len(known) else 0
        end = (xs[last], ys[last]) if len(known) else (x[somewhere], y[somewhere])
        xs[last:], ys[last:] = end
    return x, y


def draw_each(mark, lines: Sequence[tuple[np.ndarray, np.ndarray]], colours: list[str]) -> None:
    """Lines of several lengths in one mark, in one message.

    A mark keeps the lines it once had, so those that are too many become copies of the last.
    """
    if not lines:
        mark.visible = False
        return
    count = max(len(lines), len(mark.x) if np.ndim(mark.x) == 2 else 1)
    lines = [*lines, *[lines[-1]] * (count - len(lines))]
    points = max(2, *(len(x) for x, _ in lines))
    x, y = (np.stack([np.pad(line[i], (0, points - len(line[i])), "edge") for line in lines])
            for i in (0, 1))
    draw(mark, x, y, [*colours, *colours[-1:] * (count - len(colours))])


def power(value: float) -> str:
    """0.0021 -> 2·10⁻³, 12345 -> 12,345: for sentences."""
    if value == 0 or not np.isfinite(value) or 0.01 <= abs(value) < 1e6:
        return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    digits, exponent = f"{value:.1e}".split("e")
    return f"{digits}·10{str(int(exponent)).translate(SUPERSCRIPT)}"


def width(text: str) -> float:
    """About how wide a text is [px]; a Chinese character is as wide as two letters."""
    return LETTER * sum(1 + (unicodedata.east_asian_width(letter) in "FW") for letter in text)


def short(name: str, value: Any) -> str:
    if isinstance(value, str):                  # of a choice
        return t(value.replace("_", " "))
    return "off" if name == "weight_decay" and value == 0 else f"{value:.3g}"


def _ends(axis: bqplot.Axis) -> np.ndarray:
    return np.array([axis.scale.min, axis.scale.max], float)


def _clear() -> ipywidgets.Image:
    """A picture of one clear pixel: bqplot tells where an Image was clicked, and only there."""
    return ipywidgets.Image(value=CLEAR, format="png")


def _width(texts: Sequence[str]) -> float:
    return max(map(width, texts), default=0)
