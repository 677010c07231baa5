"""Every least-squares model: its written-out Jacobian and gradient beside torch.func's."""

import pytest
import torch
from torch.testing import assert_close

from grokviz.models.least_squares import products
from grokviz.models.least_squares.adder import leaky_adder
from grokviz.models.least_squares.base import LeastSquares, jacobian, pull_back
from grokviz.models.least_squares.two_layer import ACTIVATIONS, two_layer

RUNS = 3


def normal(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def seen(entries=11, rows=4):
    rank = normal(RUNS, rows * rows, seed=5).argsort(1).argsort(1)
    return (rank < entries).view(RUNS, rows, rows)


MODELS = {
    "hyperbola": (products.product(torch.ones(RUNS, 1).double()), 2),
    "cross": (products.product(torch.zeros(RUNS, 1).double()), 2),
    "adder": (leaky_adder(torch.full((RUNS, 1), 2.0).double(),
                          torch.full((RUNS, 1), 0.1).double()), 2),
    "linear": (products.linear(normal(RUNS, 4, 6), normal(RUNS, 4)), 6),
    "diagonal": (products.diagonal(normal(RUNS, 4, 6), normal(RUNS, 4)), 12),
    "factored": (products.factored(normal(RUNS, 4, 4), seen(), 3), 24),
} | {
    name: (two_layer(normal(RUNS, 5, 3), normal(RUNS, 5, 2), 7, name), 35) for name in ACTIVATIONS
}


@pytest.mark.parametrize("name", MODELS)
def test_the_written_out_jacobian_is_that_of_autograd(name):
    model, weights = MODELS[name]
    w = normal(RUNS, weights, seed=1)
    assert_close(jacobian(model, w), jacobian(LeastSquares(model.residual), w))


@pytest.mark.parametrize("name", MODELS)
def test_the_bound_gradient_is_that_of_autograd_and_follows_the_weights(name):
    model, weights = MODELS[name]
    w, g = normal(RUNS, weights, seed=1), torch.zeros(RUNS, weights).double()
    data = model.bind(w, g)
    for seed in (2, 3):
        w.copy_(normal(RUNS, weights, seed=seed))       # the same memory: views, not copies
        model.gradient(data)
        leaf = w.clone().requires_grad_()
        (model.residual(leaf).square().sum() / 2).backward()
        assert_close(g, leaf.grad)
        assert_close(pull_back(model, w), leaf.grad)


@pytest.mark.parametrize("name", MODELS)
def test_runs_do_not_mix(name):
    model, weights = MODELS[name]
    w = normal(RUNS, weights, seed=1)
    moved = w.clone()
    moved[1] += 1
    same = (model.residual(w) == model.residual(moved)).all(1)
    assert same.tolist() == [True, False, True]


def test_only_observed_entries_count():
    target, observed = normal(RUNS, 4, 4), seen()
    model, w = products.factored(target, observed, 3), normal(RUNS, 24, seed=1)
    U, V = products.factors(w, 3)
    for i in range(RUNS):
        wanted = (U[i] @ V[i].T - target[i])[observed[i]]
        assert_close(model.residual(w)[i], wanted)
