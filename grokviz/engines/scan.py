"""A landscape scanned coarse to fine: cells of a grid trained a stage after a stage.

Each cell is a run of its own, trained from its own start; all that a stage decides is when. So a
coarse map stands after a small part of the time, and the finest costs no more than one ensemble.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grokviz.divergence import Diverged, Lost
from grokviz.run import Experiment, Snapshot, Stream

Sweep = Mapping[str, np.ndarray]
VALUES = ("train_loss", "test_loss", "weight_norm")


def scan(
    train: Callable[[Sweep], Experiment], *, name: str, settings: Mapping[str, Any], sweep: Sweep,
    steps: int, stages: Sequence[np.ndarray], batch: int | None = None,
    values: Sequence[str] = VALUES,
) -> Experiment:
    """Train every cell of a sweep, stage after stage.

    Parameters
    ----------
    train : function
        Columns of some cells -> their training, as an Experiment.
    name, settings
        For the Record.
    sweep : mapping of arrays, shape (cells,)
    steps : int
        Of each cell.
    stages : sequence of arrays of int
        The cells of each stage; together each cell once.
    batch : int, optional
        At most so many cells are trained at once; by default a whole stage.
    values : sequence of str
        What of the training is passed on, each (cells,).

    Returns
    -------
    Experiment
        The values, nan where a cell is not begun or is lost. A snapshot's step counts
        model-steps: cells times steps. Raises `Diverged` where every cell is lost.
    """
    cells = len(next(iter(sweep.values())))
    batches = [part for stage in stages for part in _cut(stage, batch or cells)]

    def start(hot: Mapping[str, Any]) -> Stream:
        found = {k: np.full(cells, np.nan) for k in values}
        lost: tuple[Lost, ...] = ()
        more: tuple[Lost, ...]
        yield Snapshot(0, found)
        done = 0
        for part in batches:
            stream, more = train({k: v[part] for k, v in sweep.items()}).start(hot), ()
            try:
                for snapshot in stream:
                    more += snapshot.diverged if snapshot is not None else ()
                    if snapshot is None or snapshot.step == 0:
                        yield None
                        continue
                    for k in values:
                        found[k][part] = snapshot.values[k]
                    at = done + snapshot.step * len(part)
                    new, more = _in_scan(more, part, at), ()
                    lost += new
                    yield Snapshot(at, found, diverged=new)
            except Diverged as error:                   # all of the batch; others may do better
                at, known = done + steps * len(part), {each.run for each in lost}
                new = tuple(each for each in _in_scan(error.lost, part, at)
                            if each.run not in known)
                lost += new
                if len(lost) == cells:
                    raise Diverged.of(lost) from None
                for k in values:
                    found[k][part] = np.nan
                yield Snapshot(at, found, diverged=new)
            finally:
                stream.close()
            done += steps * len(part)

    return Experiment(name, {**settings, "steps": steps * cells}, sweep, start)


def _in_scan(lost: Sequence[Lost], part: np.ndarray, step: int) -> tuple[Lost, ...]:
    """Runs of a batch as cells of the scan, found lost at its `step`."""
    return tuple(replace(each, run=int(part[each.run]), step=step) for each in lost)


def coarse_to_fine(points: int, sizes: Sequence[int]) -> list[np.ndarray]:
    """Stages of a square grid: the cells of few points spread over it, then of more, then all.

    Parameters
    ----------
    points : int
        An axis; cell (i, j) has number ``i * points + j``.
    sizes : sequence of int
        Points an axis in each stage; those above `points` are left out.

    Returns
    -------
    list of arrays of int; each cell once.
    """
    stages, seen = [], np.zeros((points, points), bool)
    for size in [*(s for s in sizes if s < points), points]:
        along = np.linspace(0, points - 1, size).round().astype(int)
        due = np.zeros_like(seen)
        due[np.ix_(along, along)] = True
        stages.append(np.flatnonzero(due & ~seen))
        seen |= due
    return stages


def _cut(stage: np.ndarray, most: int) -> list[np.ndarray]:
    return np.array_split(stage, -(-len(stage) // most))
