"""A landscape scanned from coarse to fine: the cells of a grid are trained stage by stage.

Each cell is a separate run from its own start; a stage decides only when the cell is trained. So
a coarse map is ready after a small part of the time, and the finest map costs as much as one
ensemble.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grokviz.divergence import Diverged, Lost
from grokviz.engines.streaming.ensemble import Sweep
from grokviz.run import Experiment, Snapshot, Stream

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
        The cells of each stage; together they name each cell once.
    batch : int, optional
        Most cells to train at once; by default a whole stage.
    values : sequence of str
        The values of the training to pass on, each (cells,).

    Returns
    -------
    Experiment
        The values, nan for cells that are not trained yet or are lost. A snapshot's step counts
        model-steps: cells times steps. Raises `Diverged` if every cell is lost.
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
                    # Losses found between two snapshots are reported with the next one.
                    new, more = _in_scan(more, part, at), ()
                    lost += new
                    yield Snapshot(at, found, diverged=new)
            except Diverged as error:                   # all of this batch; go on with the others
                # The runs found lost before are known; the error names all runs of the batch.
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
    """Lost runs of a batch as lost cells of the scan, found at its `step`."""
    return tuple(replace(each, run=int(part[each.run]), step=step) for each in lost)


def coarse_to_fine(points: int, sizes: Sequence[int]) -> list[np.ndarray]:
    """Stages of a square grid: a few cells spread over it, then more, then all.

    Parameters
    ----------
    points : int
        Points along an axis; cell (i, j) has number ``i * points + j``.
    sizes : sequence of int
        Points along an axis in each stage; those above `points` are left out.

    Returns
    -------
    list of arrays of int, which name each cell once.
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
