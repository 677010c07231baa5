"""Measured values depend neither on the speed of the machine nor on other measures."""

import sys

import numpy as np
import pytest
from every import SETTINGS, experiment
from numpy.testing import assert_array_equal

import grokviz.engines  # noqa: F401
from grokviz import recipes
from grokviz.recording import record


def at_pace(name, heartbeat, monkeypatch):
    """The record of a recipe where the consumer is told that often."""
    for engine in ("streaming.stream", "riemannian"):     # a module and a function share the name
        monkeypatch.setattr(sys.modules[f"grokviz.engines.{engine}"], "HEARTBEAT", heartbeat)
    return record(experiment(name), progress=False)


def assert_same(mine, theirs):
    assert_array_equal(mine.steps, theirs.steps)
    assert set(mine.values) == set(theirs.values)
    for name, value in mine.values.items():
        assert_array_equal(value, theirs.values[name], err_msg=name)
    assert mine.changes == theirs.changes and mine.diverged == theirs.diverged


def test_the_table_has_every_recipe():
    assert set(SETTINGS) == set(recipes.experiments())


@pytest.mark.parametrize("name", SETTINGS)
def test_records_taken_together_are_those_taken_one_at_a_time(name, monkeypatch):
    """At the slow pace every step is a chunk, and every record has its own; at the fast one there
    are as few chunks as the records allow. Clocks are among the values."""
    slow, fast = (at_pace(name, heartbeat, monkeypatch) for heartbeat in (0.0, 1e9))
    assert_same(slow, fast)
    assert any(np.isfinite(v).any() for v in fast.values.values())
