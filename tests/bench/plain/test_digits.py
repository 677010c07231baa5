"""The plain reference on digits does the same work: its log equals our record."""

import numpy as np

from grokviz.bench import digits as bench
from grokviz.bench.plain import digits as plain
from grokviz.engines.minibatches import Minibatches
from grokviz.recipes.digits import grokking, preset
from grokviz.recording import record
from grokviz.sweep import grid
from grokviz.tasks.digits import images

NAMES = ("train_loss", "train_accuracy", "test_loss", "test_accuracy", "weight_norm")


def test_the_plain_loop_and_the_engine_train_the_same_network():
    settings = preset("grokking") | {"init_scale": 1.0}
    ours = record(grokking(**settings | {"steps": 100, "records": [0, 1, 10, 100]}),
                  progress=False)
    batches = Minibatches(images(grid(data_seed=0, n_train=200)), np.zeros(1, int), 50)
    log = np.array(plain.loop(settings, 100, ours.steps, order=batches.rows(0, 100).numpy()))
    np.testing.assert_array_equal(log[:, 0], ours.steps[1:])
    for column, name in zip(log.T[1:], NAMES, strict=True):
        tolerance = 0.02 if name.endswith("accuracy") else 0
        np.testing.assert_allclose(column, ours.values[name][1:, 0], rtol=1e-2, atol=tolerance,
                                   err_msg=name)


def test_a_row_for_each_size_and_ensemble(monkeypatch):
    small = {"n_train": 60, "batch_size": 20, "width": 10, "init_scale": 1.0, "side": "14"}
    monkeypatch.setattr(bench, "SIZES", {"14 x 14": (preset("grokking") | small, 100)})
    monkeypatch.setattr(bench, "_grokked", lambda: None)
    monkeypatch.setattr(bench, "_landscape", lambda: None)
    found = [row for row in bench.rows(quick=True) if row]
    assert [row.name for row in found] == ["14 x 14, 1 run", "14 x 14, 8 runs"]
    assert all(row.ours > 0 and row.plain > 0 for row in found) and found[1].floor == 4
