"""A vector field in slow time, followed by Euler steps: w += lr λ field(w).

With λ = 1 a step covers lr of slow time. The field is a function, so a closed form such as
`theory.first_layer` yields the same stream as training.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from grokviz.engines.flow import copy_weights, flow_steps
from grokviz.engines.streaming.clock import Clock
from grokviz.engines.streaming.due import due_steps
from grokviz.engines.streaming.ensemble import Sweep
from grokviz.engines.streaming.stream import stream
from grokviz.run import Experiment, State


class Parts(NamedTuple):
    """A part of an ensemble, as functions that treat each run separately.

    `start` is (runs, ...), ``field(w)`` has the same shape, and ``measure(w)`` gives ``train_loss``
    and everything else to record, each (runs, ...).
    """

    start: Tensor
    field: Callable[[Tensor], Tensor]
    measure: Callable[[Tensor], dict[str, Tensor]]


class Field(NamedTuple):
    """A plan, like `engines.flow.Descent`; `parts(sweep)` builds any part of the ensemble."""

    parts: Callable[[Sweep], Parts]
    device: str = "cpu"

    def grad_mode(self) -> AbstractContextManager[object]:
        return torch.no_grad()

    def block(self, sweep: Sweep) -> Block:
        return Block(self.parts(sweep))


def follow(
    plan: Field, *, name: str, settings: Mapping[str, Any], sweep: Sweep, steps: int,
    records: Iterable[int] | None = None, blocks: int | None = None,
) -> Experiment:
    """A field followed for a number of steps; arguments as in `engines.flow.flow`.

    Returns
    -------
    Experiment
        Values slow_time, (runs,), and all that the parts measure.
    """
    due = due_steps(records, steps, flow_steps)
    return Experiment(
        name, {**settings, "steps": steps}, sweep,
        lambda hot, state=None: stream(plan, sweep, due, hot, blocks, state),
    )


class Block:
    """Some runs on one thread; see `engines.block.Block`."""

    def __init__(self, parts: Parts):
        self.parts, self.w = parts, parts.start.clone()
        self.taken, self.slow_time = 0, Clock(len(self.w))

    def set(self, hot: Mapping[str, np.ndarray]) -> None:
        pace = np.asarray(hot["learning_rate"] * hot["weight_decay"])
        self.slow_time.set(pace, self.taken)
        # One rate for each run, in a shape that multiplies all of its weights.
        self.rate = torch.as_tensor(pace).to(self.w).view(-1, *(1,) * (self.w.ndim - 1))

    def advance(self, steps: int) -> None:
        for _ in range(steps):
            self.w.addcmul_(self.parts.field(self.w), self.rate)
        self.taken += steps

    def measure(self) -> dict[str, np.ndarray]:
        values = {k: v.cpu().numpy() for k, v in self.parts.measure(self.w).items()}
        return values | {"slow_time": self.slow_time.at(self.taken)}

    def state(self) -> dict[str, np.ndarray]:
        return {"step": np.array(self.taken), "weights": self.w.cpu().numpy().copy(),
                "slow_time": self.slow_time.state()}

    def restore(self, state: State) -> None:
        copy_weights(state, self.w)
        self.taken = int(state["step"])
        self.slow_time.restore(state["slow_time"], self.taken)
