"""The speed of guess and check beside one network at a time."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import torch

from grokviz.bench.rows import Row, compared, counted, rates, trains
from grokviz.engines.streaming.threads import alone
from grokviz.recipes import density as recipes
from grokviz.recipes.plans.density.sampled import problem

AREA = "density"
SIZES = ((16, 400_000, 20.0, 100.0), (64, 100_000, 10.0, 30.0))     # width, networks, floor, aim
ALONE = 2_000            # networks of the plain loop


def rows(quick: bool = False) -> Iterator[Row]:
    """Measure this area, row by row; if `quick`, width 16 once."""
    for width, networks, floor, aim in SIZES[:1] if quick else SIZES:
        ours, plain = rates([
            trains(recipes.guess_and_check(width, steps=networks, records=[0, networks]), networks),
            counted(partial(alone, partial(one_at_a_time, width, ALONE)), ALONE),
        ], rounds=1 if quick else 3)
        yield compared(f"random networks, width {width}", AREA, ours, plain, "networks/s", floor,
                       aim)


def one_at_a_time(width: int, networks: int) -> tuple[int, int]:
    """The loop that a researcher would write: networks that fit, and that are good."""
    settings = recipes.SETTINGS.defaults()
    task = problem(settings, settings["n_train"], 0)
    fit = good = 0
    with torch.no_grad():
        for _ in range(networks):
            first = torch.nn.Linear(3, width, bias=False)
            last = torch.nn.Linear(width, 1, bias=False)
            for layer in (first, last):
                torch.nn.init.normal_(layer.weight)
            net = torch.nn.Sequential(first, torch.nn.ReLU(), last)
            if _right(net, task.inputs, task.labels) == 1:
                fit += 1
                good += _right(net, task.test_inputs, task.test_labels) >= settings["good"]
    return fit, good


def _right(net: torch.nn.Module, inputs: torch.Tensor, labels: torch.Tensor) -> float:
    return float((net(inputs)[:, 0] * labels > 0).double().mean())
