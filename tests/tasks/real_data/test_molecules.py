"""Targets are standardised by each run's own training set."""

import numpy as np
from numpy.testing import assert_allclose

from grokviz.storage.graphs import molecules as stored
from grokviz.storage.graphs import split
from grokviz.sweep import grid
from grokviz.tasks.real_data.molecules import layout, molecules, spread


def test_a_training_set_has_mean_0_and_deviation_1_and_weights_of_its_n():
    sweep = grid(n_train=[40, 100], data_seed=[3])
    task = molecules(sweep)
    assert task.train_inputs.shape == (2, 100, layout(100).features)
    for run, n in enumerate((40, 100)):
        y = task.train_targets[run, :n, 0].double().numpy()
        assert_allclose([y.mean(), y.std()], [0, 1], atol=1e-5)
        assert_allclose(task.train_weights[run, :n], 1 / n)
        assert (task.train_weights[run, n:] == 0).all()
    mean, deviation = spread(sweep)
    raw = (task.test_targets[0, :, 0] * deviation[0] + mean[0]).numpy()
    assert_allclose(raw, stored()[1][split(3, 100)[1]], rtol=1e-5)


def test_a_prediction_is_right_within_the_threshold():
    task = molecules(grid(n_train=100, data_seed=0), threshold=2.0)
    deviation = spread(grid(n_train=100, data_seed=0))[1]
    for error, right in ((1.9, True), (2.1, False)):
        outputs = task.test_targets + error / deviation[0]
        assert np.all(task.correct(outputs, task.test_targets).numpy() == right)
