"""The adders beside averages over drawn inputs and finite differences."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from grokviz.models.least_squares.base import jacobian, pull_back
from grokviz.sweep import grid
from grokviz.tasks.adder import adder, adder_three


@pytest.mark.parametrize("slope", [1.0, 0.1])
def test_the_test_loss_is_the_average_over_drawn_inputs(slope):
    problem = adder(grid(u=[-1.0, 2.0], v=[0.4, 1.5], slope=slope))
    x = torch.randn(400_000, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)

    def unit(w):
        z = x @ w
        return torch.where(z < 0, slope * z, z)

    found = problem.measure(problem.start)["test_loss"]
    for w, value in zip(problem.start, found, strict=True):
        drawn = (unit(w) - unit(torch.ones(2).double())).square().mean()
        assert_allclose(value, drawn, rtol=0.02)


@pytest.mark.parametrize("make, names", [(adder, ("u", "v")), (adder_three, ("u", "v", "third"))])
def test_at_ones_nothing_is_wrong_and_their_gradient_is_written_out(make, names):
    sweep = grid(slope=0.1, **dict.fromkeys(names, [1.0, -2.0]))
    problem = make(sweep)
    measured = problem.measure(torch.ones_like(problem.start))
    assert_allclose(measured["test_loss"], 0, atol=1e-12)
    assert_allclose(problem.model.residual(torch.ones_like(problem.start)), 0)
    w, g = problem.start.clone(), torch.zeros_like(problem.start)
    problem.model.gradient(problem.model.bind(w, g))
    assert_allclose(g, pull_back(problem.model, w), atol=1e-12)
    wide = make(grid(slope=0.1, **{name: -2.0 for name in names}))
    assert_allclose(jacobian(wide.model, wide.start)[0],
                    torch.func.jacrev(lambda v: wide.model.residual(v[None])[0])(wide.start[0]))


def test_below_the_kink_the_unit_is_flatter():
    problem = adder(grid(u=[-2.0, 1.0], v=-1.0, slope=0.1))
    below = problem.start.sum(1) < 0
    J = jacobian(problem.model, problem.start)[:, 0]
    assert_allclose(J, np.where(below[:, None], 0.1, 1.0) * np.ones((2, 2)))
