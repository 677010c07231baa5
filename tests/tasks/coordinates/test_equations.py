"""Differential equations: their solutions solve them, and what is measured of a network."""

import numpy as np
import pytest
import torch
from torch.testing import assert_close

from grokviz.sweep import grid
from grokviz.tasks.coordinates import equations
from grokviz.tasks.coordinates.equations import EQUATIONS, collocation, linear, residuals, shifted

SWEEP = grid(n_train=[6, 9], bandwidth=2.0, data_seed=0, init_seed=0)
ABOUT = dict(features=8, threshold=0.05)


def jets_of(solution, x):
    """u, u' and u'' by autograd, in double."""
    x = x.double().requires_grad_()
    u = solution(x)
    first, = torch.autograd.grad(u.sum(), x, create_graph=True)
    second, = torch.autograd.grad(first.sum(), x)
    return torch.stack([u, first, second], -1).detach()


@pytest.mark.parametrize("name", EQUATIONS)
def test_the_solution_has_no_residual_and_fulfils_the_boundary(name):
    known = EQUATIONS[name]
    x = torch.linspace(0, 1, 51)
    wanted = equations.conditions(known, x.double())
    assert float(linear.value(jets_of(known.solution, x), wanted).max()) < 1e-10
    for at, c0, c1, t in known.boundary:
        u, first, _ = jets_of(known.solution, torch.tensor([at]))[0]
        assert abs(c0 * u + c1 * first - t) < 1e-6
    dense = (torch.arange(400) + 0.5) / 400
    assert float(residuals(name, jets_of(known.solution, dense)[None]).abs().max()) < 1e-5


@pytest.mark.parametrize("name", EQUATIONS)
def test_a_test_loss_of_the_zero_function_is_one(name):
    task = collocation(SWEEP, equation=name, points="regular", **ABOUT)
    loss = linear.value(torch.zeros(2, 400, 3), task.test_targets).mean(1)
    assert_close(loss, torch.ones(2), rtol=1e-5, atol=0)


def test_points_are_the_middles_of_equal_parts_or_drawn_by_the_seed():
    task = collocation(SWEEP, equation="poisson", points="regular", **ABOUT)
    weights = task.train_weights
    assert_close(weights.sum(1), torch.full((2,), 11.0).double())   # 10 for the boundary
    assert (weights[0] > 0).sum() == 6 + 2 and (weights[1] > 0).sum() == 9 + 2
    assert_close(equations.places(6, 0, "regular", 9)[:6], (torch.arange(6) + 0.5) / 6)
    a, b = (equations.places(9, seed, "random", 9) for seed in (1, 2))
    assert not torch.equal(a, b) and torch.equal(a, equations.places(9, 1, "random", 9))


def test_inputs_carry_the_derivatives_of_the_features():
    """Beside finite differences."""
    x = torch.linspace(0.1, 0.9, 2001, dtype=torch.float64)[None]
    made = equations._inputs(x.float(), {"bandwidth": np.array([0.7]), "init_seed": np.array([3])},
                             8)[0].double()
    value, first, second = made.split(8, 1)
    step = float(x[0, 1] - x[0, 0])
    middle = (value[2:] - value[:-2]) / (2 * step)
    assert_close(middle, first[1:-1], rtol=2e-2, atol=5e-2)
    assert_close((first[2:] - first[:-2]) / (2 * step), second[1:-1], rtol=2e-2, atol=1)


def test_the_written_derivative_of_the_loss_is_that_of_autograd():
    draw = torch.Generator().manual_seed(0)
    outputs, targets = (torch.randn(2, 5, k, generator=draw).double() for k in (3, 4))
    weights = torch.rand(2, 5, generator=draw).double()
    free = outputs.clone().requires_grad_()
    (linear.value(free, targets) * weights).sum().backward()
    ours = linear.delta_(outputs.mT.clone(), targets.mT.contiguous(), weights[:, None])
    assert_close(ours.mT, free.grad, rtol=1e-12, atol=0)


def test_shifted_conditions_are_conditions_on_the_difference():
    draw = torch.Generator().manual_seed(1)
    now, then = (torch.randn(1, 6, 3, generator=draw).double() for _ in range(2))
    targets = torch.randn(1, 6, 4, generator=draw).double()
    assert_close(linear.value(now, shifted(targets, then)), linear.value(now - then, targets),
                 rtol=1e-12, atol=1e-12)
