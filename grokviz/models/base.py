"""The interface of a network: all that an engine needs to know of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import torch
from torch import Tensor

Params = dict[str, Tensor]                      # each leaf (runs, ...)


class Delta(NamedTuple):
    """Overwrites outputs, (runs, features, examples), with the derivative of the loss by them.

    ``of(outputs, targets, weights)`` does this for any part of the examples. `targets` are (runs,
    features, examples), `weights` (runs, 1, examples).
    """

    of: Callable[[Tensor, Tensor, Tensor], Tensor]
    targets: Tensor
    weights: Tensor

    def __call__(self, outputs: Tensor) -> Tensor:
        return self.of(outputs, self.targets, self.weights)


@dataclass(frozen=True)
class Loopable:
    """A bound gradient that `engines.loop` can compile together with the rest of a step.

    `buffers` are the argument of its compiled functions.
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

    ``init(sweep, dtype)`` draws the parameters, by default in float32. Run i has a separate
    generator, seeded by ``sweep["init_seed"][i]``, and is scaled by ``sweep["init_scale"][i]``.
    ``apply(params, inputs)`` maps (runs, examples, features) to (runs, examples, features).
    ``parts(params, inputs)``, if present, yields the same piece by piece: runs, examples and their
    outputs, in pieces that fit into the cache.
    ``bind(params, gradients, inputs, delta_, cores)``, if present, returns a function without
    arguments. It writes the gradient of each run into `gradients`, with the same bits on any number
    of `cores`.
    ``memory(sweep, dtype)``, if present, draws what a run keeps beside its parameters, such as
    running means: nothing trains it, and it has no norm. `apply` and `training` find it among their
    `params`. ``training(params, inputs)``, if present, takes the place of `apply` in a step, and
    may overwrite the memory.
    """

    init: Init
    apply: Callable[[Params, Tensor], Tensor]
    bind: Bind | None = None
    parts: Callable[[Params, Tensor], Iterator[Part]] | None = None
    memory: Init | None = None
    training: Callable[[Params, Tensor], Tensor] | None = None

    def in_parts(self, params: Params, inputs: Tensor) -> Iterator[Part]:
        """The outputs of `parts`, or those of `apply` as one part."""
        if self.parts:
            yield from self.parts(params, inputs)
        else:
            yield slice(None), slice(None), self.apply(params, inputs)
