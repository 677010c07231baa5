"""Adders in closed form: every step of descent on 1 + ... + 1 = n, and where it ends.

F = (Σ w - n)²/2 over n weights, with decay λ. The sum and the deviations from the mean are two
geometric series, because the gradient is the same for all weights. Source: Musat (2025),
arXiv:2511.01938, Sec. 4; the closed forms are derived here.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from grokviz.arguments import array, whole
from grokviz.theory.given import positive

Array = np.ndarray


def descent(
    start: Array, learning_rate: ArrayLike, weight_decay: ArrayLike, steps: ArrayLike
) -> Array:
    """The weights at some steps of gradient descent, (steps, runs, n).

    The sum goes to n²/(n + λ), its distance times 1 - η(n + λ) a step. What deviates from the mean
    shrinks by 1 - ηλ a step: only decay acts on it.

    Parameters
    ----------
    start : array, shape (runs, n)
    learning_rate, weight_decay : number or array, shape (runs,)
    steps : array, shape (steps,)
    """
    start = array("start", start, "(runs, n)")
    rate = positive("learning_rate", array("learning_rate", learning_rate, ""))
    decay = positive("weight_decay", array("weight_decay", weight_decay, ""), zero=True)
    taken = positive("steps", array("steps", steps, "(steps,)"), zero=True)[:, None]
    n = start.shape[1]
    end = n**2 / (n + decay)
    total = end + (start.sum(1) - end) * (1 - rate * (n + decay)) ** taken      # (steps, runs)
    left = (1 - rate * decay) ** taken
    deviation = start - start.mean(1, keepdims=True)
    return total[:, :, None] / n + left[:, :, None] * deviation


def floors(weight_decay: ArrayLike, n: int) -> tuple[Array, Array]:
    """Training and test loss at the end: n²λ²/(2(n + λ)²) and n λ²/(n + λ)²."""
    decay = positive("weight_decay", array("weight_decay", weight_decay, ""), zero=True)
    missing = decay / (n + decay)               # of each weight, which should be 1
    return (n * missing) ** 2 / 2, n * missing**2


def fall(start: Array, points: int = 60) -> Array:
    """The fast phase: straight from the start to Σ w = n, all weights by the same amount.

    It is (points, runs, n). A kink of the unit changes its speed and not its path.
    """
    start = array("start", start, "(runs, n)")
    points = whole("points", points, 2, 100_000, 60)
    missing = 1 - start.mean(1, keepdims=True)
    return start + np.linspace(0, 1, points)[:, None, None] * missing
