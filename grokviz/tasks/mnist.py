"""MNIST digits blended with their labels: here the messiness is that of an image.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Fig. 8. At messiness 1 an input is the
image, at 0 a constant grey that encodes the label. Targets are one-hot.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from grokviz.arguments import Bound
from grokviz.storage.digits import CLASSES, PIXELS, digits
from grokviz.tasks import Task
from grokviz.tasks.losses import mean_squared_error

__all__ = ["CLASSES", "PIXELS", "blend", "check_size", "mnist"]

N_TEST = 500


def mnist(sweep: Mapping[str, np.ndarray], *, folder: str | None = None) -> Task:
    """The examples of each run.

    Parameters
    ----------
    sweep : mapping of arrays, shape (runs,)
        ``messiness`` in [0, 1], ``n_train``, ``data_seed``. The seed shuffles the digits; the last
        500 are the test set, and training sets are nested.
    folder : str, optional
        A folder with digits, see `storage.digits`; by default the digits of the package.

    Notes
    -----
    The label is blended into test inputs too, as in the paper: at messiness 0 the input is the
    answer. An example is correct where its own output is the largest.
    """
    n = torch.as_tensor(np.asarray(sweep["n_train"]))
    most = int(n.max())
    parts = [_split(int(s), most, folder) for s in sweep["data_seed"]]
    m = torch.as_tensor(np.asarray(sweep["messiness"]), dtype=torch.float32)
    inputs, targets = [], []
    for images, labels in (map(torch.stack, zip(*part, strict=True))
                           for part in zip(*parts, strict=True)):
        inputs.append(blend(images, labels, m))
        targets.append(torch.nn.functional.one_hot(labels, CLASSES).float())
    inside = torch.arange(most) < n[:, None]
    return Task(inputs[0], targets[0], inside / n[:, None].double(), inputs[1], targets[1],
                loss=mean_squared_error, correct=_largest_is_own)


def blend(images: Tensor, labels: Tensor, messiness: Tensor) -> Tensor:
    """m image + (1 - m) label, the label as a value from -0.5 to 0.5 at every pixel.

    Images (runs, examples, 784), labels (runs, examples), messiness (runs,).
    """
    m, value = messiness[:, None, None], labels[:, :, None] / (CLASSES - 1) - 0.5
    return m * images + (1 - m) * value


def check_size(n_train: int, folder: str | None = None) -> int:
    """The size of a training set as a whole number, checked against the number of digits."""
    most = len(digits(folder)[1]) - N_TEST
    if isinstance(n_train, bool) or n_train != int(n_train) or not 1 <= n_train <= most:
        raise Bound(
            f"n_train is {n_train}; give a whole number from 1 to {most}, as {N_TEST} of the "
            f"{most + N_TEST} digits are for testing", "n_train", n_train, 1, most)
    return int(n_train)


@lru_cache(maxsize=8)
@torch.inference_mode(False)                    # cached tensors must also serve autograd
def _split(seed: int, n: int, folder: str | None):
    """((images, labels) to train on, (images, labels) to test on), images in [0, 1]."""
    images, labels = digits(folder)
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(seed)).numpy()
    return tuple(
        (torch.from_numpy(images[part]).float() / 255, torch.from_numpy(labels[part]).long())
        for part in (order[:n], order[-N_TEST:]))


def _largest_is_own(outputs: Tensor, targets: Tensor) -> Tensor:
    return outputs.argmax(-1) == targets.argmax(-1)
