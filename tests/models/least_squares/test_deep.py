"""Deep linear models: products beside plain loops, gradients beside torch.func's."""

import pytest
import torch
from torch.testing import assert_close

from grokviz.models.least_squares import deep
from grokviz.models.least_squares.base import pull_back

RUNS = 3


def normal(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def made(kind, depth, runs=RUNS):
    shape = (depth, 6, 1) if kind == "vector" else (depth, 4, 4)
    size = shape[1] * shape[2]
    w = normal(runs, depth * size)
    if kind == "masked":
        observed = torch.zeros(runs, 16, dtype=torch.bool)
        for run in observed:
            run[torch.randperm(16, generator=torch.Generator().manual_seed(int(run.sum())))[:9]] = 1
        return deep.masked(normal(runs, 4, 4, seed=1), observed.view(runs, 4, 4), shape), w, shape
    return deep.measured(normal(runs, 5, size, seed=1), normal(runs, 5, seed=2), shape), w, shape


@pytest.mark.parametrize("runs", [1, RUNS])
@pytest.mark.parametrize("depth", [1, 2, 3, 4])
@pytest.mark.parametrize("kind", ["vector", "matrix", "masked"])
def test_the_gradient_is_autograd_s_at_every_depth_also_a_second_time(kind, depth, runs):
    model, w, _ = made(kind, depth, runs)
    w, g = w.contiguous(), torch.zeros_like(w)
    data = model.bind(w, g)
    for _ in range(2):
        model.gradient(data)
        assert_close(g, pull_back(model, w), rtol=1e-10, atol=1e-12)
        w.add_(0.1)


@pytest.mark.parametrize("kind", ["vector", "matrix"])
def test_the_product_is_that_of_the_factors_in_order(kind):
    _, w, shape = made(kind, 3)
    for run in range(RUNS):
        a, b, c = w[run].view(shape)
        wanted = a * b * c if kind == "vector" else a @ b @ c
        assert_close(deep.product(w, shape)[run], wanted)


def test_the_residual_lists_the_observed_entries_row_by_row():
    model, w, _ = made("masked", 1)
    residual = model.residual(w)
    assert residual.shape == (RUNS, 9)
    target, W = normal(RUNS, 4, 4, seed=1), w.view(RUNS, 4, 4)
    gap = (W - target)[0].flatten()
    order = [(gap - r).abs().argmin().item() for r in residual[0]]
    assert order == sorted(order) and len(set(order)) == 9
