"""Digits as a task: real images and labels, a nested split, both losses."""

import numpy as np
import pytest
import torch
from torch.testing import assert_close

from grokviz.storage.digits import digits, pooled
from grokviz.sweep import grid
from grokviz.tasks.digits import N_TEST, images

SWEEP = grid(n_train=[30, 60], data_seed=[0, 1])


@pytest.mark.parametrize("side", [14, 28])
def test_an_example_is_a_digit_of_the_package_with_its_label(side):
    task = images(SWEEP, side=side)
    every, labels = digits()
    known = {row.tobytes(): int(label)
             for row, label in zip(pooled(every, side), labels, strict=True)}
    assert len(known) == 2000 and task.test_inputs.shape == (4, N_TEST, side * side)
    for run in range(4):
        for x, y in ((task.train_inputs[run], task.train_targets[run]),
                     (task.test_inputs[run], task.test_targets[run])):
            found = [known[row.numpy().tobytes()] for row in x]
            assert found == y.argmax(-1).tolist() and (y.sum(-1) == 1).all()


def test_training_sets_are_nested_and_the_test_set_is_apart():
    task = images(SWEEP)
    assert_close(task.train_inputs[0, :30], task.train_inputs[2, :30])
    assert not torch.equal(task.train_inputs[0], task.train_inputs[1])          # another seed
    assert_close(task.test_inputs[0], task.test_inputs[2])
    assert_close(task.train_weights.sum(1), torch.ones(4).double())
    assert (task.train_weights > 0).sum(1).tolist() == [30, 30, 60, 60]
    seen = {row.numpy().tobytes() for row in task.train_inputs[2]}
    assert not seen & {row.numpy().tobytes() for row in task.test_inputs[2]}


def test_the_cross_entropy_is_that_of_torch_and_the_largest_output_is_the_answer():
    squared, entropy = images(SWEEP), images(SWEEP, loss="cross_entropy")
    outputs = torch.randn(4, N_TEST, 10, generator=torch.Generator().manual_seed(0))
    labels = squared.test_targets.argmax(-1)
    wanted = torch.nn.functional.cross_entropy(outputs.mT, labels, reduction="none")
    assert_close(entropy.loss.value(outputs, entropy.test_targets), wanted)
    right = outputs.argmax(-1) == labels
    for task in (squared, entropy):
        assert torch.equal(task.correct(outputs, task.test_targets), right)
    loss, judged = entropy.judge_(outputs.clone(), entropy.test_targets)
    assert_close(loss, wanted)
    assert torch.equal(judged, right) and 0.05 < np.mean(right.numpy()) < 0.15
