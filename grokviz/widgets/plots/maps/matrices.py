"""Matrices side by side at one moment, one cell an entry: the truth and the learnt ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots.core.axes import axis
from grokviz.widgets.plots.core.base import Plot
from grokviz.widgets.plots.core.drawn import Shape
from grokviz.widgets.plots.core.marks import columns
from grokviz.widgets.plots.core.pixels import Pixels
from grokviz.widgets.plots.core.text import width

# Neither sign has a colour of the training set or of the test set.
PLUS, MINUS, DOT = (np.array([int(c[i : i + 2], 16) for i in (1, 3, 5)]) for c in (
    "#138A92", "#B07A12", "#777777"))
CELL, SEEN = 9, slice(3, 6)     # pixels of a cell; pixels of its dot
WIDE = 2.3              # width of the picture over its height, which makes cells square
TOP, FOOT, GAP = 0.16, 0.14, 0.1        # space for names, notes, and between tiles, in tile widths
LEFT = 0.16             # space for the names of rows, as a share of the picture


class Tile(NamedTuple):
    """A matrix and its name.

    Attributes
    ----------
    name, values
    marked : array, optional
        The entries that have a dot.
    palette : sequence of str
        Colours from ``ends[0]`` to ``ends[1]``, for a picture; without it each sign has a hue.
    ends : (float, float)
    """

    name: str
    values: np.ndarray
    marked: np.ndarray | None = None
    palette: Sequence[str] = ()
    ends: tuple[float, float] = (0.0, 1.0)


class Tiles(Plot):
    """Matrices side by side, or single rows stacked; 0 is transparent, each sign has a hue.

    Parameters
    ----------
    title : str
    tiles : function
        ``tiles(record, number of the record, law or None)`` -> the tiles. If the truth is known, it
        comes first, and the description gives the distance of the others from it.
    notes : sequence of str
        Lines of text below the tiles.
    """

    def __init__(
        self, title: str, tiles: Callable[[Record, int, Any], Sequence[Tile]], *,
        notes: Sequence[str] = (), **options: Any,
    ):
        super().__init__(title, axis("", 0, 1, ticks=[]), axis("", 0, 1, ticks=[], vertical=True),
                         bare=True, classes=["grokviz-pixels"], margin={"bottom": 8, "left": 14},
                         **options)
        self.tiles = tiles
        self._names = self.label([], [], [], font_weight="bold", colors=[theme.GHOST.colour])
        note = " · ".join(map(t, notes))
        notes = self.label([0.5], [0.0], [note], align="middle", y_offset=-8,
                           colors=[theme.GHOST.colour])
        self.put(cells=Pixels(self, (0, 1), (0, 1)), names=self._names, notes=notes)

    def show(self, record: Record, at: int | None = None) -> None:
        row = len(self.tiles(record, 0, self.law)[0].values) > 1
        self._names.align, self._names.y_offset = ("middle", -6) if row else ("end", 4)
        super().show(record, at)

    def shapes(self, record: Record, at: int) -> dict[str, Shape]:
        tiles = self.tiles(record, at, self.law)
        many = len(tiles[0].values) > 1
        pixels, names = _in_a_row(tiles) if many else _stacked(tiles, self.size.inside[0])
        return {"cells": Shape(np.array([0, 1]), np.array([0, 1]), pixels=pixels[::-1]),
                "names": Shape(*columns(np.array(names)), (theme.GHOST.colour,) * len(tiles),
                               text=tuple(tile.name for tile in tiles))}

    def describe(self, record: Record) -> str:
        said = ", ".join(f"{name} {far}" for name, far in self._far(record))
        return t("matrices.step_relative_distance_truth", said=said or "–", **self.heading(record))

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        return ["", t("matrices.distance_truth")], [list(row) for row in self._far(record)]

    def _far(self, record: Record) -> list[tuple[str, str]]:
        truth, *others = self.tiles(record, len(record.steps) - 1, self.law)
        there = np.isfinite(truth.values)               # a picture need not be square
        size = np.linalg.norm(truth.values[there])
        return [(tile.name, f"{np.linalg.norm((tile.values - truth.values)[there]) / size:.2g}")
                for tile in others]


def _in_a_row(tiles: Sequence[Tile]) -> tuple[np.ndarray, list[tuple[float, float]]]:
    """The pixels of the picture, and the positions of the names."""
    n, cells = len(tiles), len(tiles[0].values)
    wide = n + (n - 1) * GAP
    high = max(1 + TOP + FOOT, wide / WIDE)             # in tiles
    side = CELL * cells
    canvas = np.zeros((round(high * side), round(high * WIDE * side), 4), np.uint8)
    left, top = (high * WIDE - wide) / 2, (high - 1 + TOP - FOOT) / 2
    names = []
    for k, tile in enumerate(tiles):
        x, y = round((left + k * (1 + GAP)) * side), round(top * side)
        canvas[y : y + side, x : x + side] = _cells(tile, _limit(tiles))
        names.append(((x + side / 2) / canvas.shape[1], 1 - y / canvas.shape[0]))
    return canvas, names


def _stacked(
    tiles: Sequence[Tile], wide: float
) -> tuple[np.ndarray, list[tuple[float, float]]]:
    """The same as `_in_a_row`, for tiles with a single row each, in a picture `wide` [px]."""
    n, entries = len(tiles), tiles[0].values.shape[1]
    share = max(LEFT, (max(width(tile.name) for tile in tiles) + 10) / wide)
    left = round(share / (1 - share) * entries)
    canvas = np.zeros((4 * n, left + entries, 4), np.uint8)
    for k, tile in enumerate(tiles):
        canvas[4 * k : 4 * k + 3, left:] = _colours(tile.values, _limit(tiles))
    return canvas, [(share - 0.015, 1 - (4 * k + 1.5) / (4 * n)) for k in range(n)]


def _cells(tile: Tile, limit: float) -> np.ndarray:
    coloured = _shaded(tile) if tile.palette else _colours(tile.values, limit)
    pixels = coloured.repeat(CELL, 0).repeat(CELL, 1)
    if tile.marked is not None:
        for i, j in np.argwhere(tile.marked):
            pixels[i * CELL :][SEEN, j * CELL :][:, SEEN] = [*DOT, 255]
    return pixels


def _colours(values: np.ndarray, limit: float) -> np.ndarray:
    """Opacity increases with the size of an entry; entries of a diverged run are transparent."""
    values = np.nan_to_num(values)
    rgb = np.where((values > 0)[..., None], PLUS, MINUS)
    alpha = 255 * np.clip(np.abs(values) / limit, 0, 1)
    return np.concatenate([rgb, alpha[..., None]], -1).astype(np.uint8)


def _shaded(tile: Tile) -> np.ndarray:
    """The colours of the palette; entries of a diverged run, and those outside, are transparent."""
    stops = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in tile.palette])
    low, high = tile.ends
    at = (np.nan_to_num(tile.values) - low) / (high - low) * (len(stops) - 1)
    rgb = [np.interp(at, np.arange(len(stops)), part) for part in stops.T]
    seen = np.where(np.isfinite(tile.values), 255, 0)
    return np.stack([*rgb, seen], -1).astype(np.uint8)


def _limit(tiles: Sequence[Tile]) -> float:
    """The largest entry of the truth, which is drawn opaque."""
    return float(np.nanmax(np.abs(tiles[0].values))) or 1.0
