"""A task from examples of one's own: inputs and answers, to train on and to test on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from grokviz.tasks import Loss, Task
from grokviz.tasks.losses import cross_entropy, hinge, logistic, mean_squared_error

LOSSES: dict[str, Loss] = {"cross_entropy": cross_entropy, "mean_squared_error": mean_squared_error,
                           "logistic": logistic, "hinge": hinge}
SIGNED = ("logistic", "hinge")          # one output, whose sign is the answer


class Examples(NamedTuple):
    """Inputs (examples, ...) and answers: classes (examples,) or numbers (examples, ...)."""

    inputs: Tensor
    answers: Tensor

    @property
    def classes(self) -> bool:
        """True if the answers are classes 0, 1, 2, ..., not numbers."""
        return not self.answers.is_floating_point()


def examples(name: str, given: Any) -> Examples:
    """A pair of arrays or tensors as examples; ValueError or TypeError says what is wrong."""
    example = f"{name}=(x, y), two arrays or tensors of as many examples"
    if not isinstance(given, tuple | list) or len(given) != 2:
        raise TypeError(f"{name} is a {type(given).__name__}; give {example}")
    x, y = (_tensor(name, part, example) for part in given)
    if len(x) != len(y) or not len(x):
        raise ValueError(f"{name} has {len(x):,} inputs and {len(y):,} answers; give {example}")
    if not all(bool(torch.isfinite(part).all()) for part in (x, y) if part.is_floating_point()):
        raise ValueError(f"{name} has numbers that are not finite; give finite numbers")
    if not y.is_floating_point() and (y.ndim != 1 or bool((y < 0).any())):
        raise ValueError(f"{name} has whole numbers {tuple(y.shape)} as answers; give classes from "
                         "0, one for each example, or floats for a regression")
    return Examples(x, y)


def _tensor(name: str, part: Any, example: str) -> Tensor:
    try:
        found = torch.as_tensor(part if isinstance(part, Tensor) else np.asarray(part)).detach()
    except (TypeError, ValueError, RuntimeError):
        raise TypeError(f"{name} holds a {type(part).__name__}; give {example}") from None
    if not found.ndim or found.is_complex():
        raise ValueError(f"{name} holds {tuple(found.shape)} of {found.dtype}; give {example}")
    return (found.float() if found.is_floating_point() else found.long()).cpu().contiguous()


def empty_classes(train: Examples, classes: int) -> list[int]:
    """The classes without an example to train on."""
    counts = torch.bincount(train.answers, minlength=classes)
    return torch.nonzero(counts == 0)[:, 0].tolist()


def custom(
    sweep: Mapping[str, np.ndarray], train: Examples, test: Examples, *, loss: str,
    threshold: float = 0.01,
) -> Task:
    """The examples of each run: the first N of the training set, and the whole test set.

    Parameters
    ----------
    sweep : mapping of arrays, shape (runs,)
        ``n_train``.
    loss : str
        A name of `LOSSES`.
    threshold : float
        For numbers: mean squared error below which an example counts as right.

    Notes
    -----
    Inputs are (runs, examples, features), not copied for each run. Classes are (runs, examples, 1),
    for "logistic" and "hinge" as signs.
    """
    n = torch.as_tensor(np.asarray(sweep["n_train"]))
    most, runs = int(n.max()), len(n)
    inside = torch.arange(most) < n[:, None]
    x, y = _shared(train.inputs[:most], runs), _shared(_targets(train.answers[:most], loss), runs)
    correct = {"cross_entropy": _top, "mean_squared_error": _near(threshold)}.get(loss, _same_sign)
    return Task(x, y, inside / n[:, None].double(), _shared(test.inputs, runs),
                _shared(_targets(test.answers, loss), runs), loss=LOSSES[loss], correct=correct)


def _targets(answers: Tensor, loss: str) -> Tensor:
    flat = answers.reshape(len(answers), -1)
    return 2.0 * flat - 1 if loss in SIGNED else flat


def _shared(part: Tensor, runs: int) -> Tensor:
    flat = part.reshape(len(part), -1)
    return flat.expand(runs, *flat.shape)


def _top(outputs: Tensor, classes: Tensor) -> Tensor:
    return outputs.argmax(-1) == classes[..., 0]


def _same_sign(outputs: Tensor, signs: Tensor) -> Tensor:
    return (outputs * signs)[..., 0] > 0


def _near(threshold: float):
    return lambda outputs, targets: (outputs - targets).square().mean(-1) < threshold
