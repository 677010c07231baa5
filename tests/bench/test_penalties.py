"""The reference for proximal steps does the same work, and every row has its unit."""

import pytest
from numpy.testing import assert_allclose

from grokviz.bench import penalties as bench
from grokviz.recipes import penalties as recipes
from grokviz.recording import record


@pytest.mark.parametrize("task", bench.SETTINGS)
def test_the_plain_loop_takes_the_same_steps(task):
    experiment = getattr(recipes, task)(**bench.SETTINGS[task], steps=100, records=[0, 100])
    found = record(experiment, progress=False).values["product"][-1, 0]
    assert_allclose(found, bench.plain(task, 100).numpy(), rtol=1e-8, atol=1e-11)


def test_rows_compare_steps():
    many, one = bench._steps("soft threshold", "sparse_recovery", 100, 6)
    assert many.unit == one.unit == "model-steps/s" and many.floor == 6 and one.floor is None
    assert_allclose([many.ratio, one.ratio], [many.ours / many.plain, one.ours / one.plain])
