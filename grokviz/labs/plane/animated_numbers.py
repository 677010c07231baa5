"""The panel with ten numbers beside the plane, and all their sums under them.

Equal sums coincide as the messiness goes to 0.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs.headline import first
from grokviz.recipes.common.symbols import symbols
from grokviz.run import Record

M = "messiness"


def panel(record: Record, about: str) -> dict[str, Any]:
    """The panel; `about` is the key of its description for screen readers."""
    pairs = symbols(of(record, "data_seed")).pairs
    shown = np.arange(len(pairs)) < of(record, "n_train")
    say = {name: t(f"animation.plane.{name}")
           for name in ("now", "ticks", "sums", "scale", "shown", "new")}
    bare = {"lo": 0, "hi": 1, "bare": True}
    return {
        "title": t("animation.plane.numbers"), "short": t("animation.plane.numbers_short"),
        "about": t(about), "weight": 0.362, "open": True, "x": bare, "y": bare,
        "marks": [{"kind": "symbols", "messiness": {"ch": M}, "places": {"ch": "places"},
                   "sums": {"ch": "sums"}, "column": pairs.sum(1).astype(float),
                   "shown": shown.astype(float), "say": say}],
    }


def level(E: np.ndarray) -> np.ndarray:
    """Points (records, symbols, 2), turned and scaled so that the evenly spaced points nearest to
    them lie from -1 to 1 on the first axis."""
    even = np.linspace(-1, 1, E.shape[1])
    E = E - E.mean(1, keepdims=True)
    along = np.einsum("i,rid->rd", even, E) / (even @ even)     # of that line, (records, 2)
    aside = np.stack([-along[:, 1], along[:, 0]], -1)
    size = np.maximum((along**2).sum(-1), 1e-12)[:, None]
    return np.stack([np.einsum("rid,rd->ri", E, way) / size for way in (along, aside)], -1)


def gaps(record: Record, places: np.ndarray) -> np.ndarray:
    """The distance of each sum along the line from the mean of its equals, (records, sums of
    pairs)."""
    pairs = symbols(of(record, "data_seed")).pairs
    equal = pairs.sum(1)[:, None] == pairs.sum(1)
    along = places[..., 0][:, pairs].sum(-1)
    return along - along @ (equal / equal.sum(0))


def of(record: Record, name: str) -> int:
    """A setting of the first run."""
    return int(first(record.settings[name]))
