"""The subgradients of penalties, against autograd."""

import numpy as np
import pytest
import torch
from torch.testing import assert_close

from grokviz.optim import Flat, Subgradients

NAMES = ("none", "l1", "l2", "nuclear", "l1+l2", "l1+nuclear")
STRENGTHS = np.array([0.5, 0.1, 0.2, 0.3, 0.4, 0.6])
GENERATOR = torch.Generator().manual_seed(3)
PARAMS = {k: torch.randn(len(NAMES), *s, generator=GENERATOR, dtype=torch.float64)
          for k, s in {"W1": (5, 4), "b1": (1, 4), "W2": (2, 4), "b2": (2, 1)}.items()}
PLAIN = {                                       # h of one run's leaves
    "l1": lambda leaves: sum(v.abs().sum() for v in leaves.values()),
    "l2": lambda leaves: sum(v.square().sum() for v in leaves.values()) / 2,
    "nuclear": lambda leaves: sum(torch.linalg.matrix_norm(v, "nuc")
                                  for k, v in leaves.items() if k.startswith("W")),
}


def added(names, strengths, runs=slice(None)):
    """The change of a gradient of ones, by leaf."""
    flat = Flat({k: v[runs] for k, v in PARAMS.items()})
    flat.gradient.fill_(1.0)
    ours = Subgradients(flat, np.array(names))
    ours.set(strengths)
    ours.add()
    return {k: v - 1 for k, v in flat.views(flat.gradient).items()}


def by_autograd(names, strengths):
    leaves = {k: v.clone().requires_grad_() for k, v in PARAMS.items()}
    total = 0.0 * leaves["b1"].sum()
    for run, (name, strength) in enumerate(zip(names, strengths, strict=True)):
        one = {k: v[run] for k, v in leaves.items()}
        total = total + strength * sum(PLAIN[k](one) for k in name.split("+") if k != "none")
    total.backward()
    return {k: torch.zeros_like(v) if v.grad is None else v.grad for k, v in leaves.items()}


@pytest.mark.parametrize("names", [NAMES, ("l1",) * 6, ("l2",) * 6, ("nuclear",) * 6])
def test_each_run_has_the_sub_gradient_of_its_own_penalties(names):
    found = added(names, STRENGTHS)
    for k, wanted in by_autograd(names, STRENGTHS).items():
        assert_close(found[k], wanted, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("run", range(len(NAMES)))
def test_a_run_in_company_gets_what_it_gets_alone(run):
    company = added(NAMES, STRENGTHS)
    alone = added(NAMES[run : run + 1], STRENGTHS[run : run + 1], slice(run, run + 1))
    for k, v in alone.items():
        assert_close(company[k][run : run + 1], v, rtol=1e-13, atol=1e-13)


def test_none_and_no_strength_add_nothing_and_decompose_nothing(monkeypatch):
    monkeypatch.setattr(torch.linalg, "svd", None)
    for names, strengths in ((("none",) * 6, STRENGTHS), (NAMES, 0 * STRENGTHS)):
        assert not any(v.any() for v in added(names, strengths).values())


def test_strengths_can_be_set_again_and_begin_at_none():
    flat = Flat(PARAMS)
    ours = Subgradients(flat, np.array(("l2",) * 6))
    ours.add()
    assert not flat.gradient.any()
    for strength in (0.25, 0.5):
        ours.set(np.full(6, strength))
    ours.add()
    assert_close(flat.gradient, 0.5 * flat.params)
