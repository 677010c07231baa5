"""Draws: each run has its own generator and its own settings."""

import numpy as np
import torch

from grokviz.tasks.draws import each, normal, scaled_normal


def test_a_run_draws_the_same_in_any_company():
    def make(g, scale):
        return normal(g, 3) * scale, torch.randperm(5, generator=g)

    both, order = each([4, 7], make, "cpu", [1.0, 2.0])
    alone, _ = each([7], make, "cpu", [1.0])
    assert both.shape == (2, 3) and order.shape == (2, 5) and both.dtype == torch.float64
    assert torch.equal(both[1], 2 * alone[0])


def test_starting_weights_are_the_run_s_own_draw_times_its_scale():
    sweep = {"init_seed": np.array([3, 4]), "init_scale": np.array([2.0, 0.5])}
    both = scaled_normal(sweep, 5, "cpu")
    for run, (seed, scale) in enumerate([(3, 2.0), (4, 0.5)]):
        g = torch.Generator().manual_seed(seed)
        assert torch.equal(both[run], scale * torch.randn(5, generator=g, dtype=torch.float64))
