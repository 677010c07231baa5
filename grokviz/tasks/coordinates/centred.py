"""A control: the network minus what it computes at the start, f(w) - f(w0).

Source: Chizat, Oyallon & Bach (2019), arXiv:1812.07956. A network with a large start computes a
large random function, which survives between the examples. Subtracting it tells how much of the
test error is that function. The loss of f(w) - f(w0) on the targets equals the loss of f(w) on the
targets plus f(w0), so no engine has to know.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import torch
from torch import Tensor

from grokviz.models import Model, joined
from grokviz.tasks import Task

Shift = Callable[[Tensor, Tensor], Tensor]          # (targets, initial outputs) -> new targets


def centred(
    task: Task, model: Model, sweep: Mapping[str, np.ndarray], shift: Shift = torch.add
) -> Task:
    """The task with shifted targets, in those runs whose ``sweep["centred"]`` is "yes".

    Parameters
    ----------
    task : Task
    model : Model
        Drawn again here as the run draws it, so f(w0) is that of the run.
    sweep : mapping of arrays, shape (runs,)
    shift : function
        Adds the initial outputs (runs, examples, features) to targets.
    """
    chosen = torch.as_tensor(np.asarray(sweep["centred"]) == "yes")
    if not chosen.any():
        return task
    train, test = (started(model, sweep, x) * chosen[:, None, None]
                   for x in (task.train_inputs, task.test_inputs))
    return task._replace(train_targets=shift(task.train_targets, train),
                         test_targets=shift(task.test_targets, test), started=test)


def started(model: Model, sweep: Mapping[str, np.ndarray], inputs: Tensor) -> Tensor:
    """What the networks compute at the start, (runs, examples, features)."""
    with torch.no_grad():
        return joined(model.in_parts(model.init(sweep), inputs), inputs)
