"""Irreducible representations of S5: how much of an embedding of permutations lies in which.

Source: Chughtai, Chan & Nanda (2023), arXiv:2302.03025: a network that composes permutations uses a
few representations, as one that adds uses a few frequencies.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from grokviz.algebra.operations import OF_S5, s5, table

Array = np.ndarray
TINY = 1e-9             # length that counts as 0
NAMES = ("1", "1′", "4", "4′", "5", "5′", "6")      # dimensions; ′ is times the sign


@cache
def characters() -> Array:
    """The character of each representation at each permutation, (7, 120), in the order of `NAMES`.

    All are made from the number of things that stay in place, which is 1 more than that of the
    first representation of dimension 4. Its square has a symmetric part, 1 + 4 + 5, and an
    antisymmetric one, 6.
    """
    maps = np.array(s5())
    stay = (maps == np.arange(5)).sum(1)
    sign = np.round(np.linalg.det(np.eye(5)[maps]))
    four = stay - 1.0
    of_square = four[np.diag(_table())]
    five = (four**2 + of_square) / 2 - 1 - four
    six = (four**2 - of_square) / 2
    return np.array([np.ones(OF_S5), sign, four, sign * four, five, sign * five, six])


def part(embedding: Array, representation: int) -> Array:
    """The part of an embedding, (..., 120, features), in the representation of this number."""
    return _projections()[representation] @ np.asarray(embedding, float)


def power(embedding: Array) -> Array:
    """Squared norm of an embedding, (..., 120, features), by representation: (..., 7).

    Sums to the squared norm. The first is the power of the mean.
    """
    return np.stack([(part(embedding, r) ** 2).sum((-2, -1)) for r in range(len(NAMES))], -1)


def plane(embedding: Array, representation: int) -> Array:
    """Every permutation on the plane of two functions in a representation, (..., 120, 2).

    The functions are the representation's parts of a cosine and a sine that go round once in the
    order of `operations.s5`, as those of `fourier.plane` go round in the order of the numbers. The
    sign, of dimension 1, has a line only: the second coordinate is 0.
    """
    E = np.asarray(embedding, float)
    turn = 2 * np.pi * np.arange(OF_S5) / OF_S5
    one, other = part(np.stack([np.cos(turn), np.sin(turn)], 1), representation).T
    first = _unit(one @ E)                              # (..., features)
    slope = (one @ other) / max(one @ one, TINY)
    rest = (other - slope * one) @ E
    rest = rest - (rest * first).sum(-1, keepdims=True) * first
    return E @ np.stack([first, _unit(rest)], -1)


def _unit(vectors: Array) -> Array:
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.where(length > TINY, vectors / np.maximum(length, TINY), 0.0)


def _table() -> Array:
    found = table(OF_S5, "s5")
    assert found is not None
    return found


@cache
def _projections() -> Array:
    """(7, 120, 120), see Serre (1977), Linear Representations of Finite Groups, Sec. 2.6."""
    composed = _table()
    inverse = (composed == 0).argmax(1)
    quotient = composed[:, inverse]                     # g h⁻¹
    return np.array([chi[0] / OF_S5 * chi[quotient] for chi in characters()])
