"""MNIST's digits: which of ten digits is on an image?

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Section 3.2 and Fig. 3. An input is the
image, with values in [0, 1]. With the squared error the targets are one-hot, as in the paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from grokviz.storage.digits import CLASSES, digits, order, pooled
from grokviz.tasks import Task
from grokviz.tasks.losses import cross_entropy, judge_classes_, mean_squared_error

N_TEST = 1000
LOSSES = ("mean_squared_error", "cross_entropy")


def images(
    sweep: Mapping[str, np.ndarray], *, side: int = 14, loss: str = "mean_squared_error",
    folder: str | None = None,
) -> Task:
    """The examples of each run.

    Parameters
    ----------
    sweep : mapping of arrays, shape (runs,)
        ``n_train`` and ``data_seed``. The seed shuffles the digits; the last 1000 are the test set,
        and training sets are nested.
    side : {14, 28}
        Pixels along an edge; a pixel of the smaller images is the mean of four.
    loss : {"mean_squared_error", "cross_entropy"}
    folder : str, optional
        A folder with digits, see `storage.digits`; by default the digits of the package.
    """
    n = torch.as_tensor(np.asarray(sweep["n_train"]))
    most = int(n.max())
    parts = [_split(int(seed), most, side, folder) for seed in sweep["data_seed"]]
    (x, labels), (test_x, test_labels) = (
        tuple(map(torch.stack, zip(*part, strict=True))) for part in zip(*parts, strict=True))
    weights = (torch.arange(most) < n[:, None]) / n[:, None].double()
    if loss == "cross_entropy":
        return Task(x, labels[..., None], weights, test_x, test_labels[..., None], cross_entropy,
                    _largest_is_own, judge_=judge_classes_)
    return Task(x, _one_hot(labels), weights, test_x, _one_hot(test_labels), mean_squared_error,
                _largest_is_own)


@lru_cache(maxsize=16)
@torch.inference_mode(False)                    # cached tensors must also serve autograd
def _split(
    seed: int, n: int, side: int, folder: str | None
) -> tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor]]:
    """((images, labels) to train on, (images, labels) to test on)."""
    every, labels = digits(folder)
    places = order(seed, len(labels))
    train, test = ((torch.from_numpy(pooled(every[part], side)),
                    torch.from_numpy(labels[part]).long())
                   for part in (places[:n], places[-N_TEST:]))
    return train, test


def _one_hot(labels: Tensor) -> Tensor:
    return torch.nn.functional.one_hot(labels, CLASSES).float()


def _largest_is_own(outputs: Tensor, targets: Tensor) -> Tensor:
    own = targets[..., 0] if targets.shape[-1] == 1 else targets.argmax(-1)
    return outputs.argmax(-1) == own
