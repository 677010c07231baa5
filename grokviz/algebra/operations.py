"""Operations on p symbols: their tables, and the order in which a circle turns evenly.

Source: Power et al. (2022), arXiv:2201.02177, Appendix A.1.1, for the operations. Addition turns a
circle of the numbers, multiplication one of the exponents: g^i g^j = g^(i + j) for a root g. The
other operations have no such circle.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import permutations
from typing import NamedTuple

import numpy as np

from grokviz.algebra import fourier

Array = np.ndarray
NONE = -1               # in a table, where the operation has no answer
OF_S5 = 120             # permutations of five things


class Operation(NamedTuple):
    """An operation on p symbols.

    Attributes
    ----------
    table : function or None
        p -> the answer to every pair, (p, p); None for a table that is drawn.
    exponents : bool
        True if the circle turns evenly in the exponents of a root, and not in the numbers.
    sign : {1, -1, 0}
        The answer is the sum or the difference of the places on the circle, or neither.
    prime : bool
        True if p has to be prime.
    size : int or None
        The only p that it has; None for any.
    """

    table: Callable[[int], Array] | None
    exponents: bool = False
    sign: int = 0
    prime: bool = False
    size: int | None = None


def order(modulus: int, operation: str) -> Array:
    """The symbols in the order in which their circle turns evenly.

    For products and quotients these are the powers of a root, (p - 1,), without 0. All other
    operations keep the symbols as they are, (p,).
    """
    exponents = OPERATIONS[operation].exponents
    return fourier.powers_of_a_root(modulus) if exponents else np.arange(modulus)


@lru_cache(maxsize=32)
def table(modulus: int, operation: str) -> Array | None:
    """The answer to every pair, (p, p), `NONE` where there is none; None for a drawn table."""
    make = OPERATIONS[operation].table
    return None if make is None else make(modulus)


def s5() -> list[tuple[int, ...]]:
    """The permutations of 0 to 4, in the order of their symbols; the first one moves nothing."""
    return list(permutations(range(5)))


def _of(answer: Callable[[Array, Array], Array]) -> Callable[[int], Array]:
    def made(modulus: int) -> Array:
        numbers = np.arange(modulus)
        return answer(numbers[:, None], numbers) % modulus

    return made


def _quotients(modulus: int) -> Array:
    """a / b is the c with b c = a; there is none for b = 0."""
    found = np.full((modulus, modulus), NONE)
    b, c = np.arange(1, modulus)[:, None], np.arange(modulus)
    found[b * c % modulus, b] = c
    return found


def _compositions(size: int) -> Array:
    """a ∘ b: first b, then a."""
    maps = np.array(s5())
    places = {tuple(each): i for i, each in enumerate(maps.tolist())}
    return np.array([[places[tuple(a[b])] for b in maps] for a in maps])


OPERATIONS = {
    "add": Operation(_of(lambda a, b: a + b), sign=1),
    "subtract": Operation(_of(lambda a, b: a - b), sign=-1),
    "multiply": Operation(_of(lambda a, b: a * b), exponents=True, sign=1, prime=True),
    "divide": Operation(_quotients, exponents=True, sign=-1, prime=True),
    "squares": Operation(_of(lambda a, b: a * a + b * b)),
    "quadratic": Operation(_of(lambda a, b: a * a + a * b + b * b)),
    "s5": Operation(_compositions, size=OF_S5),
    "random": Operation(None),
}
