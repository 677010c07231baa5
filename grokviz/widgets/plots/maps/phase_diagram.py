"""A phase diagram: a square for each cell of a plane, in the colour and letter of its phase.

The squares are an image with one pixel a cell, which the browser enlarges without smoothing. A new
image needs only a few hundred bytes, and a click on it reports its position. A cell without a
result borrows the phase of the nearest cell that has one, drawn faintly and without a letter.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.metrics import LATE, PHASES, UNDECIDED
from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots.core import mpl
from grokviz.widgets.plots.core.axes import axis, put_ticks
from grokviz.widgets.plots.core.base import Beside, Plot
from grokviz.widgets.plots.core.marks import place
from grokviz.widgets.plots.maps.phase_axes import Plane, PlaneTools
from grokviz.widgets.plots.maps.phase_cells import (
    LETTERS,
    WRITTEN,
    Cells,
    Window,
    cells_of,
    phase_words,
    sentence_of,
    text_of,
)

LENT = 80                                       # opacity of a borrowed colour, of 255


class PhaseMap(Plot):
    """The most frequent phase among the seeds, over two settings.

    Parameters
    ----------
    plane : Plane
    opens : str
        The view that opens a run.
    symbols : mapping
    source : str
        Where the map that is shown first comes from.
    post : function
        Calls a function on the thread that paints.
    open_folder : function, optional
        Opens the sweep in a folder.
    """

    def __init__(
        self, plane: Plane, opens: str, symbols: Mapping[str, str], source: str = "",
        post: Callable[[Callable[[], None]], None] = lambda work: work(),
        open_folder: Callable[[str], None] | None = None,
    ):
        across, up = (axis("", -0.5, 0.5, ticks=[0], tick_format="~g", vertical=vertical)
                      for vertical in (False, True))
        super().__init__("Phases of learning", across, up, symbols,
                         height="480px", classes=["grokviz-map"], grid=False,
                         margin={"bottom": 42, "left": 60})             # the labels are long
        self.plane, self.opens, self.source = plane, opens, source
        across.label_offset, up.label_offset = "32px", "46px"
        self._letters = self.label([], [], [], align="middle", font_weight="bold", y_offset=-3)
        self._shares = self.label([], [], [], align="middle", y_offset=12)
        self.plane_tools = PlaneTools(
            plane, lambda: self.turned(), lambda x, y: self.clicked(x, y),
            lambda x, y: post(lambda: self.zoom(x, y)), lambda: post(self._say_cell), open_folder)
        self.tools = self.plane_tools
        self._shown: tuple | None = None
        self._record: Record | None = None      # the one in the picture
        self.window: Window | None = None       # cells in view; None is all
        axes = plane.across, plane.up           # set now: a figure in transition misses new labels
        self._show_axes(axes, (np.array(plane.values[axes[0]]), np.array(plane.values[axes[1]])))
        self.put(letters=self._letters, shares=self._shares)

    def show(self, record: Record, at: int | None = None) -> None:
        record = record if at is None else record.until(record.steps[at])
        if self._record is None or self._record.sweep is not record.sweep:
            self.window = None
        self._record = record
        cells = self._in_view(record)
        state = (cells.axes, *(v.tobytes() for v in (*cells.values, cells.winner, cells.k,
                                                     cells.n, cells.lost)))
        if state == self._shown:
            return
        self._shown = state
        self._show_axes(cells.axes, cells.values)
        self.ground.show(_pixels(cells))
        self._show_letters(cells)
        self.plane_tools.show(cells.axes, cells.values)
        self.plane_tools.legend.value = _legend(record, cells)
        self.plane_tools.source.value = _source(self.source)
        self._say_cell()

    def zoom(self, across: int, up: int) -> None:
        """Show half as many cells along each axis, around one of those in view; -1 shows all."""
        if self._record is None:
            return
        whole = cells_of(self._record, self.plane).winner.shape[::-1]
        if across < 0:
            self.window = None
        else:
            before = self.window or ((0, whole[0]), (0, whole[1]))
            x, y = (_around(start + at, max((end - start) // 2, 3), most)
                    for (start, end), at, most in zip(before, (across, up), whole, strict=True))
            self.window = x, y
        self.show(self._record)

    def _in_view(self, record: Record) -> Cells:
        cells = cells_of(record, self.plane)
        return cells if self.window is None else cells.part(self.window)

    def _say_cell(self) -> None:
        """Say of the chosen cell how many of its seeds are in each phase."""
        tools = self.plane_tools
        across, up = (cell.index for cell in tools.cell)
        if self._record is None or across is None or up is None:
            return
        cells = self._in_view(self._record)
        if up < cells.winner.shape[0] and across < cells.winner.shape[1]:
            tools.said.value = f'<p role="status">{html.escape(sentence_of(cells, up, across))}</p>'

    def sketch(self, ax, record: Record, beside: Sequence[Beside] = ()) -> None:
        cells = self._in_view(record)
        mpl.frame(ax, self.figure)
        ax.grid(False)
        ax.pcolormesh(_pixels(cells), shading="nearest", zorder=0)
        for y, x in np.argwhere(cells.winner != UNDECIDED) if cells.written else ():
            ax.text(x, y, text_of(cells, y, x), ha="center", va="center", fontsize=8,
                    color=theme.ON_PHASES[cells.winner[y, x]])
        if not cells.written:                           # the colours have to say it alone
            seen = [i for i in range(len(PHASES)) if (cells.winner == i).any()]
            ax.legend([ax.scatter([], [], marker="s", color=theme.PHASES[i]) for i in seen],
                      [t(PHASES[i]) for i in seen], loc="lower left", fontsize=8, ncols=len(seen))

    def leads(self, record: Record, x: float, y: float) -> tuple[str, dict[str, float]] | None:
        cells = self._in_view(record)
        place = {}
        for name, column, at in zip(cells.axes, cells.values, (x, y), strict=True):
            place[name] = column[int(np.clip(round(at), 0, len(column) - 1))].item()
        seed = {self.plane.seed: np.min(record.sweep[self.plane.seed]).item()}
        same = {k: v for k, v in record.settings.items() if k in self.plane.settings}
        return self.opens, same | place | seed | {"steps": record.settings["budget"]}

    def describe(self, record: Record) -> str:
        return f"{self.figure.title} {phase_words(record, self.plane)}"

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        cells = self._in_view(record)
        (across, up), (columns, rows) = cells.axes, cells.values
        show = {k: self.plane.settings[k].show for k in cells.axes}
        heads = [f"{self.symbols.get(across, across)} {show[across](v)}" for v in columns]
        said = [[f"{self.symbols.get(up, up)} {show[up](v)}",
                 *(text_of(cells, row, i) for i in range(len(columns)))]
                for row, v in enumerate(rows)]
        return ["", *heads], said[::-1]

    # ---- drawing --------------------------------------------------------------------------------

    def _show_axes(self, axes: tuple[str, str], values: tuple[np.ndarray, np.ndarray]) -> None:
        sides = zip(self.figure.axes, self.scales.values(), axes, values, strict=True)
        for line, scale, name, column in sides:
            scale.max = len(column) - 0.5
            line.label = self.plane.name(name)
            line.tick_labels = {str(i): _brief(self.plane.settings[name], v)
                                for i, v in enumerate(column)}
            put_ticks(line, range(0, len(column), -(-len(column) // WRITTEN)))

    def _show_letters(self, cells: Cells) -> None:
        up, across = np.nonzero((cells.winner != UNDECIDED) & cells.written)
        winner = cells.winner[up, across]
        counts = zip(cells.k[up, across], cells.n[up, across], strict=True)
        for mark, text in ((self._letters, [LETTERS[w] for w in winner]),
                           (self._shares, [f"{k}/{n}" for k, n in counts])):
            place(mark, across, up, text=text, colors=[theme.ON_PHASES[w] for w in winner])


def _around(middle: int, size: int, most: int) -> tuple[int, int]:
    """So many places around one, none of them below 0 or from `most` on."""
    size = min(size, most)
    first = min(max(middle - size // 2, 0), most - size)
    return first, first + size


def _pixels(cells: Cells) -> np.ndarray:
    """(up, across, 4) bytes: red, green, blue and opacity."""
    rgb = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in theme.PHASES])
    lent, own = _lend(cells.winner)
    alpha = np.where(own, 255, np.where(lent == UNDECIDED, 0, LENT))
    return np.concatenate([rgb[lent], alpha[..., None]], -1).astype(np.uint8)


def _lend(winner: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each cell's phase, or else that of the nearest cell with one; and a mask of the former.

    A phase is borrowed over at most half the distance between two cells of the first stage.
    """
    own = winner != UNDECIDED
    places = np.argwhere(own)
    if not len(places):
        return winner, own
    each = np.argwhere(np.ones_like(own))
    far = np.abs(each[:, None] - places)                # (cells, places, 2)
    nearest = far.sum(-1).argmin(1)
    within = far[np.arange(len(each)), nearest] <= np.ceil((np.array(winner.shape) - 1) / 4)
    lent = np.where(within.all(-1), winner[tuple(places[nearest].T)], UNDECIDED)
    return lent.reshape(winner.shape), own


def _legend(record: Record, cells: Cells) -> str:
    budget = f"{record.settings['budget']:,}"
    rules = (t("phases.training_set_not_learnt", budget=budget),
             t("phases.training_set_alone_learnt", budget=budget),
             t("phases.both_learnt_test_set", late=LATE),
             t("phases.both_learnt_soon_after"))
    rows = "".join(
        f'<tr><td><span style="background:{colour};color:{ink}">{letter}</span></td>'
        f"<td><b>{html.escape(t(name))}</b><i>: {html.escape(rule)}</i></td>"
        f"<td>{(cells.winner == i).sum():,}</td></tr>"
        for i, (name, letter, rule, colour, ink) in enumerate(
            zip(PHASES, LETTERS, rules, theme.PHASES, theme.ON_PHASES, strict=True)))
    return f'<table class="grokviz-legend">{rows}</table>'


def _source(source: str) -> str:
    said = t("phases.k_n_many_cells")
    if source:
        said += " " + t("phases.seen_first_start_trains", source=source)
    return f"<p>{html.escape(said)}</p>"


def _brief(setting: Any, value: float | str) -> str:
    """A value beside an axis: at most two digits of it that count."""
    exact = isinstance(value, str) or getattr(setting, "integer", False)
    return t(str(setting.show(value if exact else float(f"{value:.2g}"))))
