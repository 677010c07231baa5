"""Optimiser steps over one flat buffer, learning rate and weight decay per run.

Each equals the optimiser of torch.optim of the same name. Where a setting is the same in all
runs one fused pass does the whole step; where it differs, a factor per parameter is spread out
once, when the setting changes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from grokviz.optim.flat import Flat


class Update(ABC):
    """A bound optimiser: `set` the (runs,) columns, then `step`.

    `memory` maps names to buffers, laid out like the parameters, that it goes on from, together
    with `taken`, the number of steps so far.
    """

    taken = 0

    def __init__(self, flat: Flat):
        self.flat, self.p, self.g = flat, flat.params, flat.gradient
        self.rate, self.decay = 0.0, 0.0
        self.rates: Tensor | None = None        # per parameter, where runs differ
        self.decays: Tensor | None = None
        self.shrink: Tensor | None = None
        self.apart: Mapping[str, Tensor] = {}   # leaf -> (runs,) factor on the rate; no decay there

    @property
    def memory(self) -> Mapping[str, Tensor]:
        return {}

    def set(self, learning_rate: Tensor, weight_decay: Tensor) -> None:
        """New (runs,) columns of learning rate and weight decay."""
        self.rate, self.rates = self._column(learning_rate, self.apart)
        self.decay, self.decays = self._column(weight_decay, dict.fromkeys(self.apart, 0.0))
        self.shrink = None                      # lr wd per parameter
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

    def _shrink(self, factor: float) -> None:
        """p *= 1 - lr wd: decoupled weight decay."""
        if self.shrink is not None:
            self.p.addcmul_(self.p, self.shrink, value=-factor)
        elif self.decay:
            self.p.mul_(1 - factor * self.rate * self.decay)


class SGD(Update):
    def step(self, factor: float = 1.0) -> None:
        self._shrink(factor)                    # the same as decay in the loss, for plain SGD
        if self.rates is None:
            self.p.add_(self.g, alpha=-factor * self.rate)
        else:
            self.p.addcmul_(self.g, self.rates, value=-factor)


class Adam(Update):
    """Adam; `decoupled` makes it AdamW (Loshchilov & Hutter 2019, arXiv:1711.05101)."""

    def __init__(self, flat: Flat, betas: tuple[float, float], eps: float, decoupled: bool):
        super().__init__(flat)
        self.decoupled = decoupled
        self.m, self.v, self.move = (torch.zeros_like(self.p) for _ in range(3))
        none: list[Tensor] = []                 # what AMSGrad would remember
        self.state = [self.g], [self.m], [self.v], none, [torch.zeros((), device=self.p.device)]
        (self.beta1, self.beta2), self.eps = betas, eps

    @property
    def memory(self) -> dict[str, Tensor]:
        return {"m": self.m, "v": self.v}

    @property
    def taken(self) -> int:
        return int(self.state[4][0])

    @taken.setter
    def taken(self, steps: int) -> None:
        self.state[4][0].fill_(steps)

    def step(self, factor: float = 1.0) -> None:
        if self.decoupled:
            self._shrink(factor)
        elif self.decays is not None:
            self.g.addcmul_(self.p, self.decays)
        elif self.decay:
            self.g.add_(self.p, alpha=self.decay)
        for t in self.state[4]:
            t.add_(1)
        if self.rates is None:
            self._fused(self.p, factor * self.rate)
        else:                                   # a step of rate 1 from zero, then each its own
            self._fused(self.move.zero_(), 1.0)
            self.p.addcmul_(self.move, self.rates, value=factor)

    def parts(self) -> dict[str, object]:
        """What a loop that is compiled as a whole needs of this; changes with `set`."""
        grads, m, v, none, t = self.state
        return dict(
            flats=[self.p], moves=[self.move], grads=grads, m=m, v=v, none=none, t=t,
            rate=self.rate, rates=self.rates, decay=self.decay, decays=self.decays,
            shrink=self.shrink, decoupled=self.decoupled, beta1=self.beta1, beta2=self.beta2,
            eps=self.eps,
        )

    def _fused(self, p: Tensor, lr: float) -> None:
        torch._fused_adamw_([p], *self.state, lr=lr, beta1=self.beta1, beta2=self.beta2,
                            weight_decay=0.0, eps=self.eps, amsgrad=False, maximize=False)


def sgd() -> Callable[[Flat], Update]:
    """Plain gradient descent."""
    return SGD


def adam(betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8) -> Callable[[Flat], Update]:
    """Adam, weight decay added to the gradient."""
    return lambda flat: Adam(flat, betas, eps, decoupled=False)


def adamw(betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8) -> Callable[[Flat], Update]:
    """Adam with decoupled weight decay: w *= 1 - lr wd in each step."""
    return lambda flat: Adam(flat, betas, eps, decoupled=True)


UPDATES = {"adamw": adamw, "adam": adam, "sgd": sgd}
