"""Where numbers came from, as plain values: settings, changes, versions, machine, time."""

from __future__ import annotations

import functools
import json
import platform
import subprocess
import time
from collections.abc import Mapping
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from grokviz.divergence import Lost
from grokviz.run import Record
from grokviz.storage.files import StoreError, shorten

FORMAT = 2                      # version of the description and of the file


def described(record: Record, **provenance: Any) -> dict[str, Any]:
    """A record without its arrays, as plain values: settings, changes, how it was made."""
    return {
        "format": FORMAT,
        "name": record.name,
        "settings": plain(record.settings),
        "changes": [[plain(c.step), c.name, plain(c.value)] for c in record.changes],
        "diverged": [_lost(each) for each in record.diverged],
        "made": {**made(), **plain(provenance)},
    }


def as_line(record: Record, **provenance: Any) -> str:
    """The same as one line of JSON; StoreError if a value is not plain."""
    try:
        return json.dumps(described(record, **provenance))
    except (TypeError, ValueError, RecursionError) as error:
        raise StoreError(f"the settings of {shorten(record.name)} cannot be written "
                         f"({shorten(error)}); give numbers, texts, and lists of them") from None


def made() -> dict[str, Any]:
    """Versions, machine and time of this moment."""
    versions = {name: metadata.version(name) for name in ("grokviz", "torch", "numpy")}
    return {
        "versions": {"python": platform.python_version(), **versions},
        "commit": _commit(),
        "machine": platform.machine(),
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def plain(value: Any) -> Any:
    """A value as JSON holds it: numpy's numbers become Python's, arrays become lists."""
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [plain(v) for v in value]
    return value.item() if isinstance(value, np.generic) else value


def _lost(lost: Lost) -> dict[str, Any]:
    loss, bound = repr(float(lost.loss)), lost.bound            # inf and nan are not JSON
    values: dict[str, Any] = plain(asdict(lost))
    return values | {"loss": loss, "bound": bound and repr(float(bound))}


@functools.cache
def _commit() -> str | None:
    git = ["git", "-C", str(Path(__file__).parent), "rev-parse", "HEAD"]
    try:
        # Installed without its repository, a package has no commit to tell.
        return subprocess.run(git, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None
