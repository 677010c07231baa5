"""Two layers: slopes beside autograd, and the projection that keeps units on their kinks."""

import pytest
import torch
from torch.testing import assert_close

from grokviz.models.least_squares.two_layer import ACTIVATIONS, along_kinks, held, layers


def normal(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_slope_is_the_derivative_and_the_degree_is_that_of_scaling(name):
    activation, z = ACTIVATIONS[name], normal(50).requires_grad_()
    activation.of(z).sum().backward()
    assert_close(activation.slope(z.detach()), z.grad)
    if activation.degree is not None:
        scaled = activation.of(3 * z.detach())
        assert_close(scaled, 3.0**activation.degree * activation.of(z.detach()))


def test_a_projected_move_leaves_touching_units_on_their_kinks_and_the_rest_alone():
    x, w = normal(2, 4, 6), normal(2, 6 * 5 + 5 * 3, seed=1)
    touching = held(w, x, 5, 0.5)
    assert 0 < touching.sum() < touching.numel()
    project, v = along_kinks(touching, x), normal(2, 45, seed=2)
    moved = project(v[:, None, :])[:, 0]
    dE, dW = layers(moved, 6, 5)
    assert (x @ dE)[touching].abs().max() < 1e-12
    assert_close(dW, layers(v, 6, 5)[1])
    assert_close(project(moved), moved)         # a projection, and an orthogonal one
    assert_close((moved * (v - moved)).sum(1), torch.zeros(2).double(), atol=1e-12, rtol=0)
    free = ~touching.any(1)                                     # units that touch nothing
    for run in range(2):
        assert_close(dE[run][:, free[run]], layers(v, 6, 5)[0][run][:, free[run]])
