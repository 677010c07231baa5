"""The marks of a picture as numbers, by name, read from the data that the browser receives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import bqplot
import numpy as np

from grokviz.widgets.plots.core.marks import draw_each, place
from grokviz.widgets.plots.core.pixels import Pixels


class Shape(NamedTuple):
    """One mark as it looks.

    Attributes
    ----------
    x, y : array
        For lines (lines, points), otherwise (points,); for pixels the ends along each axis.
    colours : tuple of str
        One a line, point or text.
    text : tuple of str
    look : str
        The dash of lines, the marker of points.
    opacities, sizes : array, shape (lines or points,)
        Shares of full opacity, and of the largest size.
    pixels : array, shape (rows, columns, 4), optional
        Bytes; the lowest row first.
    """

    x: np.ndarray
    y: np.ndarray
    colours: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    look: str = ""
    opacities: np.ndarray = np.ones(0)
    sizes: np.ndarray = np.ones(0)
    pixels: np.ndarray | None = None

    def rows(self, first: int, last: int) -> Shape:
        """Some of the lines."""
        part = slice(first, last)
        return self._replace(x=self.x[part], y=self.y[part], colours=self.colours[part],
                             opacities=self.opacities[part])


class Drawn(NamedTuple):
    """A picture: the limits of its axes, and its visible marks by name, from back to front."""

    x: tuple[float, float]
    y: tuple[float, float]
    marks: dict[str, Shape]

    @property
    def words(self) -> list[str]:
        """All text in the picture."""
        return [word for shape in self.marks.values() for word in shape.text if word]


def bundle(lines: Sequence[tuple[np.ndarray, np.ndarray]], colours: Sequence[str]
           ) -> Shape | None:
    """Lines of different lengths; None if there are none."""
    if not lines:
        return None
    points = max(len(x) for x, _ in lines)
    x, y = (np.stack([np.pad(line[i], (0, points - len(line[i])), "edge") for line in lines])
            for i in (0, 1))
    return Shape(x, y, tuple(colours))


def points(x: np.ndarray, y: np.ndarray, colour: str) -> Shape | None:
    """Points of one colour; None if there are none."""
    return Shape(x, y, (colour,) * len(x)) if len(x) else None


def stems(x: np.ndarray, heights: np.ndarray, colour: str) -> Shape:
    """Vertical lines from 0."""
    y = np.stack([np.zeros(len(heights)), heights], 1)
    return Shape(np.repeat(np.asarray(x, float)[:, None], 2, 1), y, (colour,) * len(y))


def put_on(mark: Any, shape: Shape | None) -> None:
    """Give a bqplot mark this shape; None hides the mark."""
    if isinstance(mark, Pixels):
        mark.show(None if shape is None else shape.pixels)
    elif shape is None:
        mark.visible = False
    elif isinstance(mark, bqplot.Lines):
        opacities = shape.opacities.tolist()
        if opacities and list(mark.opacities) != opacities:
            mark.opacities = opacities
        draw_each(mark, list(zip(shape.x, shape.y, strict=True)), list(shape.colours))
    else:
        one = list(shape.colours[: 1 if len(set(shape.colours)) == 1 else None])
        more = {"text": list(shape.text), "colors": one,        # bqplot repeats a single colour
                "opacities": shape.opacities.tolist()}
        place(mark, shape.x, shape.y, **{name: each for name, each in more.items() if each})


def shape_of(mark: Any) -> Shape | None:
    """The shape of a mark; None if nothing of it is visible."""
    if isinstance(mark, Pixels):
        return None if mark.seen is None else Shape(mark.mark.x, mark.mark.y, pixels=mark.seen)
    if not mark.visible or isinstance(mark, bqplot.Label) and not any(mark.text):
        return None
    if isinstance(mark, bqplot.Lines):
        y = np.atleast_2d(mark.y)
        y = y[: getattr(mark, "count", None)]           # further lines are copies of the last
        x = np.broadcast_to(mark.x, np.atleast_2d(mark.y).shape)[: len(y)]
        return Shape(x, y, _each(mark.colors, len(y)), look=mark.line_style,
                     opacities=_opacities(mark, len(y)))
    x, y = np.ravel(mark.x), np.ravel(mark.y)
    if isinstance(mark, bqplot.Label):
        return Shape(x, y, _each(mark.colors, len(x)), text=tuple(mark.text))
    size = getattr(mark, "size", None)
    sizes = np.ones(len(x)) if size is None or not np.size(size) else np.ravel(size)
    return Shape(x, y, _each(mark.colors, len(x)), look=mark.marker,
                 opacities=_opacities(mark, len(x)), sizes=sizes)


def _each(colours: list[str], count: int) -> tuple[str, ...]:
    """One colour each; like bqplot, repeat the list if it is too short."""
    return tuple(colours[i % len(colours)] for i in range(count)) if colours else ()


def _opacities(mark: Any, count: int) -> np.ndarray:
    given = list(mark.opacities) or [1.0]
    return np.array([given[i % len(given)] for i in range(count)], float)
