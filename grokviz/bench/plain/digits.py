"""The plain loop on digits, as a researcher would write it: one network, slices of a permutation.

It uses nn.Module, AdamW and autograd on one torch thread, and no DataLoader, which would be slower.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import torch
from torch import nn

from grokviz.sweep import grid
from grokviz.tasks.digits import images


def loop(
    settings: Mapping[str, Any], steps: int, records: Iterable[int], init_seed: int = 0,
    order: np.ndarray | None = None,
) -> list[tuple[float, ...]]:
    """Train one network with the settings of a preset; evaluate at the given steps.

    `order`, (steps, batch), are the digits of each step; by default those of random epochs.

    Returns
    -------
    list of (step, train_loss, train_accuracy, test_loss, test_accuracy, weight_norm)
    """
    n, side, width = settings["n_train"], int(settings["side"]), settings["width"]
    task = images(grid(data_seed=0, n_train=n), side=side)
    x, y, test_x, test_y = (part[0] for part in (
        task.train_inputs, task.train_targets, task.test_inputs, task.test_targets))
    torch.manual_seed(init_seed)
    model = nn.Sequential(nn.Linear(side * side, width), nn.ReLU(), nn.Linear(width, width),
                          nn.ReLU(), nn.Linear(width, 10))
    with torch.no_grad():
        for p in model.parameters():
            p.mul_(settings["init_scale"])
    optimizer = torch.optim.AdamW(model.parameters(), lr=settings["learning_rate"],
                                  weight_decay=settings["weight_decay"])
    loss_of, batch, due, log = nn.MSELoss(), settings["batch_size"], set(records), []
    shuffled, at = torch.randperm(n), 0
    for step in range(1, steps + 1):
        if order is not None:
            rows = torch.from_numpy(order[step - 1])
        else:
            if at + batch > n:
                shuffled, at = torch.randperm(n), 0
            rows, at = shuffled[at : at + batch], at + batch
        optimizer.zero_grad()
        loss_of(model(x[rows]), y[rows]).backward()
        optimizer.step()
        if step in due:
            log.append((step, *_evaluated(model, ((x, y), (test_x, test_y)))))
    return log


def _evaluated(
    model: nn.Module, sets: Iterable[tuple[torch.Tensor, torch.Tensor]]
) -> tuple[float, ...]:
    values = []
    with torch.no_grad():
        for inputs, targets in sets:
            outputs = model(inputs)
            right = outputs.argmax(1) == targets.argmax(1)
            values += [(outputs - targets).square().mean().item(), right.float().mean().item()]
        norm = torch.stack([p.square().sum() for p in model.parameters()]).sum().sqrt()
    return (*values, norm.item())
