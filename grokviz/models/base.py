"""What an engine needs of a network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from torch import Tensor

Params = dict[str, Tensor]                      # each leaf (runs, ...)
Bind = Callable[[Params, Params, Tensor, Callable[[Tensor], Tensor]], Callable[[], None]]


class Model(NamedTuple):
    """A network for all runs at once.

    ``init(sweep)`` draws the parameters, run i from a generator of its own seeded by
    ``sweep["init_seed"][i]``, everything times ``sweep["init_scale"][i]``.
    ``apply(params, inputs)`` maps (runs, examples, features) to (runs, examples, features).
    ``bind(params, gradients, inputs, delta_)``, where there is one, gives a function without
    arguments that writes each run's gradient into `gradients`, allocating nothing; `delta_`
    turns outputs, (runs, features, examples), in place into the loss's derivative by them.
    """

    init: Callable[[Mapping[str, np.ndarray]], Params]
    apply: Callable[[Params, Tensor], Tensor]
    bind: Bind | None = None
