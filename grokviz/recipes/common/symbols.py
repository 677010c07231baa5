"""The ten symbols of toy addition in numpy: where they lie, and which of their sums are trained on.

A picture needs them as soon as a lab opens. Those of the default data seed, for which maps are
stored, are written down here, since importing torch takes seconds; it draws those of other seeds.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

KNOWN = 28              # the data seed that is written down
MESSY = (
    (0.25503552, 0.46142495), (0.3546759, 0.47622943), (0.98315287, -0.9053917),
    (0.5672916, 0.2988385), (-0.97019815, -0.34397125), (0.6284088, -0.029614568),
    (0.5389991, 0.47799826), (-0.001410842, -0.4599905), (0.15040874, -0.85393167),
    (0.9172957, -0.21399939),
)
ORDER = (               # the pair 3, 8 is 38
    29, 39, 78, 26, 35, 99, 17, 49, 89, 3, 68, 24, 0, 18, 11, 27, 59, 88, 16, 9, 45, 23, 14, 4, 1,
    66, 6, 56, 22, 13, 46, 7, 12, 69, 5, 2, 44, 33, 57, 34, 55, 25, 48, 37, 47, 58, 77, 15, 67, 38,
    28, 19, 8, 36, 79,
)


class Symbols(NamedTuple):
    """``linear`` and ``messy`` representations, (symbols, 2); ``pairs``, (pairs, 2), in the order
    in which they enter the training set."""

    linear: np.ndarray
    messy: np.ndarray
    pairs: np.ndarray


@cache
def symbols(data_seed: int) -> Symbols:
    """The data that a seed determines, see `tasks.toy_addition.draws`."""
    if data_seed != KNOWN:
        from grokviz.tasks.toy_addition import draws

        drawn = draws(data_seed)
        return Symbols(drawn.linear.numpy(), drawn.messy.numpy(), drawn.pairs.numpy())
    messy = np.array(MESSY, np.float32)
    line = np.linspace(-1, 1, len(messy), dtype=np.float32)
    return Symbols(np.stack([line, np.zeros_like(line)], 1), messy,
                   np.stack(np.divmod(ORDER, 10), 1))
