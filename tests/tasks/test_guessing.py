"""Small problems: labels, balance, nested training sets, and what counts as good."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_array_equal

from grokviz.tasks.guessing import curve, evenly, on_the_circle


@pytest.mark.parametrize("task", ["teacher", "xor", "linear", "random"])
def test_labels_are_signs_of_points_on_the_circle(task):
    problem = on_the_circle(task, 9, 3)
    assert problem.inputs.shape == (9, 3) and problem.test_inputs.shape == (400, 3)
    for x in (problem.inputs, problem.test_inputs):
        np.testing.assert_allclose((x[:, :2] ** 2).sum(1), 1, rtol=1e-6)
        assert (x[:, 2] == 1).all()
    assert set(problem.labels.tolist()) <= {-1, 1}
    if task == "xor":
        assert_array_equal(problem.test_labels, np.sign(evenly()[:, 0] * evenly()[:, 1]))
    if task != "random":                        # few changes of sign round the circle
        assert 0.35 <= (problem.test_labels > 0).float().mean() <= 0.65
        changes = (problem.test_labels != problem.test_labels.roll(1)).sum()
        assert changes == {"xor": 4, "linear": 2}.get(task, changes) and changes <= 4


def test_training_sets_of_a_seed_are_nested_and_seeds_differ():
    few, many = on_the_circle("teacher", 4, 0), on_the_circle("teacher", 12, 0)
    assert_array_equal(few.inputs, many.inputs[:4])
    assert_array_equal(few.labels, many.labels[:4])
    assert_array_equal(few.test_labels, many.test_labels)
    assert not torch.equal(few.inputs, on_the_circle("teacher", 4, 1).inputs)


def test_a_classifier_fits_with_all_signs_right_and_is_good_from_a_share_on():
    problem = on_the_circle("teacher", 6, 0, good=0.9)
    wrong = problem.labels.clone()
    wrong[2] *= -1
    assert problem.fits(torch.stack([2 * problem.labels, wrong], 1)).tolist() == [True, False]
    outputs = problem.test_labels.repeat(2, 1).T.clone()
    outputs[:41, 1] *= -1
    found = problem.score(outputs)
    assert (found * problem.unit).tolist() == pytest.approx([1, 359 / 400])
    assert problem.good(found).tolist() == [True, False] and problem.good(torch.tensor(360))


def test_the_curve_is_fitted_within_an_error():
    problem = curve(4)
    assert problem.inputs[:, 0].tolist() == pytest.approx([-0.9, -0.3, 0.3, 0.9])
    assert problem.labels.tolist() == pytest.approx([1.05, 0.15, -0.45, 0.45])
    off = problem.labels[:, None] + torch.tensor([[0.39, 0.0], [0, 0.41], [0, 0], [0, 0]])
    assert problem.fits(off).tolist() == [True, False]
    truth = problem.test_labels[:, None]
    found = problem.score(truth + torch.tensor([[0.34, 0.36]]))
    assert problem.good(found).tolist() == [True, False]
    assert (found * problem.unit).tolist() == pytest.approx([0.34, 0.36], abs=2e-4)
