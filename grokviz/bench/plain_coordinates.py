"""The plain loops for coordinate networks: nn.Module, AdamW, autograd, one model at a time.

For a differential equation the second derivative is that of autograd, taken twice, as most
tutorials on physics-informed networks write it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import torch
from torch import Tensor, nn

from grokviz.recipes.coordinates import preset
from grokviz.sweep import grid
from grokviz.tasks.coordinates import drawings, equations
from grokviz.tasks.coordinates import samples as coordinates

FEATURES, WIDTH, RATE = 64, 48, 1e-3


def image(steps: int, records: Iterable[int]) -> list[tuple[float, float]]:
    """Train one picture of the preset *late*; (train_loss, test_loss) at the given steps."""
    start = preset("late", "image")
    picture = torch.as_tensor(drawings.picture("waves"), dtype=torch.float32)
    task = coordinates.samples(
        grid(n_train=start["n_train"], bandwidth=start["bandwidth"], data_seed=0, init_seed=0),
        coordinates.grid(*picture.shape), picture.flatten(), features=FEATURES, threshold=0.15)
    x, y, all_x, all_y = (t[0] for t in (
        task.train_inputs, task.train_targets, task.test_inputs, task.test_targets))
    model = _network(nn.ReLU, start["init_scale"])
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE,
                                  weight_decay=start["weight_decay"])
    due, log = set(records), []
    for step in range(1, steps + 1):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        if step in due:
            with torch.no_grad():
                rest = (model(all_x) - all_y)[len(x):].square().mean()
            log.append((loss.item(), rest.item()))
    return log


def equation(steps: int, records: Iterable[int]) -> list[tuple[float, float, float]]:
    """Train one solution of the preset *late*; (train_loss, error, residual between) at steps."""
    start = preset("late", "equation")
    known = equations.EQUATIONS["poisson"]
    speed = 2 * math.pi * coordinates.frequencies(1, start["bandwidth"], 1, FEATURES)
    model = _network(nn.Tanh, start["init_scale"])
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE,
                                  weight_decay=start["weight_decay"])
    n = start["n_train"]
    x, dense = (((torch.arange(k) + 0.5) / k)[:, None].requires_grad_() for k in (n, 400))
    edge, truth = torch.tensor([[0.0], [1.0]]), known.solution(dense.detach())

    def u(places: Tensor) -> Tensor:
        angles = places @ speed
        found: Tensor = model(torch.cat([angles.sin(), angles.cos()], 1))
        return found

    def residual(places: Tensor) -> tuple[Tensor, Tensor]:
        found = u(places)
        first, = torch.autograd.grad(found.sum(), places, create_graph=True)
        second, = torch.autograd.grad(first.sum(), places, create_graph=True)
        return found, ((second - known.f(places.detach())) / known.scale).square().mean()

    due, log = set(records), []
    for step in range(1, steps + 1):
        optimizer.zero_grad()
        loss = residual(x)[1] + equations.BOUNDARY * u(edge).square().mean()
        loss.backward()
        optimizer.step()
        if step in due:
            found, between = residual(dense)
            error = (found - truth).square().mean() / truth.square().mean()
            log.append((loss.item(), error.item(), between.item()))
    return log


def _network(activation: type[nn.Module], scale: float) -> nn.Sequential:
    torch.manual_seed(1)
    sizes = (FEATURES, WIDTH, WIDTH, 1)
    layers: list[nn.Module] = []
    for fan_in, fan_out in zip(sizes, sizes[1:], strict=False):
        layer = nn.Linear(fan_in, fan_out)
        nn.init.normal_(layer.weight, std=scale / math.sqrt(fan_in))
        nn.init.zeros_(layer.bias)
        layers += [layer, activation()]
    return nn.Sequential(*layers[:-1])
