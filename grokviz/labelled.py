"""Records as `xarray.Dataset`s, whose axes and columns have names.

Dimensions are ``step`` and ``run``; the columns of the sweep are coordinates along ``run``. A text
such as the name of a penalty becomes a whole number, and its attribute ``names`` says what each
number means: so Zarr and Parquet hold it without objects. Needs xarray, see ``grokviz[cluster]``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import xarray

    from grokviz.run import Record

TIMES = {"t_train": "train_accuracy", "t_test": "test_accuracy"}
ABOUT = "grokviz"               # attribute with the rest of a record, as JSON
CHOICES = "names"


def to_xarray(record: Record) -> xarray.Dataset:
    """A record as a Dataset.

    Returns
    -------
    xarray.Dataset
        Its values, (step, run, ...); t_train, t_test and delay, (run,), where it has accuracies.
        The settings are attributes, as is the rest of the record, so that `exports.from_xarray`
        gives it back.
    """
    xarray = _xarray()
    values = {k: ((*("step", "run"), *_further(k, np.ndim(v) - 2)), np.asarray(v))
              for k, v in record.values.items()}
    if all(name in record.values and np.ndim(record.values[name]) == 2
           for name in TIMES.values()):
        values |= {name: (("run",), getattr(record, name)) for name in (*TIMES, "delay")
                   if name not in values}
    coords = {"step": np.asarray(record.steps), **columns(record.sweep)}
    return xarray.Dataset(values, coords, attributes(record))


def columns(sweep: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a sweep as coordinates, with ``run`` itself."""
    runs = len(next(iter(sweep.values())))
    return {"run": np.arange(runs)} | {k: _coded(np.asarray(v)) for k, v in sweep.items()}


def attributes(record: Record) -> dict[str, Any]:
    """What a Dataset says of its record besides the arrays."""
    settings = _plain(record.settings)
    about = {
        "name": record.name, "settings": settings, "columns": list(record.sweep),
        "changes": [[int(c.step), c.name, _plain(c.value)] for c in record.changes],
        "diverged": [asdict(lost) | {"loss": repr(float(lost.loss))} for lost in record.diverged],
    }
    plain = {k: v for k, v in settings.items()
             if isinstance(v, int | float | str) and not isinstance(v, bool)}
    return plain | {"name": record.name, ABOUT: json.dumps(about)}


def _coded(column: np.ndarray) -> Any:
    if column.dtype.kind not in "US":
        return ("run", column)
    names, codes = np.unique(column, return_inverse=True)
    return ("run", codes.astype(np.int16), {CHOICES: names.tolist()})


def _further(name: str, axes: int) -> list[str]:
    return [f"{name}_{i}" for i in range(axes)]


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | range | np.ndarray):
        return [_plain(v) for v in value]
    return value.item() if isinstance(value, np.generic) else value


def _xarray() -> Any:
    try:
        import xarray
    except ImportError:
        raise ValueError("a Dataset needs xarray, which is not installed here; type: "
                         "pip install 'grokviz[cluster]'") from None
    return xarray
