"""The same function at every norm: B φ(A x) = (B / c^q) φ(c A x) for φ homogeneous of degree q.

Source: Notsawo, Dumas & Rabusseau (2025), arXiv:2506.05718, against a shell of norms in which
networks generalise. The norm grows without bound at either end of c; its least value is ours.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from grokviz.arguments import array, number
from grokviz.theory.given import positive, together

Array = np.ndarray


def norm(first: ArrayLike, second: ArrayLike, scale: ArrayLike, degree: float) -> Array:
    """Norm of (c A, B / c^q) from those of A and B; arguments of one shape, or numbers."""
    A, B, c, q = _checked(first, second, scale, degree)
    found: Array = np.sqrt((c * A) ** 2 + (B / c**q) ** 2)
    return found


def least(first: ArrayLike, second: ArrayLike, degree: float) -> Array:
    """The c at which that norm is least: c^(2q + 2) = q ‖B‖² / ‖A‖²."""
    A, B, _, q = _checked(first, second, 1.0, degree)
    found: Array = (q * B**2 / A**2) ** (1 / (2 * q + 2))
    return found


def _checked(*given: ArrayLike) -> tuple[Array, Array, Array, float]:
    names = ("first", "second", "scale")
    A, B, c = (positive(name, array(name, value, "")) for name, value in zip(names, given[:3],
                                                                             strict=True))
    together(first=A, second=B, scale=c)
    return A, B, c, number("degree", given[3], 1, 10, 1)
