"""Film reviews as lists of word numbers: does the writer like the film?

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Fig. 4; Maas et al. (2011), IMDb. Words are
numbered from 1 in the order of how common they are; 0 is padding, at the start.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from grokviz.storage.datasets import dataset
from grokviz.tasks import Task
from grokviz.tasks.losses import logistic

VOCABULARY = 1000
N_TEST = 500


def reviews(sweep: Mapping[str, np.ndarray], *, length: int = 64) -> Task:
    """The examples of each run.

    Parameters
    ----------
    sweep : mapping of arrays, shape (runs,)
        ``n_train`` and ``data_seed``. Training sets of a seed are nested, and 500 other reviews
        are the test set.
    length : int
        Words that are read: the last ones of a review, at most 100.

    Notes
    -----
    Inputs are (runs, reviews, length) of word numbers, targets (runs, reviews, 1): +1 where the
    writer likes the film, -1 where not. A review is right where the output has that sign.
    """
    n = torch.as_tensor(np.asarray(sweep["n_train"]))
    most = int(n.max())
    splits = [split(int(seed), most) for seed in sweep["data_seed"]]
    words, signs = table(length)
    (x, test_x), (y, test_y) = (
        [torch.stack([whole[part] for part in parts]) for parts in zip(*splits, strict=True)]
        for whole in (words, signs))
    inside = torch.arange(most) < n[:, None]
    return Task(x, y, inside / n[:, None].double(), test_x, test_y, loss=logistic,
                correct=lambda outputs, targets: (outputs * targets)[..., 0] > 0)


@lru_cache(maxsize=64)
def split(seed: int, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of the reviews to train on, `most`, and to test on."""
    order = np.random.default_rng(seed).permutation(len(dataset("reviews")["labels"]))
    return order[:most], order[-N_TEST:]


@lru_cache(maxsize=2)
@torch.inference_mode(False)                    # cached tensors must also serve autograd
def table(length: int) -> tuple[Tensor, Tensor]:
    """All reviews, (reviews, length), padded at the start; and their signs, (reviews, 1)."""
    numbered = padded(of_reviews(), length)
    signs = 2.0 * dataset("reviews")["labels"].astype(np.float32) - 1
    return torch.from_numpy(numbered), torch.from_numpy(signs)[:, None]


def padded(numbered: Sequence[np.ndarray], length: int) -> np.ndarray:
    """The last `length` words of each review; a shorter one has zeros in front."""
    found = np.zeros((len(numbered), length), np.int64)
    for row, words in zip(found, numbered, strict=True):
        last = words[-length:]
        row[length - len(last):] = last
    return found


def of_reviews() -> list[np.ndarray]:
    """The word numbers of each review; it may be short."""
    stored = dataset("reviews")
    return np.split(stored["words"].astype(int), np.cumsum(stored["lengths"].astype(int))[:-1])


@lru_cache(maxsize=1)
def vocabulary() -> tuple[str, ...]:
    """The words by their number; the first is that of padding."""
    return ("·", *bytes(dataset("reviews")["vocabulary"]).decode("ascii").split("\n"))


def numbers(text: Sequence[str]) -> np.ndarray:
    """The numbers of words of one's own; those outside the vocabulary are left out.

    Raises
    ------
    ValueError
        If no word is in the vocabulary.
    """
    number = {word: i for i, word in enumerate(vocabulary()) if i}
    found = [number[word] for word in (str(each).lower() for each in text) if word in number]
    if not found:
        raise ValueError(f"none of {len(text)} words is among the {VOCABULARY:,} that the network "
                         "knows; give some such as 'great', 'bad', 'story'")
    return np.array(found)
