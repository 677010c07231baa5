"""Measured beside the losses of digits: answers to some test digits, and the first layer."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from grokviz.engines.block import Probe
from grokviz.models import Params
from grokviz.recipes.common.digit_pictures import UNITS, wall
from grokviz.tasks import Task


def probe(data_seed: int, folder: str | None) -> Probe:
    """A probe for `engines.Plan`, of runs that share one data seed.

    Returns
    -------
    function
        wall_outputs (runs, digits, 10), float32: outputs for the digits of `wall`. units (runs,
        units, pixels), uint8: the weights from the image to some hidden units; 128 is zero, and
        the largest weight of a unit is 1 or 255.
    """
    places = torch.from_numpy(wall(data_seed, folder))

    def look(params: Params, task: Task, outputs: Tensor, full: bool) -> dict[str, np.ndarray]:
        units = params["W1"][:, :, :UNITS].mT.float()
        scaled = units / units.abs().amax(2, keepdim=True).clamp(min=1e-30)
        return {"wall_outputs": outputs[:, places.to(outputs.device)].float().cpu().numpy(),
                "units": (128 + 127 * scaled).round().to(torch.uint8).cpu().numpy()}

    return look
