"""Losses, each with the derivative that an analytic gradient starts from."""

from __future__ import annotations

import torch
from torch import Tensor

from grokviz.tasks import Loss


def _squared_error(outputs: Tensor, targets: Tensor) -> Tensor:
    return (outputs - targets).square().mean(-1)


def _squared_error_delta_(outputs: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
    return outputs.sub_(targets).mul_(weights * (2 / outputs.shape[1]))


def _cross_entropy(outputs: Tensor, classes: Tensor) -> Tensor:
    return outputs.logsumexp(-1) - outputs.gather(-1, classes)[..., 0]


def _cross_entropy_delta_(outputs: Tensor, classes: Tensor, weights: Tensor) -> Tensor:
    torch.softmax(outputs, 1, out=outputs)
    return outputs.mul_(weights).scatter_add_(1, classes, -weights)


def _one_hot_error(outputs: Tensor, classes: Tensor) -> Tensor:
    right = outputs.gather(-1, classes)[..., 0]
    return (outputs.square().sum(-1) - 2 * right + 1) / outputs.shape[-1]


def _one_hot_error_delta_(outputs: Tensor, classes: Tensor, weights: Tensor) -> Tensor:
    scale = weights * (2 / outputs.shape[1])
    return outputs.mul_(scale).scatter_add_(1, classes, -scale)


mean_squared_error = Loss(_squared_error, _squared_error_delta_)
cross_entropy = Loss(_cross_entropy, _cross_entropy_delta_)         # targets: classes, (.., 1)
one_hot_error = Loss(_one_hot_error, _one_hot_error_delta_)         # mean over the outputs
