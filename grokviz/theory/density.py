"""Random networks of infinite width: the share of them that fits, and that is good.

The outputs of infinitely wide random networks are jointly Gaussian, with the arc-cosine kernel as
covariance. So the share that fits all labels is the probability of an orthant. It is computed by
drawing the outputs in turn, each from the part of its Gaussian with the right sign (Genz 1992). A
fitting network then never has to be waited for, however rare it is. Sources: Cho & Saul (2009),
kernel; Genz (1992), orthants.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from grokviz.arguments import array, number, whole
from grokviz.run import Array
from grokviz.sentences import brief

ROUNDING = 1e-9         # added to the diagonal, so that the covariance has a Cholesky factor
EXAMPLES, MOST = 2_000, 1_000_000


class Shares(NamedTuple):
    """Shares of the networks of infinite width.

    Attributes
    ----------
    fit : float
        Probability of all training labels.
    good : float
        Of those that fit, the share that is right on enough of the test set.
    right : float
        Of those that fit, the mean test accuracy.
    error : float
        Standard error of `fit`.
    """

    fit: float
    good: float
    right: float
    error: float


def arc_cosine_kernel(inputs: Array, depth: int = 1) -> Array:
    """Covariance of the outputs of infinitely wide ReLU networks without biases.

    Parameters
    ----------
    inputs : array, shape (examples, features)
    depth : int
        Hidden layers, 1 to 10.

    Returns
    -------
    array, shape (examples, examples)
        |x||x'| (sin t + (π - t) cos t) / π, with the angle t between x and x'. For more layers, the
        same with the angle that this kernel gives.
    """
    inputs, depth = array("inputs", inputs, "(examples, features)"), whole("depth", depth, 1, 10, 1)
    if len(inputs) > EXAMPLES:
        raise ValueError(f"inputs has {len(inputs):,} examples; give at most {EXAMPLES:,}")
    length = np.linalg.norm(inputs, axis=1)
    if not (length > 0).all():
        raise ValueError("inputs has an example of zeros only; give others, e.g. with a constant 1")
    cosine = np.clip(inputs @ inputs.T / np.outer(length, length), -1, 1)
    for _ in range(depth):
        angle = np.arccos(cosine)
        cosine = np.clip((np.sin(angle) + (np.pi - angle) * cosine) / np.pi, -1, 1)
    kernel: Array = cosine * np.outer(length, length)
    return kernel


def infinite_width(
    inputs: Array, labels: Array, test_inputs: Array, test_labels: Array, enough: float,
    *, depth: int = 1, samples: int = 8192, seed: int = 0,
) -> Shares:
    """The share of infinitely wide random networks that fits, and the share of good ones in it.

    Parameters
    ----------
    inputs, labels : arrays, shape (examples, features), (examples,)
        Training set; labels are +1 or -1.
    test_inputs, test_labels
        Test set.
    enough : float
        Test accuracy from which a network counts as good.
    depth : int
        Hidden layers.
    samples : int
        Gaussians drawn; the error of `fit` falls as their root.
    seed : int

    Raises
    ------
    ValueError
        For labels other than +1 and -1, and arrays that do not fit together.
    """
    labels, test_labels = _signs("labels", labels), _signs("test_labels", test_labels)
    enough = number("enough", enough, 0, 1, 0.9)
    samples = whole("samples", samples, 10, MOST, 8192)
    n, m = len(labels), len(test_labels)
    both = np.concatenate([array("inputs", inputs, "(examples, features)"),
                           array("test_inputs", test_inputs, "(examples, features)")])
    if len(both) != n + m:
        raise ValueError(f"there are {len(both)} inputs and {n + m} labels; give a label for each")
    kernel = arc_cosine_kernel(both, depth)
    sign = np.concatenate([labels, np.ones(m)])
    kernel = kernel * np.outer(sign, sign)              # fits: all of the first n are positive
    draws = np.random.default_rng(seed)
    root = np.linalg.cholesky(kernel[:n, :n] + ROUNDING * np.eye(n))
    weights, noise = _positive(root, draws, samples)
    # Of the test outputs, what follows from the training outputs, and the rest, which is free.
    along = np.linalg.solve(root, kernel[:n, n:])                        # (n, m)
    values, vectors = np.linalg.eigh(kernel[n:, n:] - along.T @ along)
    free = vectors * np.sqrt(np.maximum(values, 0))
    keep = values > 1e-12 * values.max(initial=1e-300)
    accuracy = np.empty(samples)
    for part in np.array_split(np.arange(samples), -(-samples // 2048)):    # bounds the memory
        outputs = noise[part] @ along + draws.standard_normal(
            (len(part), int(keep.sum()))) @ free[:, keep].T
        accuracy[part] = (outputs * test_labels > 0).mean(1)
    fit = float(weights.mean())
    error = float(weights.std() / np.sqrt(samples))
    of_those = weights / weights.sum()
    return Shares(fit, float(of_those[accuracy >= enough - 1e-9].sum()),
                  float(of_those @ accuracy), error)


def _positive(
    root: Array, draws: np.random.Generator, samples: int
) -> tuple[Array, Array]:
    """Gaussians of covariance root rootᵀ with positive parts only: the probability of each draw,
    (samples,), and the normal numbers behind it, (samples, n)."""
    from scipy.special import ndtr, ndtri

    n = len(root)
    noise, weights = np.zeros((samples, n)), np.ones(samples)
    for i in range(n):
        # Part i is positive where its own noise exceeds `least`, given the parts before.
        least = -(noise[:, :i] @ root[i, :i]) / root[i, i]
        chance = ndtr(-least)
        weights *= chance
        noise[:, i] = -ndtri(np.clip(draws.random(samples) * chance, 1e-300, 1 - 1e-16))
    return weights, noise


def _signs(name: str, values: Array) -> Array:
    found = array(name, values, "(examples,)")
    if not (np.abs(found) == 1).all() or not len(found):
        raise ValueError(f"{name} are {brief(values)}; give +1 or -1 for each example")
    return found
