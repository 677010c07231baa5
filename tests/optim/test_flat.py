"""One buffer, many leaves."""

import torch
from torch.testing import assert_close

from grokviz.optim import Flat

LEAVES = {"W1": torch.arange(24.0).view(2, 3, 4), "b1": -torch.arange(6.0).view(2, 1, 3)}


def test_the_leaves_are_views_of_the_buffer_in_both_directions():
    flat = Flat(LEAVES)
    views = flat.views(flat.params)
    assert list(views) == list(LEAVES)
    for name, leaf in views.items():
        assert torch.equal(leaf, LEAVES[name]) and leaf.is_contiguous()
    flat.params.mul_(2)
    assert torch.equal(views["W1"], 2 * LEAVES["W1"])
    views["b1"][1] = 7
    assert flat.params.numel() == 30 and (flat.params == 7).sum() == 3
    assert torch.equal(LEAVES["b1"], -torch.arange(6.0).view(2, 1, 3))     # ours is a copy


def test_a_column_is_spread_over_each_run_s_own_parameters():
    flat = Flat(LEAVES)
    spread = flat.views(flat.spread(torch.tensor([3.0, 5.0], dtype=torch.float64)))
    for name, leaf in spread.items():
        wanted = torch.tensor([3.0, 5.0]).view(2, 1, 1).expand_as(LEAVES[name])
        assert_close(leaf, wanted, rtol=0, atol=0)


def test_the_gradient_starts_at_zero_and_has_the_same_layout():
    flat = Flat(LEAVES)
    assert not flat.gradient.any()
    flat.views(flat.gradient)["W1"][0] = 1
    assert flat.gradient[:12].all() and not flat.gradient[12:].any()
