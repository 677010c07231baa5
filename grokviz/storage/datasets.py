"""The data sets of the package: read whole, and checked against their hash."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from grokviz.storage import archive, files, sources
from grokviz.storage.archive import Archive, Damaged


@cache
def dataset(name: str) -> Mapping[str, np.ndarray]:
    """The arrays of a data set; ValueError if its file is not what was stored."""
    path = sources.DATA / f"{name}.npz"
    try:
        with files.opened(path) as file:
            packed = Archive(file)
            about, arrays = packed.about() or {}, packed.arrays()
        if archive.digest(arrays, about) != about.get("sha256"):
            raise Damaged("its hash differs")
        return arrays
    except (Damaged, KeyError) as error:
        raise ValueError(f"{path.name} is not what was stored ({error}); type: grokviz precompute "
                         f"{name}") from None
