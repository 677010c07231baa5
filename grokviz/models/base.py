"""What an engine needs of a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import torch
from torch import Tensor

Params = dict[str, Tensor]                      # each leaf (runs, ...)


class Delta(NamedTuple):
    """Overwrites outputs, (runs, features, examples), with the loss's derivative by them.

    ``of(outputs, targets, weights)`` does so for any part of the examples; `targets` are (runs,
    features, examples), `weights` (runs, 1, examples).
    """

    of: Callable[[Tensor, Tensor, Tensor], Tensor]
    targets: Tensor
    weights: Tensor

    def __call__(self, outputs: Tensor) -> Tensor:
        return self.of(outputs, self.targets, self.weights)


@dataclass(frozen=True)
class Loopable:
    """A bound gradient that can also be worked out inside of a loop that is compiled as a whole.

    `buffers` is what its compiled functions take.
    """

    write: Callable[[], None]
    delta_: Delta
    buffers: object

    def __call__(self) -> None:
        self.write()


Part = tuple[slice, slice, Tensor]              # runs, examples, (runs, examples, features)
Bind = Callable[[Params, Params, Tensor, Delta, int], Callable[[], None]]


class Init(Protocol):
    """Columns of the sweep -> parameters."""

    def __call__(
        self, sweep: Mapping[str, np.ndarray], dtype: torch.dtype = torch.float32
    ) -> Params: ...


class Model(NamedTuple):
    """A network for all runs at once.

    ``init(sweep, dtype)`` draws the parameters, by default in float32, run i from a generator of
    its own seeded by ``sweep["init_seed"][i]``, everything times ``sweep["init_scale"][i]``.
    ``apply(params, inputs)`` maps (runs, examples, features) to (runs, examples, features).
    ``parts(params, inputs)``, where there is one, yields the same piece by piece: runs, examples
    and their outputs, each as they leave the cache.
    ``bind(params, gradients, inputs, delta_, cores)``, where there is one, gives a function
    without arguments that writes each run's gradient into `gradients`; the same one, bit for bit,
    on however many cores it may use at once.
    """

    init: Init
    apply: Callable[[Params, Tensor], Tensor]
    bind: Bind | None = None
    parts: Callable[[Params, Tensor], Iterator[Part]] | None = None

    def in_parts(self, params: Params, inputs: Tensor) -> Iterator[Part]:
        """The outputs of `parts`, or of `apply` as one."""
        if self.parts:
            yield from self.parts(params, inputs)
        else:
            yield slice(None), slice(None), self.apply(params, inputs)
