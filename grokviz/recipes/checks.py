"""What several recipes refuse, and how."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grokviz.settings import unknown


def check_decay(sweep: Mapping[str, np.ndarray]) -> None:
    """Refuse a decay that takes away all of the weights in one step."""
    product = sweep["learning_rate"] * sweep["weight_decay"]
    if (product >= 1).any():
        run = int(product.argmax())
        rate, decay = float(sweep["learning_rate"][run]), float(sweep["weight_decay"][run])
        raise ValueError(
            f"learning_rate * weight_decay is {rate:g} * {decay:g} = {rate * decay:g}, which takes "
            f"away all of the weights in one step; give weight_decay below {1 / rate:g}"
        )


def preset_of(presets: Mapping[str, Mapping[str, Any]], kind: str, of: str, name: str) -> dict:
    """A copy of a named preset of one of several tables; `kind` says what a table is of."""
    if of not in presets:
        raise ValueError(unknown(kind, of, presets))
    if name not in presets[of]:
        raise ValueError(unknown("preset", name, presets[of]))
    return dict(presets[of][name])
