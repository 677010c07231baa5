"""The norm of a rescaled network beside the norm of its arrays, and its least value by search."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from grokviz.theory import rescaling

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("degree", [1, 2, 3])
def test_it_is_the_norm_of_the_rescaled_arrays(degree):
    A, B = RNG.normal(size=(5, 3)), RNG.normal(size=(2, 5))
    for c in (0.2, 1.0, 7.0):
        both = np.concatenate([c * A.ravel(), B.ravel() / c**degree])
        found = rescaling.norm(np.linalg.norm(A), np.linalg.norm(B), c, degree)
        assert_allclose(found, np.linalg.norm(both))


@pytest.mark.parametrize("degree", [1, 2, 3])
def test_its_least_value_is_where_a_search_finds_it(degree):
    scales = np.geomspace(0.01, 100, 100_001)
    norms = rescaling.norm(1.7, 0.4, scales, degree)
    assert_allclose(rescaling.least(1.7, 0.4, degree), scales[norms.argmin()], rtol=1e-4)


def test_a_layer_without_a_norm_is_refused():
    with pytest.raises(ValueError, match="second has 0; give numbers above 0"):
        rescaling.norm(1.0, 0.0, 1.0, 1)
