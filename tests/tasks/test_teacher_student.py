"""The examples of the teacher-student task, beside the paper's own draws."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.testing import assert_close

from grokviz.sweep import grid
from grokviz.tasks.teacher_student import _examples, along_one_input, teacher_student


def papers(n=100):
    """The notebook's draws: seed 0; teacher; train inputs; test inputs."""
    state = torch.get_rng_state()
    torch.manual_seed(0)
    teacher = nn.Sequential(
        nn.Linear(5, 100), nn.Tanh(), nn.Linear(100, 100), nn.Tanh(), nn.Linear(100, 5)
    )
    train, test = torch.randn(n, 5), torch.randn(n, 5)
    torch.set_rng_state(state)
    with torch.no_grad():
        return train, teacher(train), test, teacher(test)


def test_the_targets_do_not_depend_on_the_number_of_threads():
    before, said = torch.get_num_threads(), []
    for threads in (1, 2, 4):
        torch.set_num_threads(threads)
        _examples.cache_clear()
        said.append([_examples(0, 0)[1], along_one_input(0, 0)[1]])
    torch.set_num_threads(before)
    assert all(torch.equal(a, b) for other in said[1:] for a, b in zip(said[0], other, strict=True))


def test_with_both_seeds_zero_the_examples_are_the_paper_s():
    task = teacher_student(grid(n_train=100, data_seed=0, teacher_seed=0))
    found = (task.train_inputs, task.train_targets, task.test_inputs, task.test_targets)
    train, train_y, test, test_y = papers()
    assert torch.equal(found[0][0], train) and torch.equal(found[2][0], test)
    assert_close(found[1][0], train_y, rtol=1e-5, atol=1e-6)
    assert_close(found[3][0], test_y, rtol=1e-5, atol=1e-6)


def test_the_split_is_a_weight_per_example_and_the_sets_are_nested():
    n = np.array([10, 500, 37])
    task = teacher_student(grid(n_train=n, data_seed=3, teacher_seed=1))
    assert task.train_inputs.shape == (3, 500, 5) and task.train_weights.shape == (3, 500)
    for run, size in enumerate(n):
        assert_close(task.train_weights[run, :size], torch.full((size,), 1 / size).double())
        assert not task.train_weights[run, size:].any()
        assert torch.equal(task.train_inputs[run], task.train_inputs[1])
    assert_close(task.train_weights.sum(1), torch.ones(3).double(), rtol=1e-14, atol=0)
    few = teacher_student(grid(n_train=10, data_seed=3, teacher_seed=1))
    assert torch.equal(few.train_inputs[0], task.train_inputs[0, :10])
    assert torch.equal(few.test_inputs[0], task.test_inputs[0])


def test_data_and_teacher_have_seeds_of_their_own():
    task = teacher_student(grid(data_seed=[1, 2], teacher_seed=[3, 4], n_train=20))
    x, y = task.train_inputs, task.train_targets           # runs: (1, 3), (1, 4), (2, 3), (2, 4)
    assert torch.equal(x[0], x[1]) and not torch.equal(x[0], x[2])
    assert not torch.equal(y[0], y[1])
    inside = (x[0, :, None] == task.test_inputs[0]).all(-1)
    assert not inside.any()                                # no test input was trained on


@pytest.mark.parametrize("threshold", [1e-3, 1e-2])
def test_an_example_is_right_where_its_mean_square_error_is_below_the_threshold(threshold):
    task = teacher_student(grid(n_train=10, data_seed=0, teacher_seed=0), threshold=threshold)
    errors = torch.tensor([0.5, 0.99, 1.01, 4.0]) * threshold
    targets = torch.randn(1, 4, 5, generator=torch.Generator().manual_seed(0))
    outputs = targets + errors.sqrt()[:, None] * torch.tensor([1.0, -1, 1, -1, 1])
    assert task.correct(outputs, targets).tolist() == [[True, True, False, False]]
    assert_close(task.loss.value(outputs, targets)[0], errors, rtol=1e-4, atol=1e-6)


def test_drawing_leaves_the_global_stream_alone():
    state = torch.get_rng_state()
    teacher_student(grid(n_train=10, data_seed=123, teacher_seed=456))
    assert torch.equal(torch.get_rng_state(), state)
