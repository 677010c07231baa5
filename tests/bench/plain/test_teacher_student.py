"""The plain reference does the same work: its log equals our record."""

import numpy as np

from grokviz.bench.plain import teacher_student as plain
from grokviz.recipes.teacher_student import grokking
from grokviz.recording import record

NAMES = ("train_loss", "train_accuracy", "test_loss", "test_accuracy", "weight_norm")


def test_the_plain_loop_and_the_engine_train_the_same_network():
    ours = record(grokking(steps=150), progress=False)
    log = np.array(plain.loop(150, ours.steps))
    np.testing.assert_array_equal(log[:, 0], ours.steps[1:])
    for column, name in zip(log.T[1:], NAMES, strict=True):
        tolerance = 0.02 if name.endswith("accuracy") else 0        # two samples on the edge
        np.testing.assert_allclose(
            column, ours.values[name][1:, 0], rtol=5e-3, atol=tolerance, err_msg=name
        )
