"""Penalties beside plain loops over runs, and their gradients beside closed forms."""

import numpy as np
import pytest
import torch
from torch.testing import assert_close

from grokviz.optim import PENALTIES

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
