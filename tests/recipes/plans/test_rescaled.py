"""Two networks at every scale: the same functions, and norms as theory has them."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from grokviz.recipes import penalties
from grokviz.recipes.plans.rescaled import GRID, INPUTS, SCALES, generalising, memorising
from grokviz.recording import record
from grokviz.theory import rescaling


@pytest.mark.parametrize("degree", [1, 2, 3])
def test_no_function_moves_and_every_norm_is_that_of_theory(degree):
    found = record(penalties.rescaled(degree=degree), progress=False)
    outputs, norms = found.values["outputs"], found.values["weight_norm"]
    assert_allclose(outputs, np.broadcast_to(outputs[:1], outputs.shape), atol=1e-6)
    assert_allclose(found.values["scale"], np.stack([SCALES, SCALES], 1))
    first, second = found.values["leaf_norms"][0].T * [[1 / SCALES[0]], [SCALES[0] ** degree]]
    wanted = rescaling.norm(first, second, found.values["scale"], degree)
    assert_allclose(norms, wanted, rtol=1e-9)
    assert (norms.max(0) > 20 * norms.min(0)).all()


@pytest.mark.parametrize("seed", range(3))
def test_one_network_generalises_the_other_does_not_and_both_fit(seed):
    found = record(penalties.rescaled(init_seed=seed), progress=False).values
    assert found["train_loss"].max() < 1e-15
    assert found["test_loss"][0, 0] < 1e-20 and 0.04 < found["test_loss"][0, 1] < 0.16
    low, high = found["weight_norm"].min(0).max(), found["weight_norm"].max(0).min()
    assert low < high                                   # norms that both of them can have


def test_the_examples_are_the_three_kinks_of_the_teacher():
    truth = generalising()(GRID, 1)
    by_hand = np.maximum(GRID, 0) - 2 * np.maximum(GRID - 0.5, 0) + 1.5 * np.maximum(-GRID - 0.8, 0)
    assert_allclose(truth, by_hand, atol=1e-12)
    assert_allclose(memorising(2, 0)(INPUTS, 2), generalising()(INPUTS, 2), atol=1e-9)
