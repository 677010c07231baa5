"""A block of runs: the tensors of some runs of an ensemble, and how they take a step.

One thread at a time works on a block. Where the model has an analytic gradient a step without a
penalty allocates nothing; any other model goes through autograd behind the same three methods.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from grokviz.engines import loop
from grokviz.engines.ensemble import Sweep
from grokviz.models import Delta, Loopable, Model, Params, Part, joined, norms, singular_values
from grokviz.optim import PENALTIES, Flat, Subgradients, matrices
from grokviz.optim.constraints import Bind as Constrain
from grokviz.optim.constraints import free, weight_norm
from grokviz.optim.updates import Adam, Update
from grokviz.run import frozen
from grokviz.tasks import Task
from grokviz.tasks.losses import mean_squared_error

SEEN = "seen/"          # before the name, in a state, of what a probe found
# (params, task, test outputs, in full) -> more values to record, (runs, ...)
Probe = Callable[[Params, Task, Tensor, bool], dict[str, np.ndarray]]


class Plan(NamedTuple):
    """What an ensemble is made of; `task(sweep)` and `model.init(sweep)` build any part of it.

    Where the sweep has a column ``penalty``, of names that `optim.which` reads, it has
    ``penalty_strength`` too, which is hot.
    """

    task: Callable[[Sweep], Task]
    model: Model
    update: Callable[[Flat], Update]
    constraint: Constrain = free
    schedule: Callable[[int], float] | None = None      # factor on the learning rate at a step
    apart: Mapping[str, str] | None = None      # undecayed leaf -> column, its factor on the rate
    probe: Probe | None = None                          # looks at more than losses
    probed: Container[int] | None = None                # records it is due at in full; None is all
    norms: bool = False                                 # whether to measure those of `models.norms`
    cores: int = 1                                      # that one block may use at once
    device: str = "cpu"
    dtype: torch.dtype = torch.float32

    def grad_mode(self) -> AbstractContextManager[object]:
        """Inference mode where nothing needs autograd."""
        return torch.inference_mode() if self.model.bind else torch.no_grad()

    def block(self, sweep: Sweep) -> Block:
        """The part of the ensemble with these columns."""
        return Block(self, sweep)


class Block:
    """Some runs of an ensemble, to be used by one thread at a time, in ``plan.grad_mode()``."""

    def __init__(self, plan: Plan, sweep: Sweep):
        device, dtype, bind = plan.device, plan.dtype, plan.model.bind
        self.task = Task(*(_placed(t, device, dtype) for t in plan.task(sweep)))
        self.plan, self.sweep, self.taken = plan, sweep, 0
        self.seen: dict[str, np.ndarray] = {}
        self.flat = Flat({k: v.to(device, dtype)
                          for k, v in plan.model.init(sweep, dtype).items()})
        self.params = self.flat.views(self.flat.params)
        self.gradients = self.flat.views(self.flat.gradient)
        self.update = plan.update(self.flat)
        self.update.apart = {
            leaf: torch.as_tensor(sweep[column]).to(device, dtype)
            for leaf, column in (plan.apart or {}).items()
        }
        self.penalties = Subgradients(self.flat, sweep.get("penalty", np.array(["none"])))
        self.before, self.after = plan.constraint(self.params, self.gradients)
        self.delta_ = self._delta()
        self.gradient: Callable[[], None] = self._by_autograd if bind is None else bind(
            self.params, self.gradients, self.task.train_inputs, self.delta_, plan.cores)
        self.loop = self._loop()

    def set(self, hot: Mapping[str, np.ndarray]) -> None:
        """New learning rates, weight decays and strengths of penalties, (runs,)."""
        self.update.set(*(torch.as_tensor(hot[k]) for k in ("learning_rate", "weight_decay")))
        if "penalty" in self.sweep:
            self.penalties.set(hot["penalty_strength"])

    def advance(self, steps: int) -> None:
        """Take `steps` steps."""
        gradient, update, schedule = self.gradient, self.update.step, self.plan.schedule
        penalise = self.penalties.add
        due = range(self.taken, self.taken + steps)
        factors = [schedule(step) for step in due] if schedule else [1.0] * steps
        self.taken += steps
        if self.loop and not self.penalties.further:
            self.loop(factors)
            return
        for factor in factors:
            gradient()
            penalise()
            if self.before:
                self.before()
            update(factor)
            if self.after:
                self.after()

    def measure(self) -> dict[str, np.ndarray]:
        """Loss and accuracy on both sets and weight norm, (runs,); leaf norms, (runs, leaves).

        Other norms where the plan asks for them; and what its probe finds, as it was when it was
        last found.
        """
        task, values = self.task, {}
        weights = task.train_weights, task.test_weights
        for part, (loss, right), w in zip(("train", "test"), self._judged(), weights, strict=True):
            n: int | Tensor = loss.shape[1]
            if w is not None:
                right, n = right & (w > 0), (w > 0).sum(1)
            values[f"{part}_loss"] = loss.mean(1) if w is None else (loss * w).sum(1)
            values[f"{part}_accuracy"] = right.sum(1).double() / n      # so that 95 of 100 is 0.95
        leaves = torch.stack([leaf.flatten(1).norm(dim=1) for leaf in self.params.values()], 1)
        values["leaf_norms"], values["weight_norm"] = leaves, leaves.norm(dim=1)
        values |= self._norms() if self.plan.norms else {}
        return {k: v.double().cpu().numpy() for k, v in values.items()} | self.seen

    def _judged(self) -> tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor]]:
        """Loss of each example and whether it is right, (runs, examples), of both sets."""
        task = self.task
        parts: Iterable[Part] = self.plan.model.in_parts(self.params, task.test_inputs)
        if self.plan.probe:                             # which looks at them all
            outputs = joined(parts, task.test_inputs)
            self._look(self.plan.probe, outputs)
            parts = [(slice(None), slice(None), outputs)]
        test = self._judge(parts, task.test_targets)
        if task.test_weights is not None:               # all examples, the training ones first
            n = task.train_inputs.shape[1]
            return (test[0][:, :n], test[1][:, :n]), test
        parts = self.plan.model.in_parts(self.params, task.train_inputs)
        return self._judge(parts, task.train_targets), test

    def _judge(self, parts: Iterable[Part], targets: Tensor) -> tuple[Tensor, Tensor]:
        task, loss = self.task, self.flat.params.new_empty(targets.shape[:2])
        right = torch.empty_like(loss, dtype=torch.bool)
        judge_ = task.judge_ or (lambda *both: (task.loss.value(*both), task.correct(*both)))
        for run, part, outputs in parts:
            loss[run, part], right[run, part] = judge_(outputs, targets[run, part])
        return loss, right

    def _norms(self) -> dict[str, Tensor]:
        W = matrices(self.params)
        found = norms(torch.cat([w.flatten(1) for w in W], 1),
                      torch.cat([singular_values(w) for w in W], 1))
        return found | {p.value_of_network: p.norm(W) for p in PENALTIES.values()
                        if p.value_of_network not in ("weight_norm", *found)}

    def _look(self, probe: Probe, outputs: Tensor) -> None:
        due = self.plan.probed
        full = due is None or not self.seen or self.taken in due
        found = probe(self.params, self.task, outputs, full)
        self.seen = self.seen | frozen({        # it is sent on until it is due again
            k: v.double().cpu().numpy() if isinstance(v, Tensor) else v for k, v in found.items()
        })

    def state(self) -> dict[str, np.ndarray]:
        """All there is to go on from: name -> (runs, ...), and the number of steps taken."""
        leaves = {
            f"{name}/{leaf}": view.cpu().numpy().copy()
            for name, buffer in {"params": self.flat.params, **self.update.memory}.items()
            for leaf, view in self.flat.views(buffer).items()
        }
        scale = {k: np.array(v) for k, v in self.sweep.items() if k == "init_scale"}
        seen = {f"{SEEN}{name}": value for name, value in self.seen.items()}
        return {"step": np.array(self.taken)} | leaves | scale | seen

    def restore(self, state: Mapping[str, np.ndarray]) -> None:
        """Go on from a state; ValueError where it belongs to a network of another shape."""
        for name, buffer in {"params": self.flat.params, **self.update.memory}.items():
            for leaf, view in self.flat.views(buffer).items():
                kept = state.get(f"{name}/{leaf}")
                if kept is None or kept.shape != view.shape:
                    raise ValueError(
                        f"the state has {leaf} of shape {getattr(kept, 'shape', None)}, this run "
                        f"{tuple(view.shape)}; go on with the sizes the state was made with"
                    )
                view.copy_(torch.as_tensor(kept))
        if "init_scale" in state:
            ratio = torch.as_tensor(self.sweep["init_scale"] / state["init_scale"])
            self.flat.params.mul_(self.flat.spread(ratio))
        self.seen = {k.removeprefix(SEEN): v for k, v in state.items() if k.startswith(SEEN)}
        self.taken = self.update.taken = int(state["step"])

    def _delta(self) -> Delta:
        targets, weights = self.task.train_targets.mT, self.task.train_weights[:, None, :]
        return Delta(self.task.loss.delta_, targets.contiguous(), weights.contiguous())

    def _loop(self) -> Callable[[list[float]], None] | None:
        """The whole step compiled, where it is one that `grokviz.engines.loop` knows."""
        gradient, update = self.gradient, self.update
        if not (isinstance(gradient, Loopable)
                and gradient.delta_ is self.delta_                      # nothing put in between
                and isinstance(update, Adam) and self.task.loss is mean_squared_error
                and self.plan.constraint in loop.KINDS):
            return None
        compiled = loop.steps()
        if compiled is None:
            return None
        targets, weights = self.task.train_targets, self.task.train_weights
        fixed = gradient.parts | dict(
            target=targets.mT.contiguous(), per_error=weights[:, None, :] * (2 / targets.shape[2]),
            p=list(self.params.values()), g=list(self.gradients.values()),
            constraint=loop.KINDS[self.plan.constraint], norm=weight_norm(self.params),
        )
        return lambda factors: compiled(
            factors=factors, **fixed, **update.parts(), **self.penalties.parts)

    def _by_autograd(self) -> None:
        """Of the sum over runs, so that each run gets the gradient of its own loss."""
        task = self.task
        with torch.enable_grad():
            leaves = {k: v.detach().requires_grad_() for k, v in self.params.items()}
            outputs = self.plan.model.apply(leaves, task.train_inputs)
            loss = task.loss.value(outputs, task.train_targets) * task.train_weights
            found = torch.autograd.grad(loss.sum(), list(leaves.values()))
        for name, value in zip(leaves, found, strict=True):
            self.gradients[name].copy_(value)


def _placed(part: Any, device: str, dtype: torch.dtype) -> Any:
    """A task's tensor on the device, in the dtype unless it counts; anything else as it is."""
    if not isinstance(part, Tensor):
        return part
    return part.to(device, dtype if part.is_floating_point() else part.dtype).contiguous()
