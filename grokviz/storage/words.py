"""The words of the reviews of the package, or of all in a folder. numpy only.

Source: Maas et al. (2011), IMDb. Words are numbered from 1 in the order of how common they are; 0
is padding, at the start. The texts of the reviews are not there, only these numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from grokviz.storage import originals
from grokviz.storage.datasets import dataset

VOCABULARY = originals.VOCABULARY
N_TEST = 500


@lru_cache(maxsize=64)
def split(seed: int, most: int, folder: str | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of the reviews to train on, `most`, and to test on."""
    order = np.random.default_rng(seed).permutation(len(labels(folder)))
    return order[:most], order[-N_TEST:]


def padded(numbered: Sequence[np.ndarray], length: int) -> np.ndarray:
    """The last `length` words of each review; a shorter one has zeros in front."""
    found = np.zeros((len(numbered), length), np.int64)
    for row, words in zip(found, numbered, strict=True):
        last = words[-length:]
        row[length - len(last):] = last
    return found


def of_reviews(folder: str | None = None) -> list[np.ndarray]:
    """The word numbers of each review; it may be short."""
    stored = _arrays(folder)
    return np.split(stored["words"].astype(int), np.cumsum(stored["lengths"].astype(int))[:-1])


@lru_cache(maxsize=2)
def vocabulary(folder: str | None = None) -> tuple[str, ...]:
    """The words by their number; the first is that of padding."""
    return ("·", *bytes(_arrays(folder)["vocabulary"]).decode("ascii").split("\n"))


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


def labels(folder: str | None = None) -> np.ndarray:
    """1 for each review whose writer likes the film, 0 for the others."""
    return _arrays(folder)["labels"]


def _arrays(folder: str | None) -> Mapping[str, np.ndarray]:
    return dataset("reviews") if folder is None else originals.reviews(folder)
