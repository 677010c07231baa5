"""Losses, each with the derivative that an analytic gradient starts from."""

from __future__ import annotations

from torch import Tensor

from grokviz.tasks import Loss


def _squared_error(outputs: Tensor, targets: Tensor) -> Tensor:
    return (outputs - targets).square().mean(-1)


def _squared_error_delta_(outputs: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
    return outputs.sub_(targets).mul_(weights * (2 / outputs.shape[1]))


mean_squared_error = Loss(_squared_error, _squared_error_delta_)
