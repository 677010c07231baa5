"""The cells of a phase diagram: what a record of phases says of each, in numbers and in words."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from grokviz.i18n import t
from grokviz.metrics import PHASES, UNDECIDED, binomial_interval, majority, phase
from grokviz.run import Record
from grokviz.widgets.plots.maps.phase_axes import Plane

LETTERS = "XMGC"                                # in the order of PHASES
WRITTEN = 11                                    # most cells along an axis with a letter each
Window = tuple[tuple[int, int], tuple[int, int]]    # first and one past the last, across and up


class Cells(NamedTuple):
    """A record of phases as a map; arrays are (up, across)."""

    axes: tuple[str, str]                       # the settings across and up
    values: tuple[np.ndarray, np.ndarray]
    winner: np.ndarray                          # index into PHASES, or UNDECIDED
    k: np.ndarray                               # number of seeds in that phase
    n: np.ndarray                               # number of seeds with a decision
    seeds: int
    lost: np.ndarray                            # number of seeds that diverged

    def part(self, window: Window) -> Cells:
        """The cells inside a window."""
        (left, right), (low, high) = window
        across, up = slice(left, right), slice(low, high)
        return self._replace(
            values=(self.values[0][across], self.values[1][up]),
            **{k: getattr(self, k)[up, across] for k in ("winner", "k", "n", "lost")})

    @property
    def written(self) -> bool:
        """True if there is room for a letter in each cell."""
        return max(self.winner.shape) <= WRITTEN


def cells_of(record: Record, plane: Plane) -> Cells:
    """The phases at the last record as a map."""
    seed = plane.seed
    differ = [k for k in record.sweep if k != seed and len(np.unique(record.sweep[k])) > 1]
    axes = plane.across, plane.up
    if set(axes) != set(differ):
        across, up = sorted(differ, key=list(plane.values).index)
        axes = across, up
    (columns, x), (rows, y) = (np.unique(record.sweep[k], return_inverse=True) for k in axes)
    seeds, z = np.unique(record.sweep[seed], return_inverse=True)
    last = {k: v[-1] for k, v in record.values.items()}
    phases = np.full((len(rows), len(columns), len(seeds)), UNDECIDED)
    phases[y, x, z] = phase(last["t_train"], last["t_test"],
                            last["trained"] >= record.settings["budget"])
    winner, k, n = (v.reshape(phases.shape[:2]) for v in majority(phases.reshape(-1, len(seeds))))
    lost = np.zeros((len(rows), len(columns)), int)
    gone = [each.run for each in record.diverged]
    np.add.at(lost, (y[gone], x[gone]), 1)
    return Cells(axes, (columns, rows), winner, k, n, len(seeds), lost)


def phase_words(record: Record, plane: Plane) -> str:
    """The number of cells in each phase, in one sentence."""
    cells = cells_of(record, plane)
    known = cells.winner[cells.winner != UNDECIDED]
    if not len(known):
        return t("phases.no_cell_decided_yet")
    counts = t("phases.then").join(f"{(known == i).sum():,} {t(name)}"
                                   for i, name in enumerate(PHASES) if (known == i).any())
    each = "phases.cells_seeds_each" if cells.seeds > 1 else "phases.cells_one_seed"
    said = t(each, known=len(known),
             cells=cells.winner.size, seeds=cells.seeds, counts=counts)
    lost = cells.lost.sum()
    return f"{said} {t('phases.diverged_runs', runs=lost)}" if lost else said


def text_of(cells: Cells, row: int, column: int) -> str:
    """A cell in a table: its letter, and in how many seeds."""
    if cells.winner[row, column] == UNDECIDED:
        return "–"
    letter = LETTERS[cells.winner[row, column]]
    said = f"{letter} {cells.k[row, column]}/{cells.n[row, column]}"
    lost = cells.lost[row, column]
    return f"{said} ({t('phases.diverged', lost=lost)})" if lost else said


def sentence_of(cells: Cells, row: int, column: int) -> str:
    """How many seeds of a cell are in its phase, and how sure that makes us of the share."""
    k, n = int(cells.k[row, column]), int(cells.n[row, column])
    if not n:
        return t("phases.cell_undecided")
    low, high = map(float, binomial_interval(k, n))
    said = t("phases.cell", phase=t(PHASES[cells.winner[row, column]]), k=k, n=n, low=low,
             high=high)
    lost = int(cells.lost[row, column])
    return f"{said} {t('phases.diverged_runs', runs=lost)}" if lost else said
