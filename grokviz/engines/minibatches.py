"""Minibatches: each step sees a few examples of the training set.

Each run goes through its own training set in a random order, again and again: every epoch has a
new order, and a batch may end one epoch and begin the next. The order is a function of the seed
and of the step alone. So a state holds no generator, and a run that is resumed, cut into other
blocks or trained beside other runs sees the same batches.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from grokviz.tasks import Task

DRAWN = 4096            # about as many places are drawn at once, since a generator is slow to make


class Minibatches:
    """The examples of the present step, in tensors that `load` overwrites.

    Parameters
    ----------
    task : Task
        Its training examples are those of positive weight; within a run they count the same.
    seeds : array of int, shape (runs,)
    size : int
        Examples in a batch.

    Attributes
    ----------
    inputs, targets, weights : tensor, shape (runs, size, ...)
        As ``train_inputs``, ``train_targets`` and ``train_weights`` of the task.

    Raises
    ------
    ValueError
        If a training set has fewer examples than a batch.
    """

    def __init__(self, task: Task, seeds: np.ndarray, size: int):
        self.size, self.seeds = size, [int(seed) for seed in seeds]
        # In one table of all runs, so that one operation copies the batches of all of them.
        runs, examples = task.train_inputs.shape[:2]
        self.own = [w.nonzero()[:, 0].cpu().numpy() + run * examples
                    for run, w in enumerate(task.train_weights > 0)]
        few = min(map(len, self.own))
        if few < size:
            raise ValueError(f"a batch has {size} examples, but a training set only {few}; give a "
                             f"batch_size of {few} or less")
        self.inputs, self.targets = (
            whole.new_zeros(runs, size, *whole.shape[2:])
            for whole in (task.train_inputs, task.train_targets))
        self.weights = task.train_weights.new_full((runs, size), 1 / size)
        # What a compiled loop needs: tables of all examples, and the same memory as above.
        self.parts = [task.train_inputs.flatten(0, 1), self.inputs.flatten(0, 1),
                      task.train_targets.flatten(0, 1), self.targets.flatten(0, 1)]

    def rows(self, first: int, steps: int) -> Tensor:
        """Rows of the table that the steps from `first` on see, (steps, runs * size)."""
        places = np.arange(first * self.size, (first + steps) * self.size)
        of_runs = [_order(seed, own, places).reshape(steps, self.size)
                   for seed, own in zip(self.seeds, self.own, strict=True)]
        return torch.from_numpy(np.concatenate(of_runs, 1)).to(self.inputs.device)

    def load(self, rows: Tensor) -> None:
        """Copy these rows, (runs * size,), into the batch."""
        load_(self.parts, rows)


def load_(parts: list[Tensor], rows: Tensor) -> None:
    """Copy rows of both tables into the batch. TorchScript compiles this function."""
    torch.index_select(parts[0], 0, rows, out=parts[1])
    torch.index_select(parts[2], 0, rows, out=parts[3])


def _order(seed: int, own: np.ndarray, places: np.ndarray) -> np.ndarray:
    """The examples at some places of the endless sequence of a run's epochs."""
    drawn, inside = np.divmod(places, _epochs_at_once(len(own)) * len(own))
    found = np.empty_like(places)
    for i in range(drawn[0], drawn[-1] + 1):
        here = drawn == i
        found[here] = own[_epochs(seed, len(own), i)[inside[here]]]
    return found


def _epochs_at_once(n: int) -> int:
    return max(1, DRAWN // n)


@lru_cache(maxsize=64)
def _epochs(seed: int, n: int, number: int) -> np.ndarray:
    """Some random orders of n examples end to end; runs with the same seed share them."""
    each = np.tile(np.arange(n), (_epochs_at_once(n), 1))
    orders: np.ndarray = np.random.default_rng([seed, number]).permuted(each, axis=1).ravel()
    orders.setflags(write=False)
    return orders
