"""Frequencies of functions modulo p: power, circles, and logits without some frequencies.

Source: Nanda et al. (2023), arXiv:2301.05217, Sec. 4 and 5; Musat (2025), arXiv:2511.01938, on
circles. The component of frequency k turns k times while the symbol passes through the p
residues. k runs from 0, the mean, to p // 2.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

Array = np.ndarray


def power(embedding: Array) -> Array:
    """Squared norm of an embedding by frequency.

    Parameters
    ----------
    embedding : array, shape (..., p, features)

    Returns
    -------
    array, shape (..., p // 2 + 1)
        Sums to the squared norm (Parseval). For even p the last has no sine.
    """
    p = embedding.shape[-2]
    found = np.fft.rfft(np.asarray(embedding, float), axis=-2)
    square = (np.abs(found) ** 2).sum(-1) / p
    twice = np.full(p // 2 + 1, 2.0)                    # k stands for k and p - k
    twice[0] = 1
    if p % 2 == 0:
        twice[-1] = 1
    return square * twice


def waves(rows: Array) -> tuple[Array, Array, Array]:
    """The strongest frequency of each row but 0, its phase, and its share of the power.

    Parameters
    ----------
    rows : array, shape (..., p)
        Functions of a residue.

    Returns
    -------
    frequency, phase, share : arrays, shape (...,)
        The wave is ``cos(2 pi k c / p + phase)``, with the phase in turns from 0 to 1.
    """
    found = np.fft.rfft(np.asarray(rows, float), axis=-1)[..., 1:]
    square = np.abs(found) ** 2
    most = square.argmax(-1)[..., None]
    phase = np.angle(np.take_along_axis(found, most, -1))[..., 0] / (2 * np.pi) % 1
    share = np.take_along_axis(square, most, -1)[..., 0] / np.maximum(square.sum(-1), 1e-30)
    return most[..., 0] + 1, phase, share


def strongest(power: Array, n: int = 1) -> Array:
    """The `n` frequencies of largest power except 0, strongest first: (..., n)."""
    return np.argsort(-power[..., 1:], axis=-1, kind="stable")[..., :n] + 1


def top_share(power: Array, n: int = 5) -> Array:
    """Share of the power without frequency 0 that the `n` strongest frequencies have, (...)."""
    parts = np.sort(power[..., 1:], axis=-1)
    return parts[..., -n:].sum(-1) / parts.sum(-1)


def plane(embedding: Array, frequency: int) -> Array:
    """Every residue in the plane of one frequency.

    Parameters
    ----------
    embedding : array, shape (..., p, features)
    frequency : int
        From 1 to (p - 1) // 2; at p / 2 there is only a line.

    Returns
    -------
    array, shape (..., p, 2)
        Coordinates along the direction of the cosine and along that of the sine, made orthogonal
        to it. An embedding of this frequency alone gives an ellipse, and a circle if both have the
        same length and are orthogonal.
    """
    p = embedding.shape[-2]
    if not 1 <= frequency <= (p - 1) // 2:
        raise ValueError(f"frequency is {frequency}; give one from 1 to {(p - 1) // 2}")
    E = np.asarray(embedding, float)
    angle = 2 * np.pi * frequency / p * np.arange(p)
    # Gram-Schmidt: the sine's direction, orthogonal to that of the cosine.
    first = _unit(np.cos(angle) @ E)                    # (..., features)
    sine = np.sin(angle) @ E
    second = _unit(sine - (sine * first).sum(-1, keepdims=True) * first)
    return E @ np.stack([first, second], -1)


def round_the_circle(modulus: int, frequency: int) -> Array:
    """Residues in their order on the circle of a frequency that is prime to p."""
    return np.argsort(np.arange(modulus) * frequency % modulus, kind="stable")


def without(embedding: Array, frequencies: Iterable[int]) -> Array:
    """The embedding, (..., p, features), without some frequencies."""
    E = np.asarray(embedding, float)
    found = np.fft.rfft(E, axis=-2)
    found[..., list(frequencies), :] = 0
    return np.fft.irfft(found, n=E.shape[-2], axis=-2)


def powers_of_a_root(modulus: int) -> Array:
    """1, g, g², ... modulo a prime, with the least g that gives every residue but 0.

    In this order, multiplication is addition of exponents modulo p - 1. So the circles of a network
    that multiplies are those of ``embedding[..., powers_of_a_root(p), :]``.
    """
    for root in range(1, modulus):
        powers = [pow(root, k, modulus) for k in range(modulus - 1)]
        if len(set(powers)) == modulus - 1 and 0 not in powers:
            return np.array(powers)
    raise ValueError(f"modulus is {modulus}, which is not a prime; give one, e.g. 59")


def by_sum(logits: Array, frequencies: Iterable[int], sign: int = 1) -> Array:
    """The part of the logits that depends on a + b alone, at the given frequencies.

    Parameters
    ----------
    logits : array, shape (..., p, p, classes)
        For every pair (a, b).
    frequencies : iterable of int
    sign : {1, -1}
        -1 for functions of a - b.

    Returns
    -------
    array, shape (..., p, classes)
        For each residue of a + b, or of a - b.

    References
    ----------
    Nanda et al. (2023), arXiv:2301.05217, Sec. 5.1. Plus the mean over all pairs, this gives the
    *restricted* logits; all logits minus this are the *excluded* ones.
    """
    p = logits.shape[-2]
    a, total = np.arange(p)[:, None], np.arange(p)
    average = logits[..., a, sign * (total - a) % p, :].mean(-3)
    return average - without(average, frequencies)


def cross_entropy(logits: Array, classes: Array) -> Array:
    """Loss of each example, (...), from logits (..., classes) and whole numbers (...)."""
    # Subtracting the largest logit keeps exp from overflowing.
    top = logits.max(-1, keepdims=True)
    total = np.log(np.exp(logits - top).sum(-1)) + top[..., 0]
    return total - np.take_along_axis(logits, classes[..., None], -1)[..., 0]


def _unit(vectors: Array) -> Array:
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return vectors / np.where(length > 0, length, 1)
