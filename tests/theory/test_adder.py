"""The closed forms of adders beside a plain loop."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from grokviz.theory import adder


@pytest.mark.parametrize("start", [(-1.0, 1.0), (0.5, -2.0, 3.0)])
@pytest.mark.parametrize("decay", [0.0, 0.01, 0.2])
def test_every_step_is_that_of_a_loop(start, decay):
    w, rate, n = np.array(start), 0.1, len(start)
    path = [w]
    for _ in range(200):
        w = w - rate * ((w.sum() - n) * np.ones(n) + decay * w)
        path.append(w)
    found = adder.descent([start], rate, decay, np.arange(201))
    assert_allclose(found[:, 0], path, atol=1e-12)


def test_the_floors_are_the_losses_of_the_last_step():
    decay = np.array([0.01, 0.3])
    w = adder.descent([[-1.0, 1.0]] * 2, 0.2, decay, [100_000])[0]
    train, test = adder.floors(decay, 2)
    assert_allclose(train, (w.sum(1) - 2) ** 2 / 2, rtol=1e-9)
    assert_allclose(test, ((w - 1) ** 2).sum(1), rtol=1e-9)


def test_the_fall_ends_on_the_zero_loss_set_and_keeps_the_differences():
    start = np.array([[-1.0, 1.0], [3.0, 2.0]])
    way = adder.fall(start, points=7)
    assert_allclose(way[0], start)
    assert_allclose(way[-1].sum(1), [2, 2])
    assert_allclose(np.diff(way, axis=2), np.broadcast_to(np.diff(start, axis=1), (7, 2, 1)))


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="learning_rate has 0; give numbers above 0"):
        adder.descent([[0.0, 1.0]], 0.0, 0.1, [1])
    with pytest.raises(ValueError, match="start is .*; give real numbers of shape"):
        adder.fall([1.0, 2.0])
