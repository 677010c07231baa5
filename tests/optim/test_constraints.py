"""The constraint that holds the weights on a sphere."""

import pytest
import torch
from torch.testing import assert_close

from grokviz.optim import CONSTRAINTS
from grokviz.optim.constraints import weight_norm


def leaves(seed, dtype=torch.float64):
    g = torch.Generator().manual_seed(seed)
    shapes = {"W1": (3, 5, 4), "b1": (3, 1, 4), "W2": (3, 2, 4), "b2": (3, 2, 1)}
    return {k: torch.randn(s, generator=g, dtype=dtype) for k, s in shapes.items()}


def flattened(params):
    return torch.cat([p.flatten(1) for p in params.values()], 1)       # (runs, parameters)


def test_the_norm_is_over_all_parameters_of_a_run():
    assert_close(weight_norm(leaves(0)), flattened(leaves(0)).norm(dim=1), rtol=1e-13, atol=0)


@pytest.mark.parametrize("name", ["fixed_norm", "sphere"])
def test_one_global_factor_puts_every_run_back_to_its_first_norm(name):
    params = leaves(0)
    start = flattened(params).norm(dim=1)
    _, after = CONSTRAINTS[name](params, leaves(1))
    for step in range(5):
        for k, p in params.items():
            p.add_(leaves(2 + step)[k], alpha=0.1 * step)
        moved = flattened(params).clone()
        after()
        assert_close(flattened(params).norm(dim=1), start, rtol=1e-13, atol=0)
        assert_close(flattened(params), moved * (start / moved.norm(dim=1))[:, None],
                     rtol=1e-12, atol=0)


def test_the_sphere_s_gradient_has_lost_its_radial_part_and_nothing_else():
    params, gradients = leaves(0), leaves(1)
    w, g = flattened(params), flattened(gradients).clone()
    CONSTRAINTS["sphere"](params, gradients).before()
    wanted = g - (g * w).sum(1, keepdim=True) / (w * w).sum(1, keepdim=True) * w
    assert_close(flattened(gradients), wanted, rtol=1e-11, atol=1e-13)
    assert (flattened(gradients) * w).sum(1).abs().max() < 1e-12


def test_without_a_constraint_nothing_is_done():
    assert CONSTRAINTS["free"](leaves(0), leaves(1)) == (None, None)
    assert CONSTRAINTS["fixed_norm"](leaves(0), leaves(1)).before is None
