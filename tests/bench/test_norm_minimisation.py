"""The reference for gradient flow does the same work, and every row has its unit."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from grokviz.bench import norm_minimisation as bench
from grokviz.bench.rows import Row
from grokviz.recipes import norm_flow
from grokviz.recording import record


def test_the_plain_loop_takes_the_same_steps():
    found = record(norm_flow.diagonal_network(steps=100, records=[0, 100]), progress=False)
    wanted = np.concatenate([half.detach().numpy() for half in bench.plain(100)])
    assert_allclose(found.values["weights"][-1, 0], wanted, rtol=1e-9)


@pytest.mark.parametrize("row", [
    lambda: bench._slow_flow("slow", bench.interpolation.diagonal_network, steps=2),
    lambda: bench._closed_update(times=1),
])
def test_a_row_is_a_time(row):
    found = row()
    assert isinstance(found, Row) and found.unit == "ms" and found.ours > 0
