"""Penalties beside plain loops over runs, and their gradients beside closed forms."""

import numpy as np
import pytest
import torch
from torch.testing import assert_close

from grokviz.optim import PENALTIES, which
from grokviz.optim.thresholds import polar, singular_value_threshold, soft_threshold

GENERATOR = torch.Generator().manual_seed(2)
W = torch.randn(3, 5, 4, generator=GENERATOR, dtype=torch.float64)
PLAIN = {                                       # h of one run's matrix
    "l1": lambda w: w.abs().sum(), "l2": lambda w: w.square().sum() / 2,
    "nuclear": lambda w: torch.linalg.matrix_norm(w, "nuc"),
    "frobenius": lambda w: torch.linalg.matrix_norm(w),
}


@pytest.mark.parametrize("name", PENALTIES)
def test_the_proximal_step_is_the_minimum_it_is_named_for(name):
    """0 is among the sub-gradients of |v - w|²/2 + t h(v): no direction from v leads down."""
    w, t = W[0], torch.tensor(0.3).double()
    v = PENALTIES[name].proximal(w, t)

    def value(v):
        return (v - w).square().sum() / 2 + t * PLAIN[name](v)

    for _ in range(200):
        way = torch.randn(w.shape, generator=GENERATOR, dtype=torch.float64)
        assert value(v + 1e-3 * way) > value(v)


@pytest.mark.parametrize("name", PENALTIES)
def test_the_sub_gradient_is_that_of_autograd(name):
    leaf = W.clone().requires_grad_()
    sum(map(PLAIN[name], leaf)).backward()
    assert_close(PENALTIES[name].subgradient(leaf.detach()), leaf.grad, rtol=1e-10, atol=1e-12)


def test_a_matrix_shorter_than_the_step_goes_to_0_and_0_stays():
    short = 0.1 * W / torch.linalg.matrix_norm(W)[:, None, None]
    frobenius = PENALTIES["frobenius"]
    assert not frobenius.proximal(short, torch.tensor(0.2).double()).any()
    zero = torch.zeros(1, 2, 2, dtype=torch.float64)
    assert not frobenius.proximal(zero, torch.tensor(0.2).double()).any()
    assert not frobenius.subgradient(zero).any()


def test_thresholds_leave_exact_zeros_and_lower_rank_and_none_changes_nothing():
    w = torch.tensor([[[0.2, -0.3, 0.5, -2.0]]]).double()
    found = soft_threshold(w, torch.tensor(0.3).double())
    assert_close(found, torch.nn.functional.softshrink(w, 0.3))
    assert (found == 0).sum() == 2
    assert_close(soft_threshold(w, torch.tensor(0.0).double()), w, rtol=0, atol=0)
    matrix = W
    S = torch.linalg.svdvals(matrix)
    t = S[:, 1].view(-1, 1, 1)                          # of each run its own
    assert_close(torch.linalg.svdvals(singular_value_threshold(matrix, t))[:, 0],
                 S[:, 0] - S[:, 1])
    assert (torch.linalg.matrix_rank(singular_value_threshold(matrix, t + 1e-9)) == 1).all()


def test_of_lost_weights_there_is_a_sub_gradient_all_the_same():
    lost = W.clone()
    lost[1, 2, 3], lost[2, 0, 0] = torch.nan, torch.inf
    found = polar(lost)
    assert found.isfinite().all()
    assert_close(found[0], polar(W)[0], rtol=0, atol=0)


def test_a_column_of_names_is_read_run_by_run():
    found = which(np.array(["none", "l1", "l1+nuclear", "l2"]))
    assert {k: v.tolist() for k, v in found.items()} == {
        "l1": [False, True, True, False], "l2": [False, False, False, True],
        "nuclear": [False, False, True, False], "frobenius": [False] * 4}
    with pytest.raises(ValueError, match="no penalty 'l3'; known: none, l1, l2, nuclear"):
        which(["l1+l3"])
