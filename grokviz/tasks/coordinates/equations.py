"""Differential equations as training data: the residual vanishes at a few points of an interval.

Source: Raissi, Perdikaris & Karniadakis (2019), Journal of Computational Physics 378. The solution
itself is never shown. The equation and its boundary conditions are linear in u, u' and u'' at a
point: c0 u + c1 u' + c2 u'' = t.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from grokviz.tasks import Loss, Task
from grokviz.tasks.coordinates.samples import frequencies

TEST_POINTS = 400
BOUNDARY = 10.0                 # weight of the boundary conditions in the loss
OMEGA = 12.0                    # of the oscillator
WAVES = ((1.0, 2 * math.pi), (0.3, 5 * math.pi))        # amplitude and speed, of Poisson's solution
Values = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Equation:
    """a u + u'' = f on (0, 1), with conditions (x, c0, c1, t) at the boundary, and its solution.

    The residual is divided by `scale`.
    """

    a: float
    f: Values
    boundary: tuple[tuple[float, float, float, float], ...]
    solution: Values
    scale: float


def _poisson() -> Equation:
    """u'' = f with u(0) = u(1) = 0; u = sin(2 pi x) + 0.3 sin(5 pi x)."""
    def f(x: Tensor) -> Tensor:
        return sum((-a * k**2 * torch.sin(k * x) for a, k in WAVES), torch.zeros_like(x))

    def solution(x: Tensor) -> Tensor:
        return sum((a * torch.sin(k * x) for a, k in WAVES), torch.zeros_like(x))

    rms = float(f(_dense()).square().mean().sqrt())
    return Equation(0.0, f, ((0.0, 1.0, 0.0, 0.0), (1.0, 1.0, 0.0, 0.0)), solution, rms)


def _oscillator() -> Equation:
    """u'' + omega^2 u = 0 with u(0) = 1, u'(0) = 0; u = cos(omega x)."""
    return Equation(OMEGA**2, torch.zeros_like,
                    ((0.0, 1.0, 0.0, 1.0), (0.0, 0.0, 1 / OMEGA, 0.0)),
                    lambda x: torch.cos(OMEGA * x), OMEGA**2)


def _dense() -> Tensor:
    return (torch.arange(TEST_POINTS) + 0.5) / TEST_POINTS


EQUATIONS = {"poisson": _poisson(), "oscillator": _oscillator()}


def collocation(
    sweep: Mapping[str, np.ndarray], *, equation: str, points: str, features: int, threshold: float,
) -> Task:
    """The conditions of each run.

    Parameters
    ----------
    sweep : mapping of arrays, shape (runs,)
        ``n_train``, ``bandwidth``, ``data_seed`` (of random points) and ``init_seed``.
    equation : {"poisson", "oscillator"}
    points : {"regular", "random"}
        Regular points are the middles of N equal parts.
    features : int
        Entries of the encoding of x.
    threshold : float
        Squared residual, or squared error of the solution over its mean square, that counts as
        right.

    Notes
    -----
    Inputs are those of `models.coordinates.jets`. Targets are (runs, examples, 4): c0, c1, c2 and
    t. The first two examples are the boundary conditions. The test examples are the solution at 400
    points, so the test loss is mean((u - u*)^2) / mean(u*^2).
    """
    known, x = EQUATIONS[equation], _dense()
    counts = np.asarray(sweep["n_train"])
    inner = torch.stack([places(int(n), int(seed), points, int(counts.max()))
                         for n, seed in zip(counts, sweep["data_seed"], strict=True)])
    n = torch.as_tensor(counts)[:, None]
    inside = (torch.arange(inner.shape[1]) < n) / n.double()
    edge = inside.new_full((len(n), len(known.boundary)), BOUNDARY / len(known.boundary))
    size = known.solution(x).square().mean().sqrt()
    zero = torch.zeros_like(x)
    truth = torch.stack([zero + 1 / size, zero, zero, known.solution(x) / size], 1)
    return Task(
        _inputs(torch.cat([_edges(known, len(n)), inner], 1), sweep, features),
        torch.cat([_boundary(known, len(n)), conditions(known, inner)], 1),
        torch.cat([edge, inside], 1),
        _inputs(x.expand(len(n), -1), sweep, features), truth.expand(len(n), -1, -1), loss=linear,
        correct=lambda outputs, targets: linear.value(outputs, targets) < threshold)


def conditions(known: Equation, x: Tensor) -> Tensor:
    """The equation at points x, over its scale: (..., 4)."""
    one = torch.ones_like(x) / known.scale
    return torch.stack([known.a * one, 0 * one, one, known.f(x) / known.scale], -1)


def residuals(equation: str, jets: Tensor) -> Tensor:
    """The residual at the 400 test points, (runs, 400), from u, u', u'' there."""
    return _error(jets, conditions(EQUATIONS[equation], _dense()).to(jets))


def solution(equation: str) -> Tensor:
    """The solution at the 400 test points."""
    return EQUATIONS[equation].solution(_dense())


def shifted(targets: Tensor, started: Tensor) -> Tensor:
    """The conditions on u - u0 as conditions on u, see `tasks.coordinates.centred`."""
    moved = (targets[..., :3] * started).sum(-1, keepdim=True)
    return torch.cat([targets[..., :3], targets[..., 3:] + moved], -1)


def _error(outputs: Tensor, targets: Tensor) -> Tensor:
    return (outputs * targets[..., :3]).sum(-1) - targets[..., 3]


def _value(outputs: Tensor, targets: Tensor) -> Tensor:
    return _error(outputs, targets).square()


def _delta_(outputs: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
    c = targets[:, :3]
    error = (outputs * c).sum(1, keepdim=True) - targets[:, 3:]
    return torch.mul(c, error.mul_(weights).mul_(2.0), out=outputs)


linear = Loss(_value, _delta_)          # targets: c0, c1, c2, t


def places(n: int, seed: int, points: str, most: int) -> Tensor:
    """The collocation points of a run, then copies of the last up to `most`, (most,)."""
    if points == "regular":
        found = (torch.arange(n) + 0.5) / n
    else:
        generator = torch.Generator().manual_seed(seed)
        found = torch.rand(n, generator=generator, dtype=torch.float32)
    return torch.cat([found, found[-1:].expand(most - n)])


def _edges(known: Equation, runs: int) -> Tensor:
    return torch.tensor([at for at, *_ in known.boundary]).expand(runs, -1)


def _boundary(known: Equation, runs: int) -> Tensor:
    rows = torch.tensor([[c0, c1, 0.0, t] for _, c0, c1, t in known.boundary])
    return rows.expand(runs, -1, -1)


def _inputs(x: Tensor, sweep: Mapping[str, np.ndarray], features: int) -> Tensor:
    """The encoding of points (runs, points) with its derivatives: (runs, points, 3 features)."""
    return torch.stack([
        _jets(row, float(sigma), int(seed), features)
        for row, sigma, seed in zip(x, sweep["bandwidth"], sweep["init_seed"], strict=True)])


def _jets(x: Tensor, bandwidth: float, seed: int, features: int) -> Tensor:
    if not bandwidth:
        raw = torch.stack([x, torch.ones_like(x), torch.zeros_like(x)], 1)[..., None]
        return torch.nn.functional.pad(raw, (0, features - 1)).flatten(1)
    speed = 2 * math.pi * frequencies(1, bandwidth, seed, features)     # (1, frequencies)
    sin, cos = (x[:, None] * speed).sin(), (x[:, None] * speed).cos()
    orders = ((sin, cos), (speed * cos, -speed * sin), (-speed**2 * sin, -speed**2 * cos))
    return torch.cat([torch.cat(pair, 1) for pair in orders], 1)
