"""Losses, each with its derivative, from which an analytic gradient starts.

Long after the fit the probability p of the correct class rounds to one in float32. Then p - 1 would
be nothing but rounding error, and so would the loss. So both are computed from the sum of the other
probabilities, which is 1 - p without cancellation.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import softplus

from grokviz.tasks import Loss


def _squared_error(outputs: Tensor, targets: Tensor) -> Tensor:
    return (outputs - targets).square().mean(-1)


def _squared_error_delta_(outputs: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
    return outputs.sub_(targets).mul_(weights * (2 / outputs.shape[1]))


def _cross_entropy(outputs: Tensor, classes: Tensor) -> Tensor:
    others = outputs.scatter(-1, classes, -torch.inf).logsumexp(-1)
    return softplus(others - outputs.gather(-1, classes)[..., 0])   # exact even if tiny


def judge_classes_(outputs: Tensor, classes: Tensor) -> tuple[Tensor, Tensor]:
    """Cross-entropy, and True where the class is above all others, each (runs, examples).

    It overwrites the outputs, (runs, examples, classes), so that no copy of them is made.
    """
    own = outputs.gather(-1, classes)
    others = outputs.scatter_(-1, classes, -torch.inf)
    top = others.amax(-1, keepdim=True)
    loss = softplus(others.sub_(top).exp_().sum(-1, keepdim=True).log_().add_(top).sub_(own))
    return loss[..., 0], (own > top)[..., 0]


def cross_entropy_delta_(outputs: Tensor, classes: Tensor, weights: Tensor) -> Tensor:
    """See `tasks.Loss`; classes are (runs, 1, examples). TorchScript compiles this function."""
    torch.softmax(outputs, 1, out=outputs)
    outputs.scatter_(1, classes, 0.0).mul_(weights)
    others = torch.sum(outputs, [1], True)
    return outputs.scatter_(1, classes, others.neg_())      # p - 1 without rounding


def _one_hot_error(outputs: Tensor, classes: Tensor) -> Tensor:
    right = outputs.gather(-1, classes)[..., 0]
    return (outputs.square().sum(-1) - 2 * right + 1) / outputs.shape[-1]


def _one_hot_error_delta_(outputs: Tensor, classes: Tensor, weights: Tensor) -> Tensor:
    scale = weights * (2 / outputs.shape[1])
    return outputs.mul_(scale).scatter_add_(1, classes, -scale)


def _hinge(outputs: Tensor, signs: Tensor) -> Tensor:
    return (1 - outputs * signs)[..., 0].relu()


def _hinge_delta_(outputs: Tensor, signs: Tensor, weights: Tensor) -> Tensor:
    return outputs.mul_(signs).lt_(1.0).mul_(signs).mul_(-weights)


def _logistic(outputs: Tensor, signs: Tensor) -> Tensor:
    return softplus(-outputs * signs)[..., 0]


def _logistic_delta_(outputs: Tensor, signs: Tensor, weights: Tensor) -> Tensor:
    return outputs.mul_(-signs).sigmoid_().mul_(signs).mul_(-weights)


mean_squared_error = Loss(_squared_error, _squared_error_delta_)
cross_entropy = Loss(_cross_entropy, cross_entropy_delta_)          # targets: classes, (.., 1)
one_hot_error = Loss(_one_hot_error, _one_hot_error_delta_)         # mean over the outputs
hinge = Loss(_hinge, _hinge_delta_)                                 # targets: signs, (.., 1)
logistic = Loss(_logistic, _logistic_delta_)                        # likewise: two classes
