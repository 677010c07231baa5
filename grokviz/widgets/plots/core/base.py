"""What all pictures share: a figure with two axes, words and a colour key, marks of others."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import bqplot
import ipywidgets
import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.components import close_all
from grokviz.widgets.plots.core import mpl
from grokviz.widgets.plots.core.axes import along, ends
from grokviz.widgets.plots.core.diverged_runs import share_lost
from grokviz.widgets.plots.core.ensemble import colours_of, short, swept, tags_at
from grokviz.widgets.plots.core.marks import CLEAR, width
from grokviz.widgets.theme import Look

MARGIN = {"top": 30, "bottom": 34, "left": 52, "right": 14}
TOP_AND_BOTTOM = MARGIN["top"] + MARGIN["bottom"]
LINE = 16               # px from one written line to the next
ROWS = 4                # of the colour key; more runs than that go into two columns


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
        self._keyed: tuple = (None, ())         # the sweep and the lost runs that the key is for
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
        self._ground = bqplot.Image(image=_clear(), scales=self.scales, x=ends(x), y=ends(y))
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
        mpl.mirror(ax, self.figure)

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
        setattr(self._ground, name, ends(self.figure.axes["xy".index(name)]))

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

    def write(self, series, but: str = "") -> None:
        """The word of each (look, word), in its colour, at the corner; one may be left out."""
        self._written = list(series)
        said = [(look, word) for look, word in self._written if word and word != but]
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
        sweep, diverged = self._keyed           # the sweep is the same all along a run
        if record.sweep is not sweep or record.diverged != diverged:
            self._keyed, self._colours = (record.sweep, record.diverged), colours_of(record)
            self._write_key(self.keyed(record))
        return self._colours

    def keyed(self, record: Record) -> list[tuple[Look, str]]:
        """The colour key of a record: a look and a word for each value that runs differ in."""
        name, values = swept(record)
        shown, first = np.unique(values, return_index=True)
        if name is None:
            return []
        colours, symbol = colours_of(record), self.symbols.get(name, name)
        lost = share_lost(record, values)
        return [(Look(colours[i], "solid"),
                 " ".join(filter(None, (symbol, short(name, value), lost.get(value, "")))))
                for value, i in zip(shown, first, strict=True)]

    def _write_key(self, keyed: Sequence[tuple[Look, str]]) -> None:
        said = [word for _, word in keyed]
        colours = [look.colour for look, _ in keyed]
        rows = len(said) if len(said) <= ROWS else -(-len(said) // 2)
        offset = _width(self._words.text) + 14
        for column, mark in enumerate(self._key):
            part = slice(column * rows, (column + 1) * rows)
            with mark.hold_sync():
                mark.text = said[part]
                mark.colors = colours[part] or ["#808080"]
                mark.x_offset = round(offset + column * (_width(said) + 12))
                mark.visible = bool(said[part])
        self._place()


def _clear() -> ipywidgets.Image:
    """A picture of one clear pixel: bqplot tells where an Image was clicked, and only there."""
    return ipywidgets.Image(value=CLEAR, format="png")


def _width(texts: Sequence[str]) -> float:
    return max(map(width, texts), default=0)
