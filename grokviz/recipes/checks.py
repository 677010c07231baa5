"""What several recipes refuse, each with what came, what is wanted and what to type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from grokviz.settings import unknown


def decay(sweep: Mapping[str, np.ndarray]) -> None:
    """ValueError where learning_rate * weight_decay is 1 or more in a run."""
    product = sweep["learning_rate"] * sweep["weight_decay"]
    if (product >= 1).any():
        run = int(product.argmax())
        rate, decay = float(sweep["learning_rate"][run]), float(sweep["weight_decay"][run])
        raise ValueError(
            f"learning_rate * weight_decay is {rate:g} * {decay:g} = {rate * decay:g}, which takes "
            f"away all of the weights in one step; give weight_decay below {1 / rate:g}"
        )


def named(settings: Mapping[str, Any], **kinds: Iterable[str]) -> None:
    """ValueError with the nearest known name where a setting of some kind has none of its names."""
    for kind, known in kinds.items():
        if settings[kind] not in known:
            raise ValueError(unknown(kind, settings[kind], known))


def preset_of(presets: Mapping[str, Mapping[str, Any]], kind: str, of: str, name: str) -> dict:
    """A copy of a named preset of one of several tables; `kind` says what a table is of."""
    if of not in presets:
        raise ValueError(unknown(kind, of, presets))
    if name not in presets[of]:
        raise ValueError(unknown("preset", name, presets[of]))
    return dict(presets[of][name])
