"""u, u' and u'' and the gradient of a loss on them, beside nested autograd and torch.nn."""

import torch
from torch.testing import assert_close

from grokviz.models.base import Delta
from grokviz.models.coordinates.jets import jet_mlp, stacked
from grokviz.sweep import grid
from grokviz.tasks.coordinates.equations import collocation, linear

FEATURES = 12
SWEEP = grid(n_train=[5, 7], bandwidth=[0.0, 1.5], data_seed=3, init_seed=[4, 5], init_scale=1.5)


def task():
    made = collocation(SWEEP, equation="oscillator", points="random", features=FEATURES,
                       threshold=0.05)
    return made._replace(train_inputs=made.train_inputs.double(),
                         train_targets=made.train_targets.double(),
                         train_weights=made.train_weights.double())


def by_autograd(params, features_of, x, run):
    """u, u' and u'' of one run at places x, by two nested derivatives."""
    x = x.clone().requires_grad_()
    h = torch.stack(features_of(x), 1)
    for k in (1, 2):
        h = torch.tanh(h @ params[f"W{k}"][run] + params[f"b{k}"][run])
    u = (h @ params["W3"][run].T + params["b3"][run].T)[:, 0]
    first, = torch.autograd.grad(u.sum(), x, create_graph=True)
    second, = torch.autograd.grad(first.sum(), x)
    return torch.stack([u, first, second], 1)


def test_derivatives_are_those_of_nested_autograd():
    """On features x, x² and sin x, whose derivatives are written here."""
    network = jet_mlp([3, 6, 7, 1])
    sweep = grid(init_seed=[1, 2], init_scale=2.0, bandwidth=1.0)
    params = network.init(sweep, torch.float64)
    x, one, zero = torch.linspace(-1, 1, 9, dtype=torch.float64), *torch.eye(2).double()[:, :1]
    one, zero = torch.ones_like(x), torch.zeros_like(x)
    inputs = torch.stack([x, x**2, x.sin(), one, 2 * x, x.cos(), zero, 2 * one, -x.sin()], 1)
    ours = network.apply(params, inputs.expand(2, -1, -1))
    for run in range(2):
        wanted = by_autograd(params, lambda x: (x, x**2, x.sin()), x, run)
        assert_close(ours[run], wanted.detach(), rtol=1e-12, atol=1e-12)


def test_the_written_gradient_is_that_of_autograd_at_random_weights():
    network, made = jet_mlp([FEATURES, 9, 8, 1]), task()
    params = network.init(SWEEP, torch.float64)
    params = {k: v + 0.1 * torch.randn(v.shape, generator=torch.Generator().manual_seed(0)).double()
              for k, v in params.items()}
    free = {k: v.clone().requires_grad_() for k, v in params.items()}
    outputs = network.apply(free, made.train_inputs)
    (linear.value(outputs, made.train_targets) * made.train_weights).sum().backward()
    ours = {k: torch.zeros_like(v) for k, v in params.items()}
    delta_ = Delta(linear.delta_, made.train_targets.mT.contiguous(),
                   made.train_weights[:, None].contiguous())
    network.bind(params, ours, made.train_inputs, delta_, 1)()
    for leaf, wanted in free.items():
        assert_close(ours[leaf], wanted.grad, rtol=1e-10, atol=1e-12)


def test_a_batch_is_what_its_runs_are_alone():
    network, made = jet_mlp([FEATURES, 9, 8, 1]), task()
    params = network.init(SWEEP, torch.float64)
    both = network.apply(params, made.train_inputs)
    for run in range(both.shape[0]):
        alone = {k: v[run : run + 1] for k, v in params.items()}
        assert_close(network.apply(alone, made.train_inputs[run : run + 1])[0], both[run],
                     rtol=1e-12, atol=1e-12)


def test_the_three_orders_are_stacked_along_the_points():
    inputs = torch.arange(2 * 4 * 6).view(2, 4, 6)
    assert torch.equal(stacked(inputs)[1, 4:8], inputs[1, :, 2:4])
