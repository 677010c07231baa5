"""The plain loop, as a researcher would write it: nn.Module, AdamW, autograd, one model at a time.

It runs on one torch thread. At this size one thread is about as fast as several, and several
become very slow on a busy machine.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import nn

from grokviz.recipes.teacher_student import preset
from grokviz.sweep import grid
from grokviz.tasks.teacher_student import teacher_student


def loop(
    steps: int, records: Iterable[int] | None = None, l1: float = 0.0
) -> list[tuple[float, ...]]:
    """Train one student from the preset *grokking*; evaluate at the given steps, or at each.

    `l1` is the strength of an l1 penalty on all weights.

    Returns
    -------
    list of (step, train_loss, train_accuracy, test_loss, test_accuracy, weight_norm)
    """
    task = teacher_student(grid(data_seed=0, teacher_seed=0, n_train=100))
    x, y, test_x, test_y = (t[0] for t in (
        task.train_inputs, task.train_targets, task.test_inputs, task.test_targets
    ))
    start = preset("grokking")
    torch.manual_seed(1)
    model = nn.Sequential(
        nn.Linear(5, 100), nn.Tanh(), nn.Linear(100, 100), nn.Tanh(), nn.Linear(100, 5))
    with torch.no_grad():
        for p in model.parameters():
            p.mul_(start["init_scale"])
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=3e-3, weight_decay=start["weight_decay"])
    loss_of = nn.MSELoss()
    due = set(range(steps + 1) if records is None else records)
    log = []
    for step in range(1, steps + 1):
        optimizer.zero_grad()
        loss = loss_of(model(x), y)
        if l1:
            loss = loss + l1 * sum(p.abs().sum() for p in model.parameters())
        loss.backward()
        optimizer.step()
        if step in due:
            with torch.no_grad():
                values = []
                for inputs, targets in ((x, y), (test_x, test_y)):
                    error = (model(inputs) - targets).square().mean(1)
                    values += [error.mean().item(), (error < 1e-3).float().mean().item()]
                squares = torch.stack([p.square().sum() for p in model.parameters()])
                norm = squares.sum().sqrt().item()
                log.append((step, *values, norm))
    return log
