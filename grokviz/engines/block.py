"""A block of runs: the tensors of some runs of an ensemble, and how they take a step.

There are three ways to take a step, all with the same result. A perceptron under Adam takes many
steps in one compiled call, see `engines.loop`. Other models with a written-out gradient take one
step at a time and allocate no memory. All remaining models use autograd.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from grokviz.engines.loop import KINDS, LOSSES, compiled_steps
from grokviz.engines.minibatches import Minibatches
from grokviz.engines.streaming.ensemble import Sweep
from grokviz.models import Delta, Loopable, Model, Params, Part, joined, norms, singular_values
from grokviz.optim import PENALTIES, Flat, Subgradients, matrices
from grokviz.optim.constraints import Bind as Constrain
from grokviz.optim.constraints import free, weight_norm
from grokviz.optim.updates import Adam, Update
from grokviz.run import frozen
from grokviz.tasks import Task

SEEN = "seen/"          # before the name, in a state, of what a probe found
# (params, task, test outputs, in full) -> more values to record, (runs, ...)
Probe = Callable[[Params, Task, Tensor, bool], dict[str, np.ndarray]]


class Plan(NamedTuple):
    """A description of an ensemble; `task(sweep)` and `model.init(sweep)` build any part of it.

    If the sweep has a column ``penalty``, names that `optim.which` reads, it also has
    ``penalty_strength``, which is hot. With a `batch_size` each step sees a minibatch, in an order
    that the run's ``init_seed`` draws; the model must then read its inputs anew in each step.
    """

    task: Callable[[Sweep], Task]
    model: Model
    update: Callable[[Flat], Update]
    constraint: Constrain = free
    batch_size: int | None = None                       # examples in a step; None is all of them
    schedule: Callable[[int], float] | None = None      # factor on the learning rate at a step
    apart: Mapping[str, str] | None = None      # leaf without decay -> column, factor on its rate
    probe: Probe | None = None                          # measures more than losses
    probed: Container[int] | None = None        # records that it measures in full; None is all
    norms: bool = False                                 # whether to measure `models.norms` too
    cores: int = 1                                      # cores that a block may use at once
    device: str = "cpu"
    dtype: torch.dtype = torch.float32

    def grad_mode(self) -> AbstractContextManager[object]:
        """Inference mode, unless the gradient needs autograd."""
        return torch.inference_mode() if self.model.bind else torch.no_grad()

    def block(self, sweep: Sweep) -> Block:
        """The runs that have these columns."""
        return Block(self, sweep)


class Block:
    """Some runs of an ensemble; one thread at a time may use them, in ``plan.grad_mode()``."""

    def __init__(self, plan: Plan, sweep: Sweep):
        device, dtype, bind = plan.device, plan.dtype, plan.model.bind
        self.task = Task(*(_placed(t, device, dtype) for t in plan.task(sweep)))
        self.plan, self.sweep, self.taken = plan, sweep, 0
        self.seen: dict[str, np.ndarray] = {}
        self.flat = Flat({k: v.to(device, dtype)
                          for k, v in plan.model.init(sweep, dtype).items()})
        self.params = self.flat.views(self.flat.params)
        memory = plan.model.memory(sweep, dtype) if plan.model.memory else {}
        self.memory = {k: v.to(device) for k, v in memory.items()}
        self.gradients = self.flat.views(self.flat.gradient)
        self.update = plan.update(self.flat)
        self.update.apart = {
            leaf: torch.as_tensor(sweep[column]).to(device, dtype)
            for leaf, column in (plan.apart or {}).items()
        }
        self.penalties = Subgradients(self.flat, sweep.get("penalty", np.array(["none"])))
        # The constraint keeps the norm that the weights have now, before any step.
        self.before, self.after = plan.constraint(self.params, self.gradients)
        # What a step sees: inputs, targets and weights, all of them or those of its batch.
        self.batches = plan.batch_size and Minibatches(
            self.task, sweep["init_seed"], plan.batch_size)
        self.shown: tuple[Tensor, Tensor, Tensor] = (
            (self.batches.inputs, self.batches.targets, self.batches.weights) if self.batches
            else (self.task.train_inputs, self.task.train_targets, self.task.train_weights))
        self.delta_ = self._delta()
        self.gradient: Callable[[], None] = self._by_autograd if bind is None else bind(
            self.params, self.gradients, self.shown[0], self.delta_, plan.cores)
        self.loop = self._loop()

    def set(self, hot: Mapping[str, np.ndarray]) -> None:
        """New learning rates, weight decays and penalty strengths, (runs,) each."""
        self.update.set(*(torch.as_tensor(hot[k]) for k in ("learning_rate", "weight_decay")))
        if "penalty" in self.sweep:
            self.penalties.set(hot["penalty_strength"])

    def advance(self, steps: int) -> None:
        """Take `steps` steps."""
        gradient, update, schedule = self.gradient, self.update.step, self.plan.schedule
        penalise = self.penalties.add
        due = range(self.taken, self.taken + steps)
        rows = self.batches.rows(self.taken, steps) if self.batches else None
        # The schedule is evaluated ahead, because a compiled loop cannot call Python functions.
        factors = [schedule(step) for step in due] if schedule else [1.0] * steps
        self.taken += steps
        if self.loop and not self.penalties.further:
            self.loop(factors, rows)
            return
        for i, factor in enumerate(factors):
            if self.batches and rows is not None:
                self.batches.load(rows[i])
            gradient()
            penalise()
            if self.before:
                self.before()
            update(factor)
            if self.after:
                self.after()

    def measure(self) -> dict[str, np.ndarray]:
        """Loss and accuracy on both sets and weight norm, (runs,); leaf norms, (runs, leaves).

        With ``plan.norms`` other norms too, and the values of the plan's probe as last computed.
        """
        task, values = self.task, {}
        weights = task.train_weights, task.test_weights
        for part, (loss, right), w in zip(("train", "test"), self._judged(), weights, strict=True):
            n: int | Tensor = loss.shape[1]
            if w is not None:
                # Examples of weight 0 belong to other runs of the sweep, in which N is larger.
                right, n = right & (w > 0), (w > 0).sum(1)
            values[f"{part}_loss"] = loss.mean(1) if w is None else (loss * w).sum(1)
            # In double, so that 95 of 100 is 0.95: float32 would put it below the threshold.
            values[f"{part}_accuracy"] = right.sum(1).double() / n
        leaves = torch.stack([leaf.flatten(1).norm(dim=1) for leaf in self.params.values()], 1)
        values["leaf_norms"], values["weight_norm"] = leaves, leaves.norm(dim=1)
        values |= self._norms() if self.plan.norms else {}
        return {k: v.double().cpu().numpy() for k, v in values.items()} | self.seen

    def _judged(self) -> tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor]]:
        """For both sets, loss of each example and whether it is right, (runs, examples)."""
        task = self.task
        parts: Iterable[Part] = self.plan.model.in_parts(self._all, task.test_inputs)
        if self.plan.probe:                             # a probe needs all outputs at once
            outputs = joined(parts, task.test_inputs)
            self._look(self.plan.probe, outputs)
            parts = [(slice(None), slice(None), outputs)]
        test = self._judge(parts, task.test_targets)
        if task.test_weights is not None:               # the test set holds all, training first
            n = task.train_inputs.shape[1]
            return (test[0][:, :n], test[1][:, :n]), test
        parts = self.plan.model.in_parts(self._all, task.train_inputs)
        return self._judge(parts, task.train_targets), test

    def _judge(self, parts: Iterable[Part], targets: Tensor) -> tuple[Tensor, Tensor]:
        task, loss = self.task, self.flat.params.new_empty(targets.shape[:2])
        right = torch.empty_like(loss, dtype=torch.bool)
        # `judge_` may overwrite the outputs, which nobody reads afterwards.
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
        self.seen = self.seen | frozen({        # sent with each record until it is measured again
            k: v.double().cpu().numpy() if isinstance(v, Tensor) else v for k, v in found.items()
        })

    def state(self) -> dict[str, np.ndarray]:
        """All that is needed to go on from here: name -> (runs, ...), and the number of steps."""
        leaves = {
            f"{name}/{leaf}": view.cpu().numpy().copy()
            for name, buffer in {"params": self.flat.params, **self.update.memory}.items()
            for leaf, view in self.flat.views(buffer).items()
        }
        scale = {k: np.array(v) for k, v in self.sweep.items() if k == "init_scale"}
        seen = {f"{SEEN}{name}": value for name, value in self.seen.items()}
        seen |= {f"memory/{k}": v.cpu().numpy().copy() for k, v in self.memory.items()}
        return {"step": np.array(self.taken)} | leaves | scale | seen

    def restore(self, state: Mapping[str, np.ndarray]) -> None:
        """Go on from a state; ValueError if it belongs to a network of another shape."""
        for name, buffer in {"params": self.flat.params, **self.update.memory}.items():
            for leaf, view in self.flat.views(buffer).items():
                kept = state.get(f"{name}/{leaf}")
                if kept is None or kept.shape != view.shape:
                    raise ValueError(
                        f"the state has {leaf} of shape {getattr(kept, 'shape', None)}, this run "
                        f"{tuple(view.shape)}; go on with the sizes the state was made with"
                    )
                view.copy_(torch.as_tensor(kept))
        for name, buffer in self.memory.items():
            buffer.copy_(torch.as_tensor(state[f"memory/{name}"]))
        # A branch may start from the same weights at another scale: a what-if question in a lab.
        if "init_scale" in state:
            ratio = torch.as_tensor(self.sweep["init_scale"] / state["init_scale"])
            self.flat.params.mul_(self.flat.spread(ratio))
        self.seen = {k.removeprefix(SEEN): v for k, v in state.items() if k.startswith(SEEN)}
        self.taken = self.update.taken = int(state["step"])

    @property
    def _all(self) -> Params:
        return self.params | self.memory

    def _delta(self) -> Delta:
        _, targets, weights = self.shown
        # The targets of a batch are overwritten, so they stay a view of its memory.
        return Delta(self.task.loss.delta_, targets.mT if self.batches else targets.mT.contiguous(),
                     weights[:, None, :].contiguous())

    def _loop(self) -> Callable[[list[float], Tensor | None], None] | None:
        """The whole step compiled, or None if `engines.loop` does not cover this plan.

        It covers Adam, two losses and the three constraints, and only the gradient's own `delta_`:
        a model that puts something in between is left as it is.
        """
        gradient, update = self.gradient, self.update
        if not (isinstance(gradient, Loopable)
                and gradient.delta_ is self.delta_
                and isinstance(update, Adam) and self.task.loss in LOSSES
                and self.plan.constraint in KINDS):
            return None
        compiled = compiled_steps()
        if compiled is None:
            return None
        fixed = dict(
            network=gradient.buffers, batch=self.batches.parts if self.batches else [],
            loss=LOSSES[self.task.loss], target=self.delta_.targets, weights=self.delta_.weights,
            p=list(self.params.values()), g=list(self.gradients.values()),
            constraint=KINDS[self.plan.constraint], norm=weight_norm(self.params),
        )
        return lambda factors, rows: compiled(
            factors=factors, rows=rows, **fixed, adam=update.parts, terms=self.penalties.parts)

    def _by_autograd(self) -> None:
        """The gradient of the sum over runs, in which each run finds the gradient of its loss."""
        inputs, targets, weights = self.shown
        with torch.enable_grad():
            leaves = {k: v.detach().requires_grad_() for k, v in self.params.items()}
            apply = self.plan.model.training or self.plan.model.apply
            outputs = apply(leaves | self.memory, inputs)
            loss = self.task.loss.value(outputs, targets) * weights
            # One sum for all runs: no run's loss depends on another run's leaves.
            found = torch.autograd.grad(loss.sum(), list(leaves.values()))
        for name, value in zip(leaves, found, strict=True):
            self.gradients[name].copy_(value)


def _placed(part: Any, device: str, dtype: torch.dtype) -> Any:
    """A task's tensor on the device, floats in `dtype`; any other value unchanged.

    Examples that all runs share, see `Tensor.expand`, are not copied for each run.
    """
    if not isinstance(part, Tensor):
        return part
    part = part.to(device, dtype if part.is_floating_point() else part.dtype)
    shared = part.ndim > 1 and part.stride(0) == 0 and part[0].is_contiguous()
    return part if shared else part.contiguous()
