"""Tasks: inputs, targets, the split as a weight per example, loss and accuracy."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from torch import Tensor


class Loss(NamedTuple):
    """A loss per example, and its derivative, which overwrites the outputs to save memory.

    ``value(outputs, targets)`` gives (runs, examples) from (runs, examples, features).
    ``delta_(outputs, targets, weights)`` overwrites outputs (runs, features, examples) with the
    derivative of the weighted sum of the examples' losses; `weights` is (runs, 1, examples).
    """

    value: Callable[[Tensor, Tensor], Tensor]
    delta_: Callable[[Tensor, Tensor, Tensor], Tensor]


class Task(NamedTuple):
    """Examples of an ensemble.

    Inputs and targets are (runs, examples, features), whole numbers for symbols or classes.
    `train_weights`, (runs, examples), sum to one in each run: 1/N for each example of the training
    set, 0 for the others. So runs with different N share one tensor. `correct(outputs, targets)`
    is (runs, examples) of bool.

    A task with `test_weights` has all examples in its test tensors, the training set first. The
    weights mark the test set, so that one pass measures both sets. `judge_`, if there is one,
    gives loss and correctness together and overwrites the outputs. `started` is what the networks
    compute of the test inputs at the start, where that is subtracted; see
    `tasks.coordinates.centred`.
    """

    train_inputs: Tensor
    train_targets: Tensor
    train_weights: Tensor
    test_inputs: Tensor
    test_targets: Tensor
    loss: Loss
    correct: Callable[[Tensor, Tensor], Tensor]
    test_weights: Tensor | None = None
    judge_: Callable[[Tensor, Tensor], tuple[Tensor, Tensor]] | None = None
    started: Tensor | None = None
