"""The blocks of a sweep together: as a lazy `xarray.Dataset`, and as the record of a map."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from grokviz import labelled, store
from grokviz.divergence import Lost
from grokviz.jobs.folder import Sweep
from grokviz.jobs.kept import TIMES
from grokviz.run import Record
from grokviz.sentences import brief
from grokviz.storage.files import StoreError, shorten


def dataset(sweep: Sweep) -> Any:
    """All runs of a sweep.

    Returns
    -------
    xarray.Dataset
        Dimensions run and, unless only times were kept, step. The columns of the sweep are
        coordinates along run; ``lost`` is True for runs that diverged. Values of blocks that are
        not there are nan. With Dask installed a block is read when its values are needed.
    """
    xarray = labelled._xarray()
    done = sorted(sweep.done())
    if not done:
        raise StoreError(f"no block of {shorten(sweep.path.name)} is trained yet; wait for the "
                         "first one")
    first = sweep.record(done[0])
    times = sweep.about["keep"] == "times"
    values = {}
    for name, value in first.values.items():
        shape, dtype = value.shape[2:], value.dtype
        dims = ("run", *(() if times else ("step",)), *labelled._further(name, len(shape)))
        shape = shape if times else (len(first.steps), *shape)
        values[name] = (dims, _joined(sweep, set(done), name, shape, dtype))
    about = replace(first, sweep=sweep.columns, changes=(), diverged=(),
                    settings=sweep.about["settings"])
    coords = labelled.columns(sweep.columns) | ({} if times else {"step": first.steps})
    lost = ("run", _joined(sweep, set(done), "", (), np.dtype(bool)))
    return xarray.Dataset(values | {"lost": lost}, coords, labelled.attributes(about))


def _joined(sweep: Sweep, done: set[int], name: str, shape: tuple, dtype: np.dtype) -> Any:
    """A value of all runs, run axis first; an empty name is whether they were lost."""
    sizes = [sweep.slice(i).stop - sweep.slice(i).start for i in range(sweep.blocks)]
    read = [partial(_read, str(sweep.file(i)), name) if i in done else
            partial(_nothing, (n, *shape), dtype) for i, n in enumerate(sizes)]
    try:
        import dask
        import dask.array as arrays
    except ImportError:
        return np.concatenate([each() for each in read])
    return arrays.concatenate([
        arrays.from_delayed(dask.delayed(each)(), (n, *shape), dtype)
        for each, n in zip(read, sizes, strict=True)])


def _read(path: str, name: str) -> np.ndarray:
    record = store.load(Path(path))
    if not name:
        lost = np.zeros(record.runs, bool)
        lost[[each.run for each in record.diverged]] = True
        return lost
    value = record.values[name]
    return value[-1] if set(record.values) == set(TIMES) else np.moveaxis(value, 0, 1)


def _nothing(shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
    return np.full(shape, np.nan if dtype.kind == "f" else False, dtype)


def phases(sweep: Sweep) -> Record:
    """The times of all runs as one record, like that of `landscapes.phases.phase_grid`."""
    if sweep.about["keep"] != "times":
        raise StoreError(f"{shorten(sweep.path.name)} keeps {brief(sweep.about['keep'])}, and a "
                         "map of phases needs times; begin another sweep with keep='times'")
    values = {name: np.full(sweep.runs, np.nan) for name in TIMES} | {
        "trained": np.zeros(sweep.runs)}
    lost: list[Lost] = []
    for block in sorted(sweep.done()):
        record, part = sweep.record(block), sweep.slice(block)
        for name in TIMES:
            values[name][part] = record.values[name][-1]
        lost += [replace(each, run=part.start + each.run) for each in record.diverged]
    settings = sweep.about["settings"]
    budget, name = settings["steps"], sweep.about["name"].partition(".")[0]
    return Record(
        f"{name}.phase_grid", {**settings, "budget": budget, "steps": budget * sweep.runs},
        sweep.columns, np.array([budget * sweep.runs]), {k: v[None] for k, v in values.items()},
        diverged=tuple(replace(each, step=budget * sweep.runs) for each in lost))
