"""Penalties beside plain loops over runs, and their gradients beside closed forms."""

import numpy as np
import pytest
import torch
from torch.testing import assert_close

from grokviz.optim import PENALTIES, STEPS
from grokviz.optim.penalties import singular_value_threshold, soft_threshold

NAMES = [name for name, penalty in PENALTIES.items() if penalty]
GENERATOR = torch.Generator().manual_seed(2)
PARAMS = {k: torch.randn(s, generator=GENERATOR, dtype=torch.float64)
          for k, s in {"W1": (3, 5, 4), "b1": (3, 1, 4), "W2": (3, 2, 4), "b2": (3, 2, 1)}.items()}

PLAIN = {                                       # of one run's arrays, in numpy
    "l1": lambda arrays: sum(np.abs(a).sum() for a in arrays.values()),
    "l2": lambda arrays: sum((a**2).sum() for a in arrays.values()) / 2,
    "nuclear": lambda arrays: sum(np.linalg.svd(a, compute_uv=False).sum()
                                  for k, a in arrays.items() if k.startswith("W")),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_penalty_is_one_number_a_run_and_the_plain_one(name):
    wanted = [PLAIN[name]({k: p[run].numpy() for k, p in PARAMS.items()}) for run in range(3)]
    found = PENALTIES[name](PARAMS)
    assert found.shape == (3,)
    assert_close(found, torch.tensor(wanted), rtol=1e-12, atol=0)


def test_the_nuclear_norm_is_torch_linalg_s():
    wanted = sum(torch.linalg.matrix_norm(PARAMS[k], "nuc") for k in ("W1", "W2"))
    assert_close(PENALTIES["nuclear"](PARAMS), wanted, rtol=1e-12, atol=0)


@pytest.mark.parametrize("name, slope", [
    ("l1", torch.sign), ("l2", lambda w: w),
    ("nuclear", lambda w: (lambda U, S, Vh: U @ Vh)(*torch.linalg.svd(w, full_matrices=False))),
])
def test_its_gradient_is_the_closed_form(name, slope):
    """sign(w); w; and U Vᵀ of the singular value decomposition."""
    leaves = {k: v.clone().requires_grad_() for k, v in PARAMS.items() if k.startswith("W")}
    PENALTIES[name](leaves).sum().backward()
    for k, leaf in leaves.items():
        assert_close(leaf.grad, slope(PARAMS[k]), rtol=1e-10, atol=1e-12)


def test_none_is_a_choice():
    assert PENALTIES["none"] is None


@pytest.mark.parametrize("name", STEPS)
def test_the_proximal_step_is_the_minimum_it_is_named_for(name):
    """0 is among the sub-gradients of |v - w|²/2 + t h(v): no direction from v leads down."""
    w, t = PARAMS["W1"][:1], torch.tensor(0.3).double()
    v = STEPS[name].proximal(w, t)

    def value(v):
        return (v - w).square().sum() / 2 + t * PENALTIES[name]({"W": v})[0]

    for _ in range(200):
        way = torch.randn(w.shape, generator=GENERATOR, dtype=torch.float64)
        assert value(v + 1e-3 * way) > value(v)


@pytest.mark.parametrize("name", STEPS)
def test_the_sub_gradient_is_that_of_autograd(name):
    leaf = PARAMS["W1"].clone().requires_grad_()
    PENALTIES[name]({"W1": leaf}).sum().backward()
    assert_close(STEPS[name].subgradient(leaf.detach()), leaf.grad, rtol=1e-10, atol=1e-12)


def test_thresholds_leave_exact_zeros_and_lower_rank_and_none_changes_nothing():
    w = torch.tensor([[[0.2, -0.3, 0.5, -2.0]]]).double()
    found = soft_threshold(w, torch.tensor(0.3).double())
    assert_close(found, torch.nn.functional.softshrink(w, 0.3))
    assert (found == 0).sum() == 2
    assert_close(soft_threshold(w, torch.tensor(0.0).double()), w, rtol=0, atol=0)
    matrix = PARAMS["W1"]
    S = torch.linalg.svdvals(matrix)
    t = S[:, 1].view(-1, 1, 1)                          # of each run its own
    assert_close(torch.linalg.svdvals(singular_value_threshold(matrix, t))[:, 0],
                 S[:, 0] - S[:, 1])
    assert (torch.linalg.matrix_rank(singular_value_threshold(matrix, t + 1e-9)) == 1).all()
