"""A cluster on paper: what can be worked out by hand."""

import pytest

from grokviz.bench.sweeps import simulated


def test_with_an_idle_scheduler_the_work_is_shared_evenly():
    assert simulated([2.0], blocks=12, cores=4, per_task=0.0) == pytest.approx(6.0)


def test_a_slow_scheduler_is_the_limit():
    assert simulated([0.1], blocks=100, cores=50, per_task=1.0) == pytest.approx(100.1)


def test_the_last_block_keeps_the_others_waiting():
    assert simulated([1.0, 1.0, 5.0], blocks=3, cores=3, per_task=0.0) == pytest.approx(5.0)
