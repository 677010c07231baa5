"""What pictures show of real data: the molecules and the reviews of a run. numpy only."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from grokviz.storage import graphs, words

DRAWN = 8               # molecules, and reviews, of the test set that are looked at


class Drawn(NamedTuple):
    """A molecule: symbols of its atoms, their places in the plane, bonds, formula, truth."""

    kinds: list[str]
    at: list[list[float]]
    bonds: list[list[int]]
    name: str
    truth: float


class Looked(NamedTuple):
    """True values of both sets; mean and deviation by which targets are standardised [bohr³]."""

    train: np.ndarray
    test: np.ndarray
    mean: float
    deviation: float
    drawn: tuple[Drawn, ...]


class Review(NamedTuple):
    """The words of a review that the network knows, and whether its writer likes the film."""

    words: list[str]
    liked: bool


def molecules(seed: int, n_train: int, most: int, folder: str | None = None) -> Looked:
    """The molecules of a run; `most` is the largest N of its ensemble."""
    every, target = graphs.molecules(folder)
    train, test = graphs.split(seed, most)
    own = target[train[:n_train]]
    drawn = []
    for number in test[:DRAWN]:
        molecule = every[number]
        drawn.append(Drawn([graphs.ELEMENTS[k] for k in molecule.kinds],
                           graphs.places(molecule).round(3).tolist(), molecule.bonds.tolist(),
                           molecule.formula, float(target[number])))
    return Looked(target[train], target[test], float(own.mean()), float(own.std()) or 1.0,
                  tuple(drawn))


def reviews(
    seed: int, most: int, length: int, folder: str | None = None
) -> tuple[Review, ...]:
    """The reviews that a run reads aloud."""
    every, names, liked = (each(folder) for each in (
        words.of_reviews, words.vocabulary, words.labels))
    return tuple(Review([names[k] for k in every[number][-length:]], bool(liked[number]))
                 for number in words.split(seed, most, folder)[1][:DRAWN])
