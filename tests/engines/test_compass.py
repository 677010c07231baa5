"""The compass on the hyperbola, where the slow direction is known."""

from functools import partial

import numpy as np
import torch
from numpy.testing import assert_allclose
from torch.testing import assert_close

from grokviz.engines.compass import along_tangent, compass, land_near
from grokviz.engines.flow import Descent
from grokviz.recording import record
from grokviz.sweep import grid
from grokviz.tasks import interpolation as tasks

SWEEP = grid(u=[0.3, 2.0], v=2.5, learning_rate=0.02, weight_decay=1e-3)


def read(directions, records=(20_000,), **options):
    made = compass(Descent(tasks.hyperbola), directions, name="c", settings={}, sweep=SWEEP,
                   records=records, **options)
    return record(made, progress=False)


def test_in_the_slow_phase_descent_goes_along_the_tangent_at_the_predicted_speed():
    found = read({"tangent": along_tangent, "decay": lambda problem, w, landed: -w}, window=50)
    assert found.steps.tolist() == [20_000] and "weights" not in found.values
    assert_allclose(found.values["cosine_tangent"], 1, atol=1e-5)
    assert_allclose(found.values["speed_tangent"], 1, rtol=5e-3)
    assert (found.values["cosine_decay"] < 0.98).all()


def test_a_direction_may_speak_of_the_first_weights_alone():
    def first(problem, w, landed):
        return along_tangent(problem, w, landed)[:, :1]

    found = read({"first": first})
    assert_allclose(found.values["cosine_first"], 1, atol=1e-9)


def test_the_tangent_is_that_of_the_metric_and_of_what_is_allowed():
    problem = tasks.diagonal_network(grid(init_scale=1.0, data_seed=1, init_seed=0))
    rates = torch.linspace(1, 3, 80).double()
    w = problem.start
    v = along_tangent(problem._replace(rates=rates), w, w)[0]
    J, M = problem.model.jacobian(w)[0], torch.diag(rates)
    full = M @ w[0] - M @ J.T @ torch.linalg.solve(J @ M @ J.T, J @ M @ w[0])
    assert_close(v, -full)
    mask = (torch.arange(80) >= 20).double()
    kept = along_tangent(problem, w, w, lambda v: v * mask)[0]
    assert (kept[:20] == 0).all() and (J @ kept).abs().max() < 1e-9


def test_landing_gets_nearer_without_going_far():
    problem, sweep = tasks.hyperbola(SWEEP), SWEEP
    w = torch.tensor([[0.4, 2.6], [2.0, 0.6]]).double()
    landed = land_near(problem, w, sweep)
    before, after = (problem.model.residual(x).abs() for x in (w, landed))
    assert (after < before / 20).all() and (landed - w).norm(dim=1).max() < 0.2


def test_marks_and_their_windows_may_overlap():
    found = read({"tangent": partial(along_tangent)}, records=(10, 15, 20), window=10)
    assert found.steps.tolist() == [10, 15, 20]
    assert np.isfinite(found.values["cosine_tangent"]).all()
