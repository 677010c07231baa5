"""Networks on pairs beside plain modules that look up every example and use autograd."""

import torch
from plain import one_thread
from torch.nn import functional as F
from torch.testing import assert_close

from grokviz.engines import Plan
from grokviz.engines.block import Block
from grokviz.models.compiled import LITTLE, forks_are_alone
from grokviz.optim import sgd
from grokviz.sweep import grid
from grokviz.tasks.modular_addition import modular_addition

LOSSES = {
    "cross_entropy": F.cross_entropy,
    "mean_squared_error": lambda y, c: F.mse_loss(y, F.one_hot(c, y.shape[1]).to(y)),
}


def block_of(model, p, loss="cross_entropy", dtype=torch.float64, **sweep):
    """Every leaf moved off its draw, so that none, a bias say, is zero."""
    given = {"train_fraction": [0.6, 0.8], "split_seed": 1, "init_seed": 3, "init_scale": 1.5}
    plan = Plan(lambda s: modular_addition(s, modulus=p, loss=loss), model, sgd(), dtype=dtype)
    made = Block(plan, grid(**given | sweep))
    for k, leaf in made.params.items():
        draws = torch.Generator().manual_seed(len(k))
        leaf += 0.3 * torch.randn(leaf.shape[1:], generator=draws).to(leaf)
    return made


def gradients_of(model, p, **sweep):
    made = block_of(model, p, **sweep)
    with made.plan.grad_mode():
        made.gradient()
    return {k: v.clone() for k, v in made.gradients.items()}


def check_against(model, plain, p, loss, dtype=torch.float64, tolerance=1e-11):
    """Outputs and gradients of every run are those of a plain module with its weights."""
    made = block_of(model, p, loss, dtype)
    with made.plan.grad_mode():
        for _ in range(3):                              # compiled programs change as they warm up
            made.gradient()
        outputs = model.apply(made.params, made.task.test_inputs)
    for run, inside in enumerate(made.task.train_weights > 0):
        network = plain().to(dtype)
        network.take({k: v[run].clone() for k, v in made.params.items()})
        pairs, classes = made.task.test_inputs[run], made.task.test_targets[run, :, 0]
        found = network(pairs)
        _same(outputs[run].clone(), found.detach(), tolerance)
        n = int(inside.sum())
        LOSSES[loss](found[:n], classes[:n]).backward()
        other = plain().to(dtype)
        other.take({k: v[run].clone() for k, v in made.gradients.items()})
        for ours, theirs in zip(other.parameters(), network.parameters(), strict=True):
            assert theirs.grad.abs().max() > 1e-6       # nothing is left out of this test
            _same(ours.detach(), theirs.grad, tolerance)


def check_cores(model, p, width):
    """Of a model large enough to be shared out: on two cores what one finds, bit for bit.

    Each core has one thread of torch, as in training: with more, a product's bits may change.
    """
    made = block_of(model, p, dtype=torch.float32, train_fraction=0.6)
    assert made.task.train_inputs.shape[1] * width * p > LITTLE and forks_are_alone()
    found = {k: torch.empty_like(v) for k, v in made.gradients.items()}
    with one_thread(), made.plan.grad_mode():
        both = model.bind(made.params, found, made.task.train_inputs, made.delta_, 2)
        for _ in range(3):
            both()
            made.gradient()
            for name, gradient in made.gradients.items():
                assert torch.equal(found[name], gradient), name
                found[name].fill_(torch.nan)


def _same(found, wanted, tolerance):
    """To a share of the largest."""
    assert_close(found, wanted, rtol=0, atol=tolerance * wanted.abs().max().item())
