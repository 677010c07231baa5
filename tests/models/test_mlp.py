"""Draws, outputs and written-out gradients, beside torch.nn.Sequential and autograd."""

import numpy as np
import pytest
import torch
from plain import student
from torch import nn
from torch.testing import assert_close

from grokviz.models import draw, mlp
from grokviz.sweep import grid
from grokviz.tasks.losses import mean_squared_error

NETWORKS = [
    ([5, 100, 100, 5], "tanh"), ([5, 40, 40, 5], "relu"), ([3, 7, 2], "tanh"),
    ([4, 9, 8, 7, 6, 1], "tanh"), ([4, 9, 8, 7, 6, 1], "relu"), ([5, 3], "tanh"),
    ([5, 40, 40, 5], "leaky_relu"),
]
SWEEP = grid(init_scale=[0.5, 1.0, 3.0], init_seed=[1, 2])


def as_linear(params, run, depth):
    """One run's leaves as torch.nn.Linear lays them out: (out, in) and (out,)."""
    for k in range(1, depth + 1):
        W = params[f"W{k}"][run]
        yield from (W if k == depth else W.T, params[f"b{k}"][run].flatten())


@pytest.mark.parametrize("sizes, activation", NETWORKS)
def test_each_run_is_a_torch_sequential_of_its_seed_and_scale(sizes, activation):
    network = mlp(sizes, activation)
    params = network.init(SWEEP)
    seeds, scales = SWEEP["init_seed"].tolist(), SWEEP["init_scale"].tolist()
    x = torch.randn(len(seeds), 11, sizes[0], generator=torch.Generator().manual_seed(0))
    ours, given = network.apply(params, x), x.clone()
    with torch.no_grad():                       # where it may write over what it has made itself
        assert torch.equal(network.apply(params, x), ours) and torch.equal(x, given)
    for run, (seed, scale) in enumerate(zip(seeds, scales, strict=True)):
        plain = student(sizes, seed, scale, activation)
        for ours_, theirs in zip(as_linear(params, run, len(sizes) - 1), plain.parameters(),
                                 strict=True):
            assert torch.equal(ours_, theirs)
        assert_close(ours[run], plain(x[run]), rtol=1e-5, atol=2e-6)


def test_the_paper_s_stream_of_draws_is_that_of_one_seed():
    """manual_seed(0); teacher; train inputs; test inputs: one generator serves all three."""
    state = torch.get_rng_state()
    teacher = student([5, 100, 100, 5], 0, 1)
    torch.manual_seed(0)
    for layer in teacher[::2]:
        nn.Linear(layer.in_features, layer.out_features)
    wanted = torch.randn(100, 5)
    torch.set_rng_state(state)
    generator = torch.Generator().manual_seed(0)
    for ours, theirs in zip(draw([5, 100, 100, 5], generator), teacher.parameters(), strict=True):
        assert torch.equal(ours, theirs)
    assert torch.equal(torch.randn(100, 5, generator=generator), wanted)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("sizes, activation", NETWORKS)
def test_the_written_out_gradient_is_autograd_s(sizes, activation, dtype):
    """Weights per example differ between runs, some of them zero: N varies.

    The terms of a sum over examples are rounded, and may cancel: the bound is a few roundings of
    the terms, not of their sum.
    """
    network, runs, examples = mlp(sizes, activation), len(SWEEP["init_seed"]), 23
    params = {k: v.to(dtype) for k, v in network.init(SWEEP).items()}
    generator = torch.Generator().manual_seed(3)
    x, y = (torch.randn(runs, examples, n, generator=generator).to(dtype)
            for n in (sizes[0], sizes[-1]))
    weights = torch.rand(runs, examples, generator=generator).to(dtype)
    weights[torch.arange(examples) >= torch.arange(4, 4 + runs)[:, None] * 3] = 0

    leaves = {k: v.clone().requires_grad_() for k, v in params.items()}
    losses = mean_squared_error.value(network.apply(leaves, x), y) * weights
    each = [torch.autograd.grad(loss.sum(), leaves.values(), retain_graph=True)
            for loss in losses.unbind(1)]
    terms = {name: sum(g.flatten(1).norm(dim=1) for g in of)
             for name, of in zip(leaves, zip(*each, strict=True), strict=True)}
    wanted = dict(zip(leaves, torch.autograd.grad(losses.sum(), leaves.values()), strict=True))

    found = {k: torch.full_like(v, torch.nan) for k, v in params.items()}
    targets, per_example = y.mT.contiguous(), weights[:, None].contiguous()
    gradient = network.bind(
        params, found, x, lambda out: mean_squared_error.delta_(out, targets, per_example)
    )
    for _ in range(2):                          # the second call finds used buffers
        gradient()
        for name, g in found.items():
            off = (g - wanted[name]).flatten(1).norm(dim=1)
            assert (off < 10 * torch.finfo(dtype).eps * terms[name]).all(), name


def test_a_bound_gradient_reads_the_parameters_as_they_are_now():
    network = mlp([2, 3, 1])
    params = network.init(grid(init_seed=1, init_scale=1.0))
    found = {k: torch.zeros_like(v) for k, v in params.items()}
    x, y = torch.ones(1, 4, 2), torch.zeros(1, 1, 4)
    gradient = network.bind(params, found, x, lambda out: out.sub_(y).mul_(2 / 4))
    gradient()
    before = found["W1"].clone()
    for leaf in params.values():
        leaf.zero_()
    gradient()
    assert before.norm() > 0 and all(not g.any() for g in found.values())


def test_draws_do_not_depend_on_the_default_dtype_and_leave_the_global_stream_alone():
    state, wanted = torch.get_rng_state(), mlp([5, 8, 5]).init(SWEEP)
    torch.set_default_dtype(torch.float64)
    try:
        found = mlp([5, 8, 5]).init(SWEEP)
    finally:
        torch.set_default_dtype(torch.float32)
    assert all(torch.equal(found[k], wanted[k]) for k in wanted)
    assert torch.equal(torch.get_rng_state(), state)


def test_the_norm_at_default_init_is_what_its_variance_says():
    """Var = 1/(3 fan_in) for weights and biases alike (torch.nn.Linear's default)."""
    params = mlp([5, 100, 100, 5]).init(grid(init_scale=1.0, init_seed=np.arange(20)))
    square = sum(p.square().flatten(1).sum(1) for p in params.values())
    fans = [(5, 100), (100, 100), (100, 5)]
    wanted = sum((n * m + m) / (3 * n) for n, m in fans)
    assert abs(square.mean().item() / wanted - 1) < 0.01
