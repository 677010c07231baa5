"""The text in a picture: names of lines, the colour key of the runs, and grey notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots.core.axes import along
from grokviz.widgets.plots.core.diverged_runs import share_lost
from grokviz.widgets.plots.core.drawn import Shape, put_on
from grokviz.widgets.plots.core.ensemble import colours_of, short, swept, tags_at
from grokviz.widgets.plots.core.text import width, wrapped
from grokviz.widgets.theme import Look

LINE = 16               # distance between two lines of text [px]
BOLD = 1.12             # width of a bold word, by that of the same word
ROWS = 4                # rows of the colour key; more runs need two columns
MOST = 0.5              # of the width, for two columns; wider ones are thinned to one
GREY = "#808080"


class Legend:
    """The labels of one picture.

    Parameters
    ----------
    plot : Plot
    corner : (float, float)
        Position of words and key as shares of the picture.
    noted : (float, float, str), optional
        Position of the grey text, and its alignment.
    """

    def __init__(self, plot: Any, corner: tuple[float, float],
                 noted: tuple[float, float, str] | None):
        self.plot, self.scales, self.corner, self.noted = plot, plot.scales, corner, noted
        self.words = plot.label([], [], [], font_weight="bold")
        self._key = [plot.label([], [], []) for _ in range(2)]
        self._tags = plot.label([], [], [], font_weight="bold", y_offset=-7)
        self.marks = {"tags": self._tags, "words": self.words, "key": self._key[0],
                      "more key": self._key[1]}
        if noted is not None:
            self._note = plot.label([], [], [], colors=[GREY], align=noted[2])
            self.marks = {"note": self._note} | self.marks
        self._keyed: tuple = (None, ())         # sweep and diverged runs of the present key
        self._entries: Sequence[tuple[Look, str]] = ()
        self._thins = False                     # values of a scale: some of them name the rest
        self._colours: list[str] | None = None
        self.written: list[tuple] = []

    @property
    def inside(self) -> float:
        """Height between the axes [px]."""
        return self.plot.size.inside[1]

    def write(self, series, but: str = "") -> None:
        """Write the word of each (look, word) in its colour at the corner; `but` omits one word.

        A third entry is a matplotlib marker, for marks that are not lines.
        """
        self.written = list(series)
        said = [(look, word) for look, word, *_ in self.written if word and word != but]
        self.words.text = [word for _, word in said]
        self.words.colors = [look.colour for look, _ in said] or [theme.GHOST.colour]
        self.place()

    def note(self, *lines: str) -> Shape:
        """Write grey lines of text below each other, at the position `noted`."""
        if self.noted is None:
            raise ValueError("this picture has no place for words in grey; give `noted`")
        across, down, _ = self.noted
        wide = 0.95 * self.plot.size.inside[0]
        lines = tuple(part for line in lines for part in wrapped(line, wide))
        y = [along(self.scales["y"], down - LINE / self.inside * i) for i in range(len(lines))]
        x = np.full(len(lines), along(self.scales["x"], across))
        return Shape(x, np.array(y), (GREY,) * len(lines), text=lines)

    def say(self, *lines: str) -> None:
        put_on(self._note, self.note(*lines))

    def tag(self, tags: Sequence[tuple[np.ndarray, np.ndarray, str, str]]) -> None:
        """Write the name of each (x, y, name, colour) on its line."""
        put_on(self._tags, self.tagged(tags))

    def tagged(self, tags: Sequence[tuple[np.ndarray, np.ndarray, str, str]]) -> Shape | None:
        placed = tags_at(tags)
        if not placed:
            return None
        x, y, names, colours = zip(*placed, strict=True)
        return Shape(np.array(x), np.array(y), colours, text=names)

    def key(self, record: Record) -> list[str] | None:
        """Colours of the runs, ordered by the setting that differs; None for a single run.

        Also writes the key beside the picture.
        """
        sweep, diverged = self._keyed           # the sweep does not change during a run
        if record.sweep is not sweep or record.diverged != diverged:
            self._keyed, self._colours = (record.sweep, record.diverged), colours_of(record)
            self.show_key(self.keyed(record))
        return self._colours

    def keyed(self, record: Record) -> list[tuple[Look, str]]:
        """The colour key: a look and a word for each value of the setting that differs."""
        name, values = swept(record)
        shown, first = np.unique(values, return_index=True)
        colours = colours_of(record)
        self._thins = values.dtype.kind in "fiu"
        if name is None or colours is None:
            return []
        symbols = self.plot.symbols
        symbol = symbols[name] if name in symbols else t(name)
        lost = share_lost(record, values)
        return [(Look(colours[i], "solid"),
                 " ".join(filter(None, (symbol, short(name, value), lost.get(value, "")))))
                for value, i in zip(shown, first, strict=True)]

    def show_key(self, keyed: Sequence[tuple[Look, str]]) -> None:
        self._entries = keyed
        self.place()

    def _write_key(self) -> None:
        """The entries in one or two columns. A narrow picture has some of them, evenly spaced, as
        all would cover its curves."""
        said = [word for _, word in self._entries]
        colours = [look.colour for look, _ in self._entries]
        if len(said) > ROWS and self._thins and (
                2 * (_width(said) + 12) > MOST * self.plot.size.inside[0]):
            some = np.linspace(0, len(said) - 1, ROWS).round().astype(int)
            said, colours = [said[i] for i in some], [colours[i] for i in some]
        rows = len(said) if len(said) <= ROWS else -(-len(said) // 2)
        for column, mark in enumerate(self._key):
            part = slice(column * rows, (column + 1) * rows)
            with mark.hold_sync():
                mark.text = said[part]
                mark.colors = colours[part] or [GREY]
                mark.visible = bool(said[part])

    def place(self) -> None:
        """Put words and key in their places: one line below the other, none outside the axes; the
        key right of the words, or below them if the picture is too narrow."""
        self._write_key()
        wide, line = self.plot.size.inside[0], LINE / self.inside
        words, columns = self.words, [mark for mark in self._key if len(mark.text)]
        column = max((_width(mark.text) for mark in columns), default=0) + 12
        aside = BOLD * _width(words.text) + 14
        below = aside + column * len(columns) > wide
        first, aside = (len(words.text), 0) if below else (0, aside)
        ends = [_width(words.text), *(aside + column * (i + 1) for i in range(len(columns)))]
        rows = [len(words.text), *(first + len(mark.text) for mark in columns)]
        across = max(0.01, min(self.corner[0], 1 - max(ends) / wide))
        down = max(self.corner[1], line * (max(rows) - 0.5))
        self._put(words, across, down, 0)
        for number, mark in enumerate(columns):
            self._put(mark, across, down - line * first, round(aside + number * column))

    def _put(self, mark: Any, across: float, down: float, offset: int) -> None:
        lines = [along(self.scales["y"], down - LINE / self.inside * i)
                 for i in range(len(mark.text))]
        with mark.hold_sync():
            mark.x = np.full(len(lines), along(self.scales["x"], across))
            mark.y = np.array(lines)
            mark.x_offset = offset


def _width(texts: Sequence[str]) -> float:
    return max(map(width, texts), default=0)
