"""The plain loops fit the same samples as the engine, and are wrong between them."""

import numpy as np

from grokviz.bench.plain import coordinates as plain
from grokviz.recipes import coordinates as recipes
from grokviz.recording import record


def test_the_plain_picture_is_fitted_while_its_test_error_stays_large():
    log = np.array(plain.image(250, [1, 250]))
    ours = record(recipes.image(steps=250, records=[0, 250]), progress=False)
    assert log[0, 0] > 5 > 0.1 > log[1, 0] and log[1, 1] > 0.7
    assert ours.values["train_loss"][-1, 0] < 0.1 and ours.values["test_loss"][-1, 0] > 0.7


def test_the_plain_equation_has_no_residual_at_its_points():
    log = np.array(plain.equation(150, [1, 150]))
    ours = record(recipes.equation(steps=150, records=[0, 150]), progress=False)
    assert log[0, 0] > 1 > 0.05 > log[1, 0]
    assert ours.values["train_loss"][-1, 0] < 0.05
