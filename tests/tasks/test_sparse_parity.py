"""The product of the first k signs, by hand; training sets that are nested; losses of signs."""

import numpy as np
import pytest
import torch

from grokviz.sweep import grid
from grokviz.tasks.sparse_parity import LOSSES, N_MOST, N_TEST, parity, sparse_parity


def task_of(bits=6, relevant=3, loss="hinge", **sweep):
    return sparse_parity(grid(**{"n_train": 40, "data_seed": 1} | sweep), bits=bits,
                         relevant=relevant, loss=loss)


@pytest.mark.parametrize("k", [1, 2, 3, 6])
def test_the_answer_is_whether_an_even_number_of_the_relevant_signs_is_negative(k):
    task = task_of(relevant=k)
    for inputs, targets in ((task.train_inputs, task.train_targets),
                            (task.test_inputs, task.test_targets)):
        for signs, answer in zip(inputs[0].tolist(), targets[0, :, 0].tolist(), strict=True):
            assert set(signs) <= {-1.0, 1.0}
            assert answer == (1 if sum(sign < 0 for sign in signs[:k]) % 2 == 0 else -1)


def test_no_other_set_of_bits_tells_anything():
    signs = torch.cartesian_prod(*[torch.tensor([-1.0, 1.0])] * 4)
    answer = parity(signs, 2)[:, 0]
    for chosen in range(1, 16):
        other = signs[:, [i for i in range(4) if chosen >> i & 1]].prod(-1)
        assert (answer * other).mean() == (1 if chosen == 0b11 else 0)


def test_training_sets_are_nested_and_the_test_set_is_that_of_the_seed():
    task = task_of(n_train=[10, 40], data_seed=[1, 2])
    sizes = (task.train_weights > 0).sum(1).tolist()
    assert sizes == [10, 10, 40, 40] and task.test_inputs.shape == (4, N_TEST, 6)
    assert torch.equal(task.train_inputs[0], task.train_inputs[2])
    assert torch.equal(task.test_inputs[1], task_of(data_seed=2).test_inputs[0])
    assert not torch.equal(task.test_inputs[0], task.test_inputs[1])
    torch.testing.assert_close(task.train_weights.sum(1), torch.ones(4).double())
    assert task_of(n_train=N_MOST).train_inputs.shape == (1, N_MOST, 6)


def test_half_of_the_answers_are_positive_so_that_chance_is_one_half():
    answers = task_of(bits=40, n_train=2000).train_targets
    assert abs(float(answers.mean())) < 0.1


@pytest.mark.parametrize("loss", LOSSES)
def test_right_is_the_sign_of_the_output_for_every_loss(loss):
    task = task_of(loss=loss)
    outputs = torch.tensor([[[2.0], [-0.1], [0.0], [3.0]]])
    targets = torch.tensor([[[1.0], [-1.0], [1.0], [-1.0]]])
    assert task.correct(outputs, targets).tolist() == [[True, True, False, False]]
    assert np.argsort(task.loss.value(outputs, targets)[0].numpy())[-1] == 3
