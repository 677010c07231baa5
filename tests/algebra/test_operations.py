"""Each table against arithmetic by another way, and the circles that turn evenly."""

import itertools
from collections import Counter

import numpy as np
import pytest

from grokviz.algebra.operations import NONE, OPERATIONS, order, s5, table

WITNESS = {
    "add": lambda a, b, p: (a + b) % p, "subtract": lambda a, b, p: (a - b) % p,
    "multiply": lambda a, b, p: a * b % p,
    "divide": lambda a, b, p: a * pow(b, -1, p) % p if b else NONE,
    "squares": lambda a, b, p: (a**2 + b**2) % p,
    "quadratic": lambda a, b, p: (a**2 + a * b + b**2) % p,
}


@pytest.mark.parametrize("p", [7, 31])
@pytest.mark.parametrize("operation", WITNESS)
def test_a_table_is_python_s_arithmetic(operation, p):
    assert table(p, operation).tolist() == [
        [WITNESS[operation](a, b, p) for b in range(p)] for a in range(p)]


def test_every_operation_has_a_witness():
    assert {*WITNESS, "s5", "random"} == set(OPERATIONS) and table(7, "random") is None


def test_a_quotient_has_no_answer_for_zero_alone():
    found = table(31, "divide")
    assert (found[:, 0] == NONE).all() and (found[:, 1:] >= 0).all()


def test_permutations_are_composed_by_hand():
    """Swapping 0 and 1 after the cycle 0 → 1 → 2 → 0 leaves 0 and swaps 1 and 2."""
    at, found = s5().index, table(120, "s5")
    swap, cycle = at((1, 0, 2, 3, 4)), at((1, 2, 0, 3, 4))
    assert found[swap, cycle] == at((0, 2, 1, 3, 4))
    assert found[cycle, swap] == at((2, 1, 0, 3, 4)) != found[swap, cycle]
    assert s5()[0] == (0, 1, 2, 3, 4) and (found[0] == np.arange(120)).all()


def test_s5_is_a_group_and_its_elements_have_the_orders_of_s5():
    found, rng = table(120, "s5"), np.random.default_rng(0)
    assert all(sorted(row) == list(range(120)) for row in (*found.tolist(), *found.T.tolist()))
    a, b, c = rng.integers(120, size=(3, 500))
    assert (found[found[a, b], c] == found[a, found[b, c]]).all()

    def turns(a):
        return next(n for n, at in enumerate(itertools.accumulate(
            itertools.repeat(a), lambda x, y: found[x, y]), 1) if at == 0)

    assert Counter(map(turns, range(120))) == {1: 1, 2: 25, 3: 20, 4: 30, 5: 24, 6: 20}


@pytest.mark.parametrize("operation", [name for name, of in OPERATIONS.items() if of.sign])
def test_in_its_order_the_answer_is_the_sum_or_difference_of_places(operation):
    numbers = order(11, operation)
    n, sign, found = len(numbers), OPERATIONS[operation].sign, table(11, operation)
    for (i, a), (j, b) in itertools.product(enumerate(numbers), repeat=2):
        assert found[a, b] == numbers[(i + sign * j) % n]
    assert n == (10 if OPERATIONS[operation].exponents else 11)
