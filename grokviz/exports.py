"""A Record as a file for other programs: CSV, NPZ or Parquet, with the settings inside.

CSV and Parquet have one row for each run at each recorded step. Its columns are ``step``,
``run``, the columns of the sweep, and the values. A value with several entries, such as
``leaf_norms``, has a column for each: ``leaf_norms_0`` and so on. NPZ is the format of
`store.save` and `store.load`. `from_xarray` takes back what `Record.to_xarray` gave.
"""

from __future__ import annotations

import csv
import importlib.util
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from grokviz import labelled, store
from grokviz.divergence import Lost
from grokviz.run import Change, Record, State
from grokviz.sentences import unknown
from grokviz.storage import files, origin
from grokviz.storage.files import StoreError, shorten


def export(
    record: Record, path: str | Path, *, state: State | None = None, **about: Any
) -> Path:
    """Write a record completely or not at all; the ending of `path` sets the format.

    Parameters
    ----------
    record : Record
    path : str or Path
        Relative to the current folder, ending in ``.csv``, ``.npz`` or ``.parquet``; ``~`` is your
        home folder, and missing folders are made.
    state : mapping of arrays, optional
        The state from which the run can go on; NPZ keeps it.
    **about
        Further facts about it, plain values, e.g. ``link=``.

    Returns
    -------
    Path of the file.

    Raises
    ------
    StoreError
        If the folder cannot be written to, if the record is not valid, or if Parquet is requested
        and pyarrow is not installed.
    ValueError
        For another ending.

    Notes
    -----
    To read it: ``pandas.read_csv(path, comment="#")`` (the first lines, which begin with ``#``,
    hold the settings as JSON, and when each run learnt its sets), ``grokviz.load(path)``, or
    ``pyarrow.parquet.read_table(path)``, whose ``schema.metadata[b"grokviz"]`` is that JSON.
    """
    path = files.place(path)
    ending = path.suffix.lower()
    if ending not in FORMATS:
        raise ValueError(unknown("format", shorten(ending), FORMATS))
    if ending == ".npz":
        return store.save(record, path, state=state, **about)
    store.check(record)
    TABLES[ending](record, path, about)
    return path


def from_xarray(dataset: Any) -> Record:
    """The record of a Dataset that `to_xarray` made, or of its last step.

    Raises
    ------
    ValueError
        If it has no run axis, or nothing that says which record it was.
    """
    if labelled.ABOUT not in getattr(dataset, "attrs", {}) or "run" not in dataset.dims:
        raise ValueError("the dataset is none of a record: it lacks a run axis, or the attribute "
                         f"{labelled.ABOUT!r}; give what record.to_xarray() or job.dataset() made")
    about = json.loads(dataset.attrs[labelled.ABOUT])
    steps = np.atleast_1d(dataset["step"].values) if "step" in dataset.coords else np.array(
        [about["settings"].get("steps", 0)])
    values: dict[str, Any] = {}
    for name, found in dataset.data_vars.items():
        if "step" in found.dims:
            values[str(name)] = found.transpose("step", "run", ...).values
        elif "step" not in dataset.dims:
            values[str(name)] = found.transpose("run", ...).values[None]
    sweep = {name: _named(dataset[name]) for name in about["columns"]}
    changes = tuple(Change(step, name, tuple(value)) for step, name, value in about["changes"])
    lost = tuple(Lost(**each | {"loss": float(each["loss"])}) for each in about["diverged"])
    return Record(about["name"], about["settings"], sweep, steps, values, changes, lost)


def _named(column: Any) -> np.ndarray:
    names = column.attrs.get(labelled.CHOICES)
    return np.asarray(column.values) if names is None else np.array(names)[column.values]


def columns(record: Record) -> dict[str, np.ndarray]:
    """The table of a record: name -> (records * runs,), with the runs of a step together."""
    steps, runs = len(record.steps), record.runs
    table = {
        "step": np.repeat(np.asarray(record.steps), runs), "run": np.tile(np.arange(runs), steps),
    }
    for name, column in record.sweep.items():
        table[name] = np.tile(np.asarray(column), steps)
    for name, value in record.values.items():
        # Records and runs become rows, all further axes columns.
        flat = np.asarray(value).reshape(steps * runs, -1)
        names = [name] if np.ndim(value) == 2 else [f"{name}_{i}" for i in range(flat.shape[1])]
        table |= dict(zip(names, flat.T, strict=True))
    return table


def _csv(record: Record, path: Path, about: Mapping[str, Any]) -> None:
    table = columns(record)
    described = origin.as_line(record, **about)
    with files.whole(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        file.write('# a record of grokviz; pandas.read_csv(path, comment="#") skips these lines\n')
        file.write(f"# {described}\n")
        file.write(f"# {' '.join(repr(record).split())}\n")
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(table)
        rows.writerows(zip(*table.values(), strict=True))       # numpy's numbers print all digits


def _parquet(record: Record, path: Path, about: Mapping[str, Any]) -> None:
    if importlib.util.find_spec("pyarrow") is None:
        raise StoreError("Parquet needs pyarrow, which is not installed here; type: "
                         "pip install pyarrow, or choose CSV or NPZ")
    import pyarrow
    from pyarrow import parquet

    table = pyarrow.table(columns(record))
    described = {"grokviz": origin.as_line(record, **about)}
    with files.whole(path) as part:
        parquet.write_table(table.replace_schema_metadata(described), part)


TABLES: dict[str, Callable[[Record, Path, Mapping[str, Any]], None]] = {
    ".csv": _csv, ".parquet": _parquet,
}
FORMATS = (".csv", ".npz", ".parquet")
