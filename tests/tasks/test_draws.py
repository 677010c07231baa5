"""Draws: each run from a generator of its own, with settings of its own."""

import torch

from grokviz.tasks.draws import each, normal


def test_a_run_draws_the_same_in_any_company():
    def make(g, scale):
        return normal(g, 3) * scale, torch.randperm(5, generator=g)

    both, order = each([4, 7], make, "cpu", [1.0, 2.0])
    alone, _ = each([7], make, "cpu", [1.0])
    assert both.shape == (2, 3) and order.shape == (2, 5) and both.dtype == torch.float64
    assert torch.equal(both[1], 2 * alone[0])
