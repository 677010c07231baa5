"""Optimiser steps over one flat buffer, with a learning rate and a weight decay for each run.

Each equals the optimiser of torch.optim of the same name. Where a setting is equal in all runs,
one fused operation takes the whole step. Where runs differ, the setting is spread out to one
number a parameter, once, when it changes.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import NamedTuple

import torch
from torch import Tensor

from grokviz.optim.flat import Flat


class Update(ABC):
    """An optimiser bound to its buffers: `set` the (runs,) columns, then `step`.

    `memory` maps names to buffers, laid out like the parameters, that belong to the state of a
    run, together with `taken`, the number of steps so far.
    """

    taken = 0

    def __init__(self, flat: Flat):
        self.flat, self.p, self.g = flat, flat.params, flat.gradient
        self.rate, self.decay = 0.0, 0.0
        self.rates: Tensor | None = None        # one a parameter, where runs differ
        self.decays: Tensor | None = None
        self.shrink: Tensor | None = None       # rate times decay, one a parameter
        self.apart: Mapping[str, Tensor] = {}   # leaf without decay -> factor on its rate, (runs,)

    @property
    def memory(self) -> Mapping[str, Tensor]:
        return {}

    def set(self, learning_rate: Tensor, weight_decay: Tensor) -> None:
        """New (runs,) columns of learning rate and weight decay."""
        self.rate, self.rates = self._column(learning_rate, self.apart)
        self.decay, self.decays = self._column(weight_decay, dict.fromkeys(self.apart, 0.0))
        self.shrink = None
        if self.rates is not None:
            self.shrink = self.rates * (self.decay if self.decays is None else self.decays)
        elif self.decays is not None:
            self.shrink = self.rate * self.decays

    @abstractmethod
    def step(self, factor: float = 1.0) -> None:
        """One step on the gradient in the buffer, the learning rate times `factor`."""

    def _column(
        self, values: Tensor, factors: Mapping[str, Tensor | float]
    ) -> tuple[float, Tensor | None]:
        same = not factors and bool((values == values[0]).all())
        return (float(values[0]), None) if same else (1.0, self.flat.spread(values, factors))


def decay_(
    p: Tensor, factor: float, rate: float, decay: float, shrink: Tensor | None
) -> None:
    """Decoupled weight decay: p *= 1 - lr wd. TorchScript compiles this function."""
    if shrink is not None:
        p.addcmul_(p, shrink, value=-factor)
    elif decay != 0.0:
        p.mul_(1 - factor * rate * decay)


class SGD(Update):
    def step(self, factor: float = 1.0) -> None:
        # For plain SGD decoupled decay and decay in the loss are the same.
        decay_(self.p, factor, self.rate, self.decay, self.shrink)
        if self.rates is None:
            self.p.add_(self.g, alpha=-factor * self.rate)
        else:
            self.p.addcmul_(self.g, self.rates, value=-factor)


class AdamParts(NamedTuple):
    """All that a step of Adam uses. Torch's fused operation takes lists, here of one buffer each.

    The lists are made once: a compiled loop drops what it writes into a list it has made itself.
    """

    p: list[Tensor]
    g: list[Tensor]
    m: list[Tensor]
    v: list[Tensor]
    none: list[Tensor]                          # memory of AMSGrad, which is not used
    t: list[Tensor]                             # number of steps taken
    move: list[Tensor]                          # room for a step
    rate: float
    rates: Tensor | None
    decay: float
    decays: Tensor | None
    shrink: Tensor | None
    decoupled: bool
    beta1: float
    beta2: float
    eps: float


def adam_(at: AdamParts, factor: float) -> None:
    """A step of Adam, the learning rate times `factor`. TorchScript compiles this function."""
    p, g, rates, decays = at.p[0], at.g[0], at.rates, at.decays
    if at.decoupled:
        decay_(p, factor, at.rate, at.decay, at.shrink)
    elif decays is not None:
        g.addcmul_(p, decays)
    elif at.decay != 0.0:
        g.add_(p, alpha=at.decay)
    at.t[0].add_(1)
    # Where rates differ, a step of rate 1 is taken from zero and then scaled run by run.
    rate, to = (factor * at.rate, at.p) if rates is None else (1.0, at.move)
    if rates is not None:
        to[0].zero_()
    torch._fused_adamw_(to, at.g, at.m, at.v, at.none, at.t, lr=rate, beta1=at.beta1,
                        beta2=at.beta2, weight_decay=0.0, eps=at.eps, amsgrad=False,
                        maximize=False)
    if rates is not None:
        p.addcmul_(to[0], rates, value=factor)


class Adam(Update):
    """Adam; `decoupled` makes it AdamW (Loshchilov & Hutter 2019, arXiv:1711.05101)."""

    def __init__(self, flat: Flat, betas: tuple[float, float], eps: float, decoupled: bool):
        super().__init__(flat)
        m, v, move = ([torch.zeros_like(self.p)] for _ in range(3))
        t = [torch.zeros((), device=self.p.device)]
        self.parts = AdamParts([self.p], [self.g], m, v, [], t, move, 0.0, None, 0.0, None, None,
                               decoupled, *betas, eps)

    @property
    def memory(self) -> dict[str, Tensor]:
        return {"m": self.parts.m[0], "v": self.parts.v[0]}

    @property
    def taken(self) -> int:
        return int(self.parts.t[0])

    @taken.setter
    def taken(self, steps: int) -> None:
        self.parts.t[0].fill_(steps)

    def set(self, learning_rate: Tensor, weight_decay: Tensor) -> None:
        super().set(learning_rate, weight_decay)
        self.parts = self.parts._replace(rate=self.rate, rates=self.rates, decay=self.decay,
                                         decays=self.decays, shrink=self.shrink)

    def step(self, factor: float = 1.0) -> None:
        adam_(self.parts, factor)


def sgd() -> Callable[[Flat], Update]:
    """Plain gradient descent."""
    return SGD


def adam(betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8) -> Callable[[Flat], Update]:
    """Adam, with weight decay added to the gradient."""
    return lambda flat: Adam(flat, betas, eps, decoupled=False)


def adamw(betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8) -> Callable[[Flat], Update]:
    """Adam with decoupled weight decay: w *= 1 - lr wd in each step."""
    return lambda flat: Adam(flat, betas, eps, decoupled=True)


UPDATES = {"adamw": adamw, "adam": adam, "sgd": sgd}
