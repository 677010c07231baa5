"""Film reviews as lists of word numbers: does the writer like the film?

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Fig. 4; Maas et al. (2011), IMDb. Words are
numbered from 1 in the order of how common they are; 0 is padding, at the start.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from grokviz.storage.words import labels, of_reviews, padded, split
from grokviz.tasks import Task
from grokviz.tasks.losses import logistic


def reviews(
    sweep: Mapping[str, np.ndarray], *, length: int = 64, folder: str | None = None
) -> Task:
    """The examples of each run.

    Parameters
    ----------
    sweep : mapping of arrays, shape (runs,)
        ``n_train`` and ``data_seed``. Training sets of a seed are nested, and 500 other reviews
        are the test set.
    length : int
        Words that are read: the last ones of a review, at most 100.
    folder : str, optional
        With more reviews, see `storage.originals`.

    Notes
    -----
    Inputs are (runs, reviews, length) of word numbers, targets (runs, reviews, 1): +1 where the
    writer likes the film, -1 where not. A review is right where the output has that sign.
    """
    n = torch.as_tensor(np.asarray(sweep["n_train"]))
    most = int(n.max())
    splits = [split(int(seed), most, folder) for seed in sweep["data_seed"]]
    words, signs = table(length, folder)
    (x, test_x), (y, test_y) = (
        [torch.stack([whole[part] for part in parts]) for parts in zip(*splits, strict=True)]
        for whole in (words, signs))
    inside = torch.arange(most) < n[:, None]
    return Task(x, y, inside / n[:, None].double(), test_x, test_y, loss=logistic,
                correct=lambda outputs, targets: (outputs * targets)[..., 0] > 0)


@lru_cache(maxsize=2)
@torch.inference_mode(False)                    # cached tensors must also serve autograd
def table(length: int, folder: str | None = None) -> tuple[Tensor, Tensor]:
    """All reviews, (reviews, length), padded at the start; and their signs, (reviews, 1)."""
    numbered = padded(of_reviews(folder), length)
    signs = 2.0 * labels(folder).astype(np.float32) - 1
    return torch.from_numpy(numbered), torch.from_numpy(signs)[:, None]
