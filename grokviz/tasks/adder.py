"""Adders: a unit learns from one sum, 1 + 1 = 2, to add any numbers.

Source: Musat (2025), arXiv:2511.01938, Sec. 4. Every pair of weights with u + v = 2 fits; only
(1, 1), the one of least norm, adds.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor

from grokviz.models.least_squares.adder import leaky_adder
from grokviz.tasks.least_squares import Problem

Sweep = Mapping[str, np.ndarray]


def adder(sweep: Sweep, *, device: str = "cpu") -> Problem:
    """F = (σ(u + v) - 2)²/2 from (u, v) of the sweep, σ a leaky ReLU of its `slope` below 0.

    At slope 1 the unit is linear. The test loss is the expected squared error on inputs from
    N(0, 1), of which the correct answer is σ of their sum.
    """
    return _adder(sweep, ("u", "v"), sweep["slope"], device)


def adder_three(sweep: Sweep, *, device: str = "cpu") -> Problem:
    """F = (u + v + w - 3)²/2 from (u, v, third) of the sweep: a linear unit of three weights."""
    return _adder(sweep, ("u", "v", "third"), np.ones(len(sweep["u"])), device)


def _adder(sweep: Sweep, names: tuple[str, ...], slope: np.ndarray, device: str) -> Problem:
    w, a = (torch.as_tensor(np.array(x, float), dtype=torch.float64).to(device)
            for x in (np.stack([sweep[name] for name in names], 1), slope))
    truth = torch.ones_like(w)
    return Problem(
        leaky_adder(truth.sum(1, keepdim=True), a[:, None]), w, 1.0,
        lambda w: {"test_loss": _expected(w, truth, a), "weights": w.clone()},
        known={"inputs": truth[:, None, :], "targets": truth.sum(1, keepdim=True),
               "coefficients": truth})


def _expected(w: Tensor, truth: Tensor, slope: Tensor) -> Tensor:
    """E[(σ(w·x) - σ(t·x))²] over x from N(0, 1), (runs,).

    σ(z) is (1+a)/2 z + (1-a)/2 |z|. The two parts are even and odd, so their products vanish; for
    the even part E|w·x||t·x| is that of two Gaussians with correlation ρ.
    """
    sizes = w.norm(dim=1) * truth.norm(dim=1)
    rho = ((w * truth).sum(1) / sizes.clamp_min(1e-300)).clamp(-1, 1)
    both = 2 / math.pi * sizes * ((1 - rho**2).sqrt() + rho * rho.asin())
    even = w.square().sum(1) + truth.square().sum(1) - 2 * both
    odd = (w - truth).square().sum(1)
    return ((1 + slope) / 2) ** 2 * odd + ((1 - slope) / 2) ** 2 * even.clamp_min(0)
