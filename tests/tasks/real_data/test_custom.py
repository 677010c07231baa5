"""Examples of one's own become a task."""

import torch

from grokviz.sweep import grid
from grokviz.tasks.real_data.custom import custom, examples

X, Y = torch.arange(24.0).view(6, 2, 2), torch.tensor([0, 1, 0, 1, 1, 0])


def test_runs_share_their_examples_and_differ_in_how_many_count():
    task = custom(grid(n_train=[2, 6]), examples("train", (X, Y)), examples("test", (X, Y)),
                  loss="logistic")
    assert task.train_inputs.shape == (2, 6, 4) and task.train_inputs.stride(0) == 0
    assert task.train_targets[0, :, 0].tolist() == [-1, 1, -1, 1, 1, -1]
    assert (task.train_weights > 0).sum(1).tolist() == [2, 6]


def test_numbers_are_right_within_the_threshold():
    pair = examples("train", (X, X.flatten(1)))
    task = custom(grid(n_train=6), pair, pair, loss="mean_squared_error", threshold=0.01)
    near = task.train_targets + torch.tensor([0.09, 0.09, 0.09, 0.09])
    assert task.correct(near, task.train_targets).all()
    assert not task.correct(near + 0.02, task.train_targets).any()
