"""Regression onto a random network: a student MLP learns what a teacher MLP of its kind computes.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Section 3.1 and Fig. 2. Inputs are
N(0, I_5), targets the outputs of a 5-100-100-5 tanh teacher at default init. An example counts
as correct where its squared error, averaged over the outputs, is below a threshold.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial

import numpy as np
import torch
from torch import Tensor

from grokviz import models
from grokviz.tasks import Task
from grokviz.tasks.losses import mean_squared_error

FEATURES = 5
SIZES = (FEATURES, 100, 100, FEATURES)          # of the teacher
POINTS, REACH = 41, 3.0                         # of the line along one input
PAPER_N, N_TEST, N_MOST = 100, 100, 500


def teacher_student(sweep: Mapping[str, np.ndarray], *, threshold: float = 1e-3) -> Task:
    """The examples of each run.

    Parameters
    ----------
    sweep : mapping of arrays, shape (runs,)
        ``n_train`` (at most 500), ``data_seed``, ``teacher_seed``.
    threshold : float
        Squared error below which an example counts as correct.

    Notes
    -----
    The training sets of one data seed are nested. With both seeds 0 and N = 100 the draws are
    those of the paper's notebook, which draws teacher and inputs from one stream.
    """
    seeds = zip(sweep["data_seed"].tolist(), sweep["teacher_seed"].tolist(), strict=True)
    parts = [_examples(int(d), int(t)) for d, t in seeds]
    n = torch.as_tensor(sweep["n_train"])
    most = int(n.max())
    x, y, test_x, test_y = (torch.stack(p) for p in zip(*parts, strict=True))
    inside = torch.arange(most) < n[:, None]
    return Task(
        x[:, :most], y[:, :most], inside / n[:, None].double(), test_x, test_y,
        loss=mean_squared_error,
        correct=lambda outputs, targets: (outputs - targets).square().mean(-1) < threshold)


def along_one_input(
    data_seed: int, teacher_seed: int, *, feature: int = 4, output: int = 1, example: int = 2,
    points: int = POINTS, reach: float = REACH,
) -> tuple[Tensor, Tensor]:
    """One test example with one of its inputs turned, and what the teacher says there.

    325 lines were tried for seeds 0 (5 inputs, 13 examples, 5 outputs). The default is the clearest
    of those that a student follows to within 8% of their range at the end. Its test error at step
    600 is the largest.

    Returns
    -------
    inputs : Tensor, shape (points, 5)
    outputs : Tensor, shape (points,)
    """
    inputs = _examples(data_seed, teacher_seed)[2][example].repeat(points, 1)
    inputs[:, feature] = torch.linspace(-reach, reach, points)
    return inputs, _said(teacher_seed, inputs)[:, output]


def _said(seed: int, inputs: Tensor) -> Tensor:
    """The teacher's outputs, computed in float64 and then rounded.

    In float32 the last digit would depend on the number of threads.
    """
    network, one = models.mlp(SIZES, "tanh"), np.ones(1)
    teacher = network.init({"init_seed": one * seed, "init_scale": one})
    with torch.no_grad():
        exact = {name: weights.double() for name, weights in teacher.items()}
        return network.apply(exact, inputs.double()[None])[0].float()


@lru_cache(maxsize=64)
def _examples(data_seed: int, teacher_seed: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    generator = torch.Generator().manual_seed(data_seed)
    draw = partial(torch.randn, generator=generator, dtype=torch.float32)   # whatever the default
    models.draw(SIZES, generator)                # the paper's stream begins with a teacher
    first = draw(PAPER_N, FEATURES)
    test = draw(N_TEST, FEATURES)
    more = draw(N_MOST - PAPER_N, FEATURES)
    train = torch.cat([first, more])
    return train, _said(teacher_seed, train), test, _said(teacher_seed, test)
