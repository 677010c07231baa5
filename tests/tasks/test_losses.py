"""Each loss beside torch's own, each derivative beside autograd."""

import math

import pytest
import torch
from torch.nn import functional as F
from torch.testing import assert_close

from grokviz.tasks import losses

RUNS, EXAMPLES, OUTPUTS = 3, 11, 5
DRAWS = torch.Generator().manual_seed(0)
OUTPUT = 3 * torch.randn(RUNS, EXAMPLES, OUTPUTS, generator=DRAWS).double()
CLASS = torch.randint(OUTPUTS, (RUNS, EXAMPLES, 1), generator=DRAWS)
TARGET = torch.randn(RUNS, EXAMPLES, OUTPUTS, generator=DRAWS).double()
CASES = {
    "mean_squared_error": (TARGET, lambda y: F.mse_loss(y, TARGET, reduction="none").mean(-1)),
    "cross_entropy": (
        CLASS, lambda y: F.cross_entropy(y.mT, CLASS[..., 0], reduction="none")),
    "one_hot_error": (
        CLASS, lambda y: (y - F.one_hot(CLASS[..., 0], OUTPUTS)).square().mean(-1)),
}

SIGN = 2.0 * torch.randint(2, (RUNS, EXAMPLES, 1), generator=DRAWS).double() - 1
OF_SIGNS = {
    "hinge": lambda y: F.multi_margin_loss(     # of two classes with outputs 0 and y
        torch.stack([0 * y, y], -1).flatten(0, 1), (SIGN > 0).long().flatten(),
        reduction="none").view_as(y) * 2,
    "logistic": lambda y: F.binary_cross_entropy_with_logits(
        y, (SIGN[..., 0] + 1) / 2, reduction="none"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_loss_is_torch_s_and_its_derivative_autograd_s(name):
    targets, plain = CASES[name]
    loss = getattr(losses, name)
    weights = torch.rand(RUNS, EXAMPLES, generator=DRAWS).double()
    weights[1, 4] = 0                                   # not in that run's training set
    leaf = OUTPUT.clone().requires_grad_()
    assert_close(loss.value(leaf, targets), plain(leaf), rtol=1e-12, atol=1e-14)
    wanted = torch.autograd.grad((weights * plain(leaf)).sum(), leaf)[0]
    room = OUTPUT.mT.contiguous()
    found = loss.delta_(room, targets.mT.contiguous(), weights[:, None])
    assert found is room                                # written over the outputs
    assert_close(found.mT, wanted, rtol=1e-12, atol=1e-15)


def test_cross_entropy_of_large_outputs_is_finite():
    outputs, classes = torch.tensor([[[1e4, 0.0]]]), torch.tensor([[[1]]])
    assert losses.cross_entropy.value(outputs, classes).item() == 1e4
    delta = losses.cross_entropy.delta_(outputs.mT.contiguous(), classes, torch.ones(1, 1, 1))
    assert delta.flatten().tolist() == [1, -1]


def test_far_beyond_the_fit_loss_and_derivative_keep_their_digits_in_float32():
    """Right by a margin of 40: loss and derivative are e^-40 each, to first order."""
    outputs, classes = torch.tensor([[[40.0, 0.0]]]), torch.tensor([[[0]]])
    wanted = math.exp(-40)
    assert losses.cross_entropy.value(outputs, classes).item() == pytest.approx(wanted, rel=1e-5)
    delta = losses.cross_entropy.delta_(outputs.mT.contiguous(), classes, torch.ones(1, 1, 1))
    assert delta.flatten().tolist() == pytest.approx([-wanted, wanted], rel=1e-5)


@pytest.mark.parametrize("name", OF_SIGNS)
def test_a_loss_of_signs_is_torch_s_and_its_derivative_autograd_s(name):
    loss, weights = getattr(losses, name), torch.rand(RUNS, EXAMPLES, generator=DRAWS).double()
    weights[1, 4] = 0
    leaf = OUTPUT[..., :1].clone().requires_grad_()
    plain = OF_SIGNS[name](leaf[..., 0])
    assert_close(loss.value(leaf, SIGN), plain, rtol=1e-12, atol=1e-14)
    wanted = torch.autograd.grad((weights * plain).sum(), leaf)[0]
    room = leaf.detach().mT.contiguous()
    found = loss.delta_(room, SIGN.mT.contiguous(), weights[:, None])
    assert found is room
    assert_close(found.mT, wanted, rtol=1e-12, atol=1e-15)
