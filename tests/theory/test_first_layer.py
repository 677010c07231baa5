"""The closed-form update beside finite differences and real ridge regression."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from torch.testing import assert_close

from grokviz.models.least_squares.two_layer import ACTIVATIONS
from grokviz.sweep import grid
from grokviz.tasks.modular_sums import modular_sums, normal_embedding
from grokviz.theory import first_layer as theory

SWEEP = grid(data_seed=[0, 1], init_seed=2, init_scale=1.0)
DATA = modular_sums(SWEEP, modulus=5, train_fraction=0.8)[:2]
E = normal_embedding(SWEEP, modulus=5, hidden=24)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("ridge", [0.0, 0.3])
def test_it_is_minus_half_the_gradient_of_the_reduced_loss(name, ridge):
    """To 1e-7, by central differences and, to rounding, by autograd."""
    fixed = *DATA, ACTIVATIONS[name], ridge
    found = theory.update(E, *fixed)
    leaf = E.clone().requires_grad_()
    theory.objective(leaf, *fixed).sum().backward()
    assert_close(found, -leaf.grad / 2, rtol=1e-8, atol=1e-8 * float(found.abs().max()))
    h, size = 1e-5, float(found.abs().max())
    for a, unit in ((0, 0), (2, 7), (4, 23)):
        moved = torch.zeros_like(E)
        moved[:, a, unit] = h
        slow = (theory.objective(E - moved, *fixed) - theory.objective(E + moved, *fixed)) / (4 * h)
        assert_allclose(found[:, a, unit], slow, rtol=0, atol=1e-7 * size)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_output_layer_is_ridge_regression_and_at_zero_the_least_norm_fit(name):
    act = ACTIVATIONS[name]
    H, Y = act.of(DATA[0] @ E), DATA[1]
    for run in range(2):
        h, y = H[run].numpy(), Y[run].numpy()
        ridge = np.linalg.solve(h.T @ h + 0.3 * np.eye(24), h.T @ y)
        assert_allclose(theory.output_layer(E, *DATA, act, 0.3)[run], ridge, rtol=1e-7, atol=1e-9)
        least = np.linalg.pinv(h) @ y
        assert_allclose(theory.output_layer(E, *DATA, act)[run], least, rtol=1e-6, atol=1e-8)


def test_the_objective_is_the_least_regularised_loss_over_lambda():
    act, ridge = ACTIVATIONS["relu"], 0.3
    W = theory.output_layer(E, *DATA, act, ridge)
    loss = (act.of(DATA[0] @ E) @ W - DATA[1]).square().sum((1, 2))
    whole = loss / ridge + W.square().sum((1, 2)) + E.square().sum((1, 2))
    assert_close(theory.objective(E, *DATA, act, ridge), whole)


def test_a_run_in_company_is_the_run_alone():
    both = theory.update(E, *DATA, ACTIVATIONS["relu"])
    alone = theory.update(E[1:], *(part[1:] for part in DATA), ACTIVATIONS["relu"])
    assert_close(both[1:], alone, rtol=1e-9, atol=1e-10)


def test_too_few_units_are_told_with_how_many_to_give():
    narrow = normal_embedding(SWEEP, modulus=5, hidden=8)
    with pytest.raises(ArithmeticError, match="12 examples through 8 hidden .* least 16 units, or"):
        theory.update(narrow, *DATA, ACTIVATIONS["square"])
    assert torch.isfinite(theory.update(narrow, *DATA, ACTIVATIONS["square"], 0.1)).all()
