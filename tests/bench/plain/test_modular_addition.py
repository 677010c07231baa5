"""The plain reference does the same work: from our weights its log equals our record."""

import numpy as np
import pytest
import torch
from plain import one_thread

from grokviz.bench.modular_addition import rows
from grokviz.bench.plain import modular_addition as plain
from grokviz.models import embedded_mlp, transformer
from grokviz.recipes.modular_addition import grokking
from grokviz.recording import record
from grokviz.sweep import grid
from grokviz.tasks.modular_addition import modular_addition

SIZES = {"mlp": (13, 16, 32), "transformer": (13, 16, 4, 32)}
OURS = {"mlp": embedded_mlp, "transformer": transformer}
PLAIN = {"mlp": plain.Perceptron, "transformer": plain.Transformer}
NAMES = ("train_loss", "train_accuracy", "test_loss", "test_accuracy")


@one_thread()
@pytest.mark.parametrize("name", SIZES)
def test_the_plain_loop_and_the_engine_train_the_same_network(name):
    due = [0, 1, 10, 40]
    ours = record(grokking(model=name, modulus=13, d_model=16, width=32, steps=100, records=due,
                           learning_rate=2e-3, dtype="float64"), progress=False)
    network = PLAIN[name](*SIZES[name]).double()
    leaves = OURS[name](*SIZES[name]).init(grid(init_scale=1.0, init_seed=0))
    network.take({k: v[0] for k, v in leaves.items()})
    task = modular_addition(grid(train_fraction=0.6, split_seed=0), modulus=13)
    log = np.array(plain.loop(network, task, 40, due, learning_rate=2e-3, weight_decay=1.0))
    assert log[:, 0].tolist() == due[1:]
    for column, value in zip(log.T[1:], NAMES, strict=True):
        np.testing.assert_allclose(column, ours.values[value][1:, 0], rtol=1e-6, atol=1e-7)


def test_the_rows_are_named_after_the_models_and_compare_with_the_plain_loop(monkeypatch):
    from grokviz.bench import modular_addition as bench

    monkeypatch.setattr(bench, "SIZES", {13: dict(train_fraction=0.6, d_model=8, width=8)})
    monkeypatch.setattr(bench, "STEPS", {13: 8})
    monkeypatch.setattr(bench, "EVERY", {13: 4})
    before = torch.get_num_threads()
    found = list(rows())
    names = ["mlp p=13, 1 run", "mlp p=13, 8 runs", "transformer p=13, 1 run"]
    assert [r.name for r in found] == names + [f"{name}, plain on all cores" for name in names]
    assert all(r.ratio == pytest.approx(r.plain / r.ours) for r in found)
    assert [bool(r.floor) for r in found] == [True] * 3 + [False] * 3
    assert torch.get_num_threads() == before
