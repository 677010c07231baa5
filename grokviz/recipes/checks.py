"""What several recipes refuse."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np


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
