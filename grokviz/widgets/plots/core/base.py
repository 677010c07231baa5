"""The base of all plots: a figure with two axes, words, a colour key, and marks of other owners."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import bqplot
import ipywidgets
import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.components import close_all
from grokviz.widgets.plots.core import mpl
from grokviz.widgets.plots.core.axes import along, ends, put_ticks
from grokviz.widgets.plots.core.drawn import Drawn, Shape, put_on, shape_of
from grokviz.widgets.plots.core.legend import Legend
from grokviz.widgets.plots.core.pixels import Pixels
from grokviz.widgets.plots.core.size import Size
from grokviz.widgets.theme import Look


class Beside(NamedTuple):
    """A record shown beside the one in front: a former run, a pin, or another branch."""

    record: Record
    colour: str = theme.GHOST.colour
    name: str = ""                  # written at the end of its line


class Plot(ABC):
    """A plot: a bqplot figure, built once, and optional controls beside it.

    Parameters
    ----------
    title : str
        In English, as its name in code; the figure shows it in the present language.
    x, y : Axis descriptions, see `axis`
    symbols : mapping
        Name of a setting -> its symbol, for the colour key.
    corner : (float, float)
        Position of words and key as shares of the picture, where no line comes.
    height : str
        As in `Size`.
    classes : sequence of str
        CSS classes.
    grid, bare : bool
        True if grid lines are drawn; True if the axes are hidden.
    margin : mapping
        As in `Size`.

    Attributes
    ----------
    noted : (float, float, str), optional
        Position of the grey text as shares of the picture, and its alignment.
    coloured : bool
        If True, runs have different colours, and `show` draws a key of them.
    law : function, optional
        Prediction for the record in front, see `show_forecast`.
    size : Size
    """

    tools: ipywidgets.Box | None = None
    noted: tuple[float, float, str] | None = None
    coloured = False
    floor = 0.0             # share of the height that a strip of a guest takes at the bottom
    law: Callable[[Record], Record] | None = None

    def __init__(
        self, title: str, x: bqplot.Axis, y: bqplot.Axis,
        symbols: Mapping[str, str] | None = None, *,
        corner: tuple[float, float] = (0.03, 0.95), height: str = "244px",
        classes: Sequence[str] = (), grid: bool = True, bare: bool = False,
        margin: Mapping[str, int] = MappingProxyType({}),
    ):
        self.scales = {"x": x.scale, "y": y.scale}
        self.title, self.corner = title, corner
        self.symbols = {name: t(symbol) for name, symbol in (symbols or {}).items()}
        self.clicked = lambda x, y: None        # called when the user clicks the picture
        self.turned = lambda: None              # called when the user changes a control
        self.size = Size(height, classes, margin)
        self._guests: dict[str, tuple[bqplot.Mark, ...]] = {}
        self._own: dict[str, bqplot.Mark | Pixels] = {}
        for line in (x, y):
            line.visible = not bare
            line.grid_lines = "solid" if grid and not bare else "none"
        self.legend = Legend(self, corner, self.noted)
        self.figure = bqplot.Figure(
            axes=[x, y], marks=[], title=t(title), animation_duration=0,
            fig_margin=self.size.margin,
            title_style={"font-size": "13px", "font-weight": "600", "fill": theme.INK},
            background_style={"fill": "none"}, legend_style={"display": "none"},
            min_aspect_ratio=0.01, max_aspect_ratio=100, padding_y=0, padding_x=0,
            layout={"width": "100%", "height": height},
        )
        for name in classes:
            self.figure.add_class(name)
        self.ground = Pixels(self, ends(x), ends(y))
        for name, scale in self.scales.items():
            scale.observe(lambda _, name=name: self._stretch(name), ["min", "max"])

    def keep_shape(self, wide: float, below: int = 0) -> None:
        """Fix the ratio of width to height of the axes at any figure size, so that circles stay
        round; `below` is the height [px] of the tools under it."""
        for name, length in self.size.keep_shape(wide, below).items():
            setattr(self.figure.layout, name, length)
        self.figure.add_class("grokviz-shaped")

    def fit(self, wide: float, high: float) -> None:
        """Place the words for a figure of this width and height [px]."""
        if self.size.fit(wide, high):
            across = self.figure.axes[0]
            if across.every:
                put_ticks(across, across.every, self.size.inside[0])
            self.legend.place()

    @property
    def box(self) -> ipywidgets.DOMWidget:
        """The widget that shows the plot."""
        return self.figure

    def shapes(self, record: Record, at: int) -> Mapping[str, Shape | None]:
        """The shapes of the plot's marks for a record, by name; None hides a mark.

        A plot that draws everything this way needs no `show` or `sketch` method.
        """
        return {}

    def show(self, record: Record, at: int | None = None) -> None:
        """Draw the complete record, and mark the moment of record number `at`."""
        if self.coloured:
            self.key(record)
        self._put_on(self.shapes(record, _newest(record, at)))

    def others(self, others: Sequence[Beside]) -> Mapping[str, Shape | None]:
        """The shapes of the plot's marks for records beside the one in front, as in `shapes`."""
        return {}

    def beside(self, others: Sequence[Beside]) -> None:
        """Draw these records, and no others, as thin lines beside the record in front."""
        self._put_on(self.others(others))

    def sketch(self, ax, record: Record, beside: Sequence[Beside] = ()) -> None:
        """Draw a complete record, with others beside it, into matplotlib axes.

        Marks that `shapes` does not contain are drawn as they look in the browser.
        """
        mpl.frame(ax, self.figure)
        if self.size.shape is not None:
            ax.set_box_aspect(1 / self.size.shape)
        told = {**self.shapes(record, _newest(record, None)), **self.others(beside)}
        for name, mark in self._all().items():
            shape = told[name] if name in told else shape_of(mark)
            if shape is not None and name not in ("words", "key", "more key"):
                mpl.mark(ax, mark, shape)
        mpl.words(ax, [*self.legend.written, *self.keyed(record)], self.corner)

    @abstractmethod
    def describe(self, record: Record) -> str:
        """One sentence with the most important numbers."""

    def show_forecast(self, law: Callable[[Record], Record] | None) -> None:
        """Draw a prediction, a function of the record in front; None removes it."""
        self.law = law

    def expect(self, settings: Mapping[str, Any]) -> None:     # noqa: B027 (some axes are fixed)
        """Adapt the axes to a run with these settings."""

    def close(self) -> None:
        """Close the figure and all widgets that belong to it."""
        for pixels in (self.ground, *self._own.values()):
            if isinstance(pixels, Pixels):
                pixels.close()
        if self.tools is not None:
            close_all(self.tools)
        parts = [*self.figure.marks, *self.figure.axes,
                 *self.scales.values(), self.figure.layout, self.figure.scale_x,
                 self.figure.scale_y, self.figure]
        for part in parts:
            part.close()

    def moment(self, record: Record, x: float, y: float) -> float | None:
        """The step at a position in the picture, or None."""
        return None

    def leads(self, record: Record, x: float, y: float) -> tuple[str, dict[str, float]] | None:
        """The view and the settings of the run that a click at this position opens, or None."""
        return None

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        """The drawn values as a table: headings, and rows with the newest first."""
        return [], []

    def drawn(self) -> Drawn:
        """The visible marks as numbers, by name; marks of other owners carry the owner's name."""
        shapes = {name: shape_of(mark) for name, mark in self._all().items()}
        x, y = ((scale.min, scale.max) for scale in self.scales.values())
        return Drawn(x, y, {name: shape for name, shape in shapes.items() if shape is not None})

    def heading(self, record: Record) -> dict[str, Any]:
        """Title and step, for the beginning of a sentence on a record."""
        return {"title": self.figure.title, "step": int(record.steps[-1])}

    def host(self, *guests: bqplot.Mark, owner: str = "") -> None:
        """Show marks of another owner in this picture; they replace earlier marks of that
        owner."""
        self._guests[owner] = guests
        self.put(**self._own)

    def make_room(self, share: float) -> None:
        """Move the curves up, so that a guest has this share of the height below them; 0: back."""
        if share == self.floor:
            return
        y = self.scales["y"]
        y.min = float(along(y, self.floor or -share / (1 - share)))
        self.floor = share
        self.legend.place()

    # ---- marks ----------------------------------------------------------------------------------

    def put(self, **marks: Any) -> None:
        """Set the plot's own marks by name, from back to front; marks in a list get numbered
        names."""
        self._own = {}
        for name, mark in marks.items():
            several = isinstance(mark, list)
            self._own |= {f"{name} {i}": each for i, each in enumerate(mark)} if several else {
                name: mark}
        self.figure.marks = [mark.mark if isinstance(mark, Pixels) else mark
                             for mark in self._all().values()]

    def _put_on(self, shapes: Mapping[str, Shape | None]) -> None:
        marks = self._own | self.legend.marks
        for name, shape in shapes.items():
            put_on(marks[name], shape)

    def _all(self) -> dict[str, Any]:
        """All marks by name, from back to front."""
        theirs = {f"{owner} {i}": mark for owner, marks in self._guests.items()
                  for i, mark in enumerate(marks)}
        return {"ground": self.ground, **self._own, **theirs, **self.legend.marks}

    def _stretch(self, name: str) -> None:
        setattr(self.ground.mark, name, ends(self.figure.axes["xy".index(name)]))

    def lines(self, look: Look, **options) -> bqplot.Lines:
        """An empty Lines mark, which all runs share."""
        options = {"colors": [look.colour], "line_style": look.dash, "stroke_width": look.width,
                   "visible": False} | options
        return bqplot.Lines(x=[1, 1], y=[1, 1], scales=self.scales, **options)

    def dots(self, colour: str, marker: str = "circle", size: int = 60, **options
             ) -> bqplot.Scatter:
        """An empty Scatter mark."""
        options = {"scales": self.scales, "visible": False} | options
        return bqplot.Scatter(x=[1.0], y=[1.0], colors=[colour], marker=marker, default_size=size,
                              **options)

    def label(self, x, y, text, align="start", **options) -> bqplot.Label:
        return bqplot.Label(
            x=np.asarray(x, float), y=np.asarray(y, float), text=list(text), scales=self.scales,
            align=align, **{"font_weight": "normal", "default_size": 11} | options,
        )

    def keyed(self, record: Record) -> list[tuple[Look, str]]:
        """A look and a word for each colour, for the key in an exported picture."""
        return self.legend.keyed(record) if self.coloured else []

    def key(self, record: Record) -> list[str] | None:
        """Colours of the runs, ordered by the setting that differs; None for a single run.

        Also writes the key beside the picture.
        """
        return self.legend.key(record)


def _newest(record: Record, at: int | None) -> int:
    return len(record.steps) - 1 if at is None else at
