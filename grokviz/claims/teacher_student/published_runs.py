"""The teacher-student notebooks of Omnigrok: the numbers they stored, and their landscape again.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117; the text output stored in the notebooks
of github.com/KindXiaoming/Omnigrok. Their squared norm counts the first weight matrix twice, and
their landscape holds this norm fixed. They rescale between the forward and the backward pass, so
that the backward pass combines new weights with old activations.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from torch import Tensor

from grokviz.recipes.teacher_student import PAPER
from grokviz.run import Experiment, Record
from grokviz.sweep import grid

SEEDS = {"data_seed": 0, "teacher_seed": 0, "init_seed": 1}
SCALES = np.geomspace(0.1, 10, 11)
LANDSCAPE_STEPS = (0, 4000, 9800)       # they logged up to 9800

# Landscape, over SCALES; nan where the loss is not above 1e-4, too few digits to compare.
START_TEST = (0.018844, 0.018979, 0.019313, 0.020271, 0.023881, 0.043588, 0.163033, 0.725, 2.67,
              8.38, 24.5)
TRAIN = (1.42e-2, 7.43e-3, 1.40e-3) + (np.nan,) * 8
TEST = (1.64e-2, 1.17e-2, 2.27e-3, 3.33e-4, np.nan, np.nan, 1.47e-3, 4.06e-2, 0.429, 2.44, 9.62)
ADRIFT = (2, 3)                         # scales 0.25 and 0.40, see the claims
EARLY_TEST = (0.000963, 0.000235)       # of these two, at step 4000

# Dynamics: init scale 2, weight decay 0.05, threshold 1e-3; by step.
SQUARED_NORM = {0: 429.586853, 1000: 410.26, 4200: 371.97, 15_000: 269.94, 19_000: 239.89}
TRAIN_ACCURACY = {200: 0.14, 400: 0.64, 600: 0.91, 800: 0.99}
TEST_ACCURACY = {1000: 0.13, 4200: 0.28, 15_000: 0.62, 19_000: 0.76}
TEST_LOSS = {0: 0.352, 200: 0.0169, 1000: 0.0093, 4200: 0.0055, 15_000: 0.00175, 19_000: 0.00114}


def squared_norm(record: Record) -> np.ndarray:
    """Their squared norm, (records, runs): of all parameters, the first matrix twice."""
    return record.values["weight_norm"] ** 2 + record.values["leaf_norms"][..., 0] ** 2


def landscape() -> Experiment:
    """Adam at fixed norm from the default init times each of SCALES, as the notebook trains it.

    Our engine has no place to rescale between the two passes. So the student is wrapped: its
    backward pass begins with the derivative of the loss, and that is where the norm is restored.
    """
    from grokviz import engines, models, optim
    from grokviz.tasks.teacher_student import SIZES, teacher_student

    student = models.mlp(SIZES, "tanh")
    bind_student = student.bind
    assert bind_student is not None             # a perceptron has one

    def bind(
        params: models.Params, gradients: models.Params, inputs: Tensor, delta_: models.Delta,
        cores: int,
    ) -> Callable[[], None]:
        hold = _holder(params)

        def held(outputs: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
            hold()
            return delta_.of(outputs, targets, weights)

        return bind_student(params, gradients, inputs, delta_._replace(of=held), cores)

    settings = {"learning_rate": PAPER["learning_rate"], "weight_decay": 0.0, "n_train": 100}
    return engines.train(
        engines.Plan(
            task=teacher_student, model=models.Model(student.init, student.apply, bind),
            update=optim.adam()),
        name="teacher_student.notebook_landscape", settings=settings,
        sweep=grid(init_scale=SCALES, **settings, **SEEDS),
        steps=LANDSCAPE_STEPS[-1], records=LANDSCAPE_STEPS)


def _holder(params) -> Callable[[], None]:
    """A function that restores today's squared norm by one factor on all leaves."""
    def squared():
        squares = {k: leaf.flatten(1).square().sum(1) for k, leaf in params.items()}
        return sum(squares.values()) + squares["W1"]

    target = squared()

    def hold() -> None:
        factor = (target / squared()).sqrt()
        for leaf in params.values():
            leaf.mul_(factor.view(-1, *(1,) * (leaf.ndim - 1)))

    return hold
