"""The product that is recorded is that of the record's own step."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from grokviz.recipes import penalties
from grokviz.recording import record

STEPS = [0, *range(100, 131)]                   # many a hair apart


@pytest.mark.parametrize("task", ["sparse_recovery", "matrix_sensing", "matrix_completion"])
def test_its_norm_is_the_norm_recorded_beside_it_and_it_is_that_of_the_step_alone(task):
    make = getattr(penalties, task)
    found = record(make(steps=130, records=STEPS), progress=False)
    norms = np.linalg.norm(found.values["product"], axis=(2, 3))
    assert_allclose(norms, found.values["l2_norm"], rtol=1e-12)
    alone = record(make(steps=130, records=[0, 113]), progress=False)
    assert_array_equal(found.values["product"][STEPS.index(113)], alone.values["product"][-1])
