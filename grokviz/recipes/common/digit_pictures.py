"""The digits that are looked at during a run: a wall of test digits, and what they resemble.

All of it is a function of the settings. So a stored record needs no images, and a lab that replays
it loads no torch.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from grokviz.storage.digits import CLASSES, digits, order, pooled

EACH = 4                # digits of each class on the wall
UNITS = 12              # hidden units whose first weights are recorded
N_TEST = 1000
NEAREST = 3             # training digits shown beside one of the wall


@lru_cache(maxsize=16)
def wall(data_seed: int, folder: str | None) -> np.ndarray:
    """Places in the test set of the first digits of each class, class after class."""
    labels = digits(folder)[1]
    test = labels[order(data_seed, len(labels))[-N_TEST:]]
    return np.concatenate([np.flatnonzero(test == k)[:EACH] for k in range(CLASSES)])


def wall_labels() -> np.ndarray:
    """The class of each digit on the wall."""
    return np.arange(CLASSES).repeat(EACH)


@lru_cache(maxsize=8)
def wall_images(data_seed: int, side: int, folder: str | None) -> np.ndarray:
    """The digits of the wall, (digits, side * side) of uint8."""
    images, labels = digits(folder)
    test = order(data_seed, len(labels))[-N_TEST:]
    return _bytes(images[test[wall(data_seed, folder)]], side)


@lru_cache(maxsize=8)
def nearest(
    data_seed: int, n_train: int, side: int, folder: str | None
) -> tuple[np.ndarray, np.ndarray]:
    """The training digits nearest to each digit of the wall, by the distance of their pixels.

    Returns
    -------
    images, labels : arrays, shape (digits, NEAREST, side * side) of uint8, (digits, NEAREST)
    """
    images, labels = digits(folder)
    places = order(data_seed, len(labels))
    shown = places[-N_TEST:][wall(data_seed, folder)]
    mine, theirs = (pooled(images[part], side) for part in (shown, places[:n_train]))
    far = (mine**2).sum(1)[:, None] + (theirs**2).sum(1) - 2 * mine @ theirs.T
    near = places[:n_train][np.argsort(far, 1, kind="stable")[:, :NEAREST]]
    return _bytes(images[near.ravel()], side).reshape(*near.shape, -1), labels[near]


def _bytes(images: np.ndarray, side: int) -> np.ndarray:
    return np.round(255 * pooled(images, side)).astype(np.uint8)
