"""MNIST's digits blended with their labels."""

import pytest
import torch
from torch.testing import assert_close

from grokviz.sweep import grid
from grokviz.tasks import mnist


def test_an_input_is_the_image_blended_with_its_label():
    found = mnist.mnist(grid(messiness=[0, 0.25, 1], n_train=[7, 20], data_seed=3))
    assert found.train_inputs.shape == (6, 20, 784) and found.test_inputs.shape == (6, 500, 784)
    labels = found.train_targets.argmax(-1)
    clean, between, image = found.train_inputs[0], found.train_inputs[2], found.train_inputs[4]
    value = labels[0, :, None] / 9 - 0.5
    assert_close(clean, value.expand(20, 784), rtol=0, atol=1e-6)
    assert_close(between, 0.25 * image + 0.75 * value, rtol=0, atol=1e-6)
    assert image.min() == 0 and image.max() == 1
    assert_close(found.train_weights[0, :7], torch.full((7,), 1 / 7).double())
    assert not found.train_weights[0, 7:].any()
    seen = (image[:, None] == found.test_inputs[4]).all(-1)
    assert not seen.any()
    outputs = torch.nn.functional.one_hot(labels, 10) * 0.1
    assert found.correct(outputs, found.train_targets).all()
    assert not found.correct(-outputs, found.train_targets).any()


@pytest.mark.parametrize("n", [0, 1501, 2.5, True])
def test_sizes_that_leave_no_test_set_are_refused(n):
    with pytest.raises(ValueError, match="n_train is .*; give a whole number from 1 to 1500"):
        mnist.check_size(n)
