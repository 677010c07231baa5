"""Norm minimisation on the manifold, where its path is known, and where it cannot be reached."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from torch.testing import assert_close

from grokviz.engines.flow import Block, Descent
from grokviz.engines.riemannian import (
    Normal,
    Stranded,
    land,
    least_curvature,
    norm_flow,
    retract,
    riemannian,
)
from grokviz.models.least_squares.base import LeastSquares, jacobian
from grokviz.models.least_squares.products import product
from grokviz.recording import record
from grokviz.sweep import grid
from grokviz.tasks import interpolation as tasks
from grokviz.theory.norm_flow import diagonal

SWEEP = grid(init_scale=1.0, data_seed=[1, 2], init_seed=0, learning_rate=0.1, weight_decay=0.01)


def test_flow_on_uv_equals_one_follows_the_hyperbola_whoever_gives_the_jacobian():
    """u² - v² shrinks as exp(-2s) on u v = 1."""
    start = torch.tensor([[2.0, 0.5], [0.25, 4.0]], dtype=torch.float64)
    by_torch = LeastSquares(lambda w: w[:, :1] * w[:, 1:] - 1)
    for model in (by_torch, product(torch.ones(2, 1).double())):
        path = torch.stack([w for w, _ in norm_flow(model, start, step=0.01, steps=100)])
        u, v = path.unbind(2)
        shrunk = torch.exp(-2 * 0.01 * torch.arange(101))[:, None]
        assert_close(u * v, torch.ones_like(u), rtol=1e-12, atol=0)
        assert_close(u**2 - v**2, (u**2 - v**2)[:1] * shrunk, rtol=5e-4, atol=1e-5)


def test_the_error_is_of_second_order_in_the_step():
    start, model = torch.tensor([[2.0, 0.5]]).double(), product(torch.ones(1, 1).double())
    ends = [[w for w, _ in norm_flow(model, start, step=1 / n, steps=n)][-1] for n in (20, 40)]
    wanted = 3.75 * np.exp(-2)
    errors = [abs(float(w[0, 0] ** 2 - w[0, 1] ** 2) - wanted) for w in ends]
    assert 3 < errors[0] / errors[1] < 5


def test_the_tangent_part_is_what_a_basis_of_the_kernel_sees():
    J = torch.randn(2, 3, 8, generator=torch.Generator().manual_seed(0)).double()
    v = torch.arange(16.0).view(2, 8).double()
    for run in range(2):
        kernel = torch.linalg.svd(J[run])[2][3:]
        wanted = kernel.T @ (kernel @ v[run])
        assert_close(Normal(J).tangent(v)[run], wanted)


def test_outputs_that_depend_on_each_other_do_not_matter():
    J = torch.randn(1, 3, 8, generator=torch.Generator().manual_seed(0)).double()
    twice, v = torch.cat([J, J[:, :1] + J[:, 1:2]], 1), torch.arange(8.0)[None].double()
    at = Normal(twice)
    assert_close(at.tangent(v), Normal(J).tangent(v), rtol=1e-8, atol=1e-10)
    assert_close(at.push(at.pull(at.solve(at.push(v)))), at.push(v), rtol=1e-8, atol=1e-10)


def test_retraction_lands_near_where_it_started():
    problem = tasks.diagonal_network(SWEEP)
    data = [problem.known[k].numpy() for k in ("inputs", "targets")]
    near = torch.as_tensor(np.concatenate([
        diagonal(X, y, w, [0.0]) for X, y, w in zip(*data, problem.start.numpy(), strict=True)]))
    moved = near + 1e-3 * torch.ones_like(near)
    back = retract(problem.model, moved)
    assert problem.model.residual(back).abs().max() < 1e-10
    assert (back - near).norm(dim=1).max() < 0.02


def test_the_stream_has_floor_and_offset_of_each_run_s_own_decay():
    sweep = grid(u=0.3, v=2.5, learning_rate=0.02, weight_decay=[0.01, 0.02])
    made = riemannian(Descent(tasks.hyperbola), name="r", settings={"a": 1}, sweep=sweep,
                      until=1.0, step=0.1)
    found = record(made, progress=False)
    assert found.settings == {"a": 1, "steps": 10, "slow_step": 0.1}
    assert_allclose(found.values["slow_time"][:, 0], 0.1 * np.arange(11))
    w = found.values["weights"][-1, 0]
    J = w[::-1][None]                           # H = JᵀJ has one eigenvalue, ‖w‖²
    H = np.linalg.pinv(J.T @ J)
    for run, decay in enumerate(sweep["weight_decay"]):
        assert_allclose(found.values["train_loss"][-1, run], decay**2 / 2 * w @ H @ w, rtol=1e-5)
        assert_allclose(found.values["offset"][-1, run], decay * np.linalg.norm(H @ w), rtol=1e-5)
    for name in ("least_curvature", "sharpness"):
        assert_allclose(found.values[name][-1], w @ w, rtol=1e-5)


def test_a_closed_form_takes_the_place_of_the_steps():
    def stay(problem, w, times):
        return w.expand(len(times), *w.shape)

    made = riemannian(Descent(tasks.diagonal_network), name="r", settings={}, sweep=SWEEP,
                      until=1.0, step=0.5, closed=stay)
    norm = record(made, progress=False).values["weight_norm"]
    assert norm.shape == (3, 2) and (norm == norm[0]).all()


def test_the_slow_flow_goes_downhill_in_the_norm_and_is_the_run_alone():
    made = riemannian(Descent(tasks.diagonal_network), name="r", settings={}, sweep=SWEEP,
                      until=1.0, step=0.1)
    found = record(made, progress=False)
    assert (np.diff(found.values["weight_norm"], axis=0) < 0).all()
    one = {k: v[1:] for k, v in SWEEP.items()}
    alone = record(riemannian(Descent(tasks.diagonal_network), name="r", settings={}, sweep=one,
                              until=1.0, step=0.1), progress=False)
    assert_allclose(found.values["test_loss"][:, 1], alone.values["test_loss"][:, 0], rtol=1e-6)


def test_where_descent_does_not_get_to_the_manifold_it_says_so():
    block = Block(tasks.relu_network(SWEEP))
    with pytest.raises(Stranded, match="after 50 steps without decay .* larger learning_rate") as e:
        list(land(block, SWEEP | {"learning_rate": np.full(2, 1e-4)}, patience=50))
    assert e.value.weights.shape == (2, 300)


def test_the_least_curvature_is_the_smallest_eigenvalue_where_descent_ends():
    problem = tasks.linear_regression(SWEEP)
    X = problem.known["inputs"].numpy()
    wanted = [np.linalg.svd(x)[1].min() ** 2 / 20 for x in X]
    assert_allclose(least_curvature(problem, SWEEP, 100), wanted, rtol=1e-9)
    on_it = tasks.diagonal_network(SWEEP)
    found = least_curvature(on_it, SWEEP, 10_000)
    J = jacobian(on_it.model, on_it.start)
    assert found.shape == (2,) and (found > 0).all() and J.shape[1] == 24
