"""Records on disk: NAME.npz with the arrays beside NAME.json with everything else.

The JSON carries the settings, where the numbers came from (recipe, versions, device, wall time,
source figure) and a hash of the arrays, so that a file that was damaged or made by a newer
grokviz is refused with a sentence instead of being drawn.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
import time
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from grokviz.run import Change, Lost, Record, State
from grokviz.settings import unknown

FORMAT = 1
DATA = Path(__file__).with_name("data")
# What numpy and zipfile raise on broken files.
_DAMAGE = (OSError, ValueError, KeyError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error)


class StoreError(ValueError):
    """A stored record cannot be trusted, read, or written."""


def save(
    record: Record, path: str | Path, *, state: State | None = None, **provenance: Any
) -> Path:
    """Write a record, whole or not at all.

    Parameters
    ----------
    record : Record
    path : str or Path
        With or without ``.npz``; a bare name goes into the package's own data.
    state : mapping of arrays, optional
        What the run can go on from, see `load_state`.
    **provenance
        What else is known of it, e.g. ``recipe=``, ``source=``, ``seconds=``.

    Returns
    -------
    Path of the ``.npz`` file.
    """
    npz = _path(path)
    arrays = {"steps": np.asarray(record.steps)}
    arrays |= {f"sweep/{k}": np.asarray(v) for k, v in record.sweep.items()}
    arrays |= {f"values/{k}": _compact(v) for k, v in record.values.items()}
    arrays |= {f"state/{k}": np.asarray(v) for k, v in (state or {}).items()}
    about = described(record, **provenance) | {"sha256": digest(arrays)}
    text = json.dumps(about, indent=1, ensure_ascii=False) + "\n"
    with whole(npz, npz.with_suffix(".json")) as parts:
        with parts[0].open("wb") as file:
            np.savez_compressed(file, **arrays)
        parts[1].write_text(text, encoding="utf-8")
    return npz


def described(record: Record, **provenance: Any) -> dict[str, Any]:
    """All of a record but its arrays, plain values: settings, changes, how and when it was made."""
    return {
        "format": FORMAT,
        "name": record.name,
        "settings": _plain(record.settings),
        "changes": [[c.step, c.name, list(c.value)] for c in record.changes],
        "diverged": [_plain(asdict(lost)) | {"loss": repr(float(lost.loss))}    # inf is not JSON
                     for lost in record.diverged],
        "made": {**made(), **_plain(provenance)},
    }


@contextmanager
def whole(*paths: Path) -> Iterator[list[Path]]:
    """Files that are written whole or not at all: gives where to write each in the meantime.

    Raises
    ------
    StoreError
        If the folder cannot be written; what was there before is left as it was.
    """
    parts = [path.with_name(path.name + ".part") for path in paths]
    try:
        paths[0].parent.mkdir(parents=True, exist_ok=True)
        yield parts
        for part, path in zip(parts, paths, strict=True):       # all are whole by now
            os.replace(part, path)
    except OSError as error:
        raise StoreError(
            f"{paths[0].name} cannot be written into the folder {paths[0].parent.absolute()} "
            f"({error.strerror or error}); nothing there was changed: give another folder, e.g. "
            f"{Path.home() / paths[0].name}"
        ) from error
    finally:
        for part in parts:
            with suppress(OSError):
                part.unlink(missing_ok=True)


def load(path: str | Path) -> Record:
    """Read a record that `save` wrote.

    Parameters
    ----------
    path : str or Path
        With or without ``.npz``; a bare name is looked for in the package's own data.

    Raises
    ------
    FileNotFoundError
        If there is none; the message says which there are.
    StoreError
        If a file is damaged, its hash differs, or a newer grokviz wrote it.
    """
    about, arrays = provenance(path), _arrays(path)
    return Record(
        about["name"], about["settings"], _part(arrays, "sweep/"), arrays["steps"],
        _part(arrays, "values/"),
        tuple(Change(int(s), n, tuple(v)) for s, n, v in about["changes"]),
        tuple(Lost(**lost | {"loss": float(lost["loss"])}) for lost in about.get("diverged", ())),
    )


def load_state(path: str | Path) -> State:
    """What the run of a stored record can go on from; empty where none was saved.

    Raises as `load` does.
    """
    return _part(_arrays(path), "state/")


def _arrays(path: str | Path) -> dict[str, np.ndarray]:
    npz, about = _path(path), provenance(path)
    if about.get("format", 0) > FORMAT:
        raise StoreError(
            f"{npz.name} has format {about['format']}, this grokviz reads up to {FORMAT}; "
            "type: pip install --upgrade grokviz"
        )
    try:
        with npz.open("rb") as bytes_, np.load(bytes_, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
    except _DAMAGE as error:
        raise StoreError(f"{npz.name} cannot be read ({error}); {_remedy(npz)}") from error
    if digest(arrays) != about.get("sha256"):
        raise StoreError(f"{npz.name} is not what was saved: its hash differs; {_remedy(npz)}")
    return arrays


def provenance(path: str | Path) -> dict[str, Any]:
    """What is known of a stored record: settings, versions, hash, how and when it was made."""
    about = _path(path).with_suffix(".json")
    if not about.exists():
        known = sorted(p.stem for p in about.parent.glob("*.json")) if about.parent.is_dir() else []
        raise FileNotFoundError(unknown("stored record", about.stem, known))
    try:
        found = json.loads(about.read_text(encoding="utf-8"))
        missing = {"name", "settings", "changes", "sha256"} - set(found)
        if missing and found.get("format", 0) <= FORMAT:
            raise ValueError(f"without {', '.join(sorted(missing))}")
        return found
    except (ValueError, TypeError, AttributeError) as error:
        raise StoreError(f"{about.name} cannot be read ({error}); {_remedy(about)}") from error


def digest(arrays: Mapping[str, np.ndarray]) -> str:
    """sha256 over names, types, shapes and bytes."""
    sha = hashlib.sha256()
    for name in sorted(arrays):
        a = np.ascontiguousarray(arrays[name])
        sha.update(f"{name} {a.dtype.str} {a.shape}\n".encode())
        sha.update(a.tobytes())
    return sha.hexdigest()


def made() -> dict[str, Any]:
    """Versions, machine and time, as they are now."""
    versions = {name: metadata.version(name) for name in ("grokviz", "torch", "numpy")}
    return {
        "versions": {"python": platform.python_version(), **versions},
        "commit": _commit(),
        "machine": platform.machine(),
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def _commit() -> str | None:
    git = ["git", "-C", str(DATA.parent), "rev-parse", "HEAD"]
    try:
        return subprocess.run(git, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def _path(path: str | Path) -> Path:
    path = Path(path)
    if path.suffix not in (".npz", ".json"):
        path = path.with_name(path.name + ".npz")
    return (DATA / path if path.parent == Path() else path).with_suffix(".npz")


def _part(arrays: Mapping[str, np.ndarray], prefix: str) -> dict[str, np.ndarray]:
    return {k.removeprefix(prefix): v for k, v in arrays.items() if k.startswith(prefix)}


def _remedy(path: Path) -> str:
    own = path.parent == DATA
    return f"type: grokviz precompute {path.stem}" if own else "save it again"


def _compact(values: np.ndarray) -> np.ndarray:
    values = np.asarray(values)
    return values.astype(np.float32) if values.dtype == np.float64 else values


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [_plain(v) for v in value]
    return value.item() if isinstance(value, np.generic) else value
