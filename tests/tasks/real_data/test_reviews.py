"""The reviews of a run: words and signs."""

import numpy as np

from grokviz.storage.words import labels, split
from grokviz.sweep import grid
from grokviz.tasks.real_data.reviews import reviews


def test_words_are_read_up_to_the_end_and_the_sign_is_the_label():
    task = reviews(grid(n_train=[20, 50], data_seed=4), length=7)
    assert task.train_inputs.shape == (2, 50, 7) and task.test_inputs.shape == (2, 500, 7)
    train, test = split(4, 50)
    assert np.array_equal(task.test_targets[0, :, 0] > 0, labels()[test] == 1)
    assert np.array_equal(task.train_targets[1, :, 0] > 0, labels()[train] == 1)
    assert (task.train_weights[0] > 0).sum() == 20
    assert task.correct(task.test_targets * 0.1, task.test_targets).all()
    assert not task.correct(-task.test_targets, task.test_targets).any()
