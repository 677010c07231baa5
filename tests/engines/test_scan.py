"""Coarse to fine: which cells come when, and that every cell is trained once, as if alone."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from grokviz.engines.scan import VALUES, coarse_to_fine, scan
from grokviz.recording import record
from grokviz.run import Experiment, Snapshot
from grokviz.sweep import grid


@pytest.mark.parametrize("points", [5, 11, 21, 41, 8])
def test_each_cell_is_in_one_stage_and_every_stage_completes_a_grid(points):
    stages = coarse_to_fine(points, (5, 11, 21, 41))
    assert_array_equal(np.sort(np.concatenate(stages)), np.arange(points**2))
    known = np.zeros((points, points), bool)
    for stage, size in zip(stages, [s for s in (5, 11, 21, 41) if s < points] + [points],
                           strict=True):
        known.flat[stage] = True
        whole = known.sum(1) >= size
        along = np.flatnonzero(known[whole].all(0))
        assert whole.sum() >= size and len(along) >= size
        assert {0, points - 1} <= set(along.tolist())       # corners from the first stage on
    assert len(stages[0]) == 25


def stand_in(sizes):
    """Trains nothing: a cell's loss is its scale and messiness, at steps 0 and 7."""
    def train(cells):
        sizes.append(len(cells["init_scale"]))
        loss = 10 * cells["init_scale"] + cells["messiness"]

        def start(hot):
            yield Snapshot(0, dict.fromkeys(VALUES, loss))
            yield None
            yield Snapshot(7, dict.fromkeys(VALUES, loss))

        return Experiment("cells", {"steps": 7}, cells, start)

    return train


def test_batches_keep_to_their_size_and_every_cell_ends_with_its_own_value():
    sweep, sizes = grid(init_scale=np.arange(1.0, 12), messiness=np.arange(11) / 10), []
    history = record(scan(
        stand_in(sizes), name="map", settings={}, sweep=sweep, steps=7,
        stages=coarse_to_fine(11, (5, 11)), batch=16,
    ), progress=False)
    assert max(sizes) <= 16 and sum(sizes) == 121
    known = np.isfinite(history.values["train_loss"]).sum(1)
    assert_array_equal(known, np.concatenate([[0], np.cumsum(sizes)]))
    assert_array_equal(history.steps, 7 * known)
    assert 25 in known and history.settings["steps"] == 7 * 121
    assert_array_equal(history.values["test_loss"][-1], 10 * sweep["init_scale"] +
                       sweep["messiness"])
