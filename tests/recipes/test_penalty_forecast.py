"""The predictions before a run, against the run and closed forms."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from grokviz.recipes import penalties as recipes
from grokviz.recipes import penalty_forecast as prediction
from grokviz.recording import record

VECTOR = dict(dimension=30, sparsity=2, n_train=15)


def test_the_least_norm_fit_is_where_descent_without_a_penalty_ends():
    experiment = recipes.sparse_recovery("none", 0, **VECTOR, steps=5000, records=[0, 5000])
    found = record(experiment, progress=False)
    assert_allclose(found.values["product"][-1], prediction.known(experiment)["least_squares"],
                    atol=1e-5)
    assert_allclose(found.values["error"][-1],
                    prediction.forecast(experiment)["least_squares_error"], rtol=1e-4)


def test_the_wait_is_the_dual_norm_of_the_gap_and_nan_where_nothing_comes():
    experiment = recipes.race(**VECTOR)
    known, wait = prediction.known(experiment), prediction.forecast(experiment)["slow_time"]
    gap = known["least_squares"] - known["matrix"]
    assert np.isnan(wait[[0, 2, 3]]).all()
    assert_allclose(wait[1], np.abs(gap[1]).max())
    matrix = recipes.matrix_completion(rows=8, rank=1, n_train=40)
    known = prediction.known(matrix)
    assert_allclose(prediction.forecast(matrix)["slow_time"],
                    np.linalg.svd(known["matrix"][0] * ~known["observed"][0],
                                  compute_uv=False)[0])


@pytest.mark.parametrize("task, settings", [
    ("sparse_recovery", VECTOR), ("matrix_completion", dict(rows=8, rank=1, n_train=40)),
])
def test_the_limit_on_the_strength_is_where_all_weights_go_to_zero(task, settings):
    make = getattr(recipes, task)
    slope = prediction.known(make(**settings))["correlation"][0]
    limit = np.abs(slope).max() if task == "sparse_recovery" else np.linalg.norm(slope, 2)
    below = make(penalty_strength=0.98 * limit, **settings, steps=2000, records=[0, 2000])
    assert record(below, progress=False).values["l2_norm"][-1] > 1e-3
    with pytest.raises(ValueError, match="takes every weight to 0"):
        make(penalty_strength=1.001 * limit, **settings)
    hot = {"penalty_strength": 1.02 * limit}            # a slider may go there
    end = record(below, progress=False, hot=hot).values["l2_norm"][-1]
    assert end == 0 or end < 1e-9


def test_what_is_stored_beside_a_run_is_what_is_known_of_it():
    experiment = recipes.matrix_completion(rows=8, rank=1, n_train=40)
    given = record(prediction.given(experiment), progress=False).values
    known = prediction.known(experiment)
    assert_allclose(given["matrix"][0], known["matrix"])
    assert (given["observed"][0] == known["observed"]).all()
    assert_allclose(given["floor"][0], 1)               # least squares leaves all unseen at 0
    assert_allclose(given["wait"][0], prediction.forecast(experiment)["slow_time"])


@pytest.mark.parametrize("structure, penalty, told", [
    ("low_rank", "nuclear", True), ("low_rank", "l1", False), ("sparse", "l1", True),
    ("least_norm", "l1", False), ("least_norm", "nuclear", False),
])
def test_a_wait_is_told_only_where_the_penalty_suits_the_truth(structure, penalty, told):
    made = recipes.matrix_sensing(penalty, structure=structure)
    assert np.isfinite(prediction.forecast(made)["slow_time"]).all() == told


def test_of_several_factors_no_wait_is_told():
    made = recipes.sparse_recovery("l1", depth=2, **VECTOR)
    assert np.isnan(prediction.forecast(made)["slow_time"]).all()
