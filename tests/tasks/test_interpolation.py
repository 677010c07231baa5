"""The problems: what is drawn, what counts as loss, and that each run draws for itself."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from torch.testing import assert_close

from grokviz.sweep import grid
from grokviz.tasks import interpolation as tasks

SWEEP = grid(init_scale=[1.0, 0.5], data_seed=[1, 2], init_seed=3)
DRAWN = (tasks.linear_regression, tasks.diagonal_network, tasks.matrix_completion,
         tasks.relu_network)


@pytest.mark.parametrize("task", DRAWN)
def test_a_run_in_company_is_the_run_alone_and_the_scale_is_a_factor(task):
    problem = task(SWEEP)
    alone = task({k: v[3:] for k, v in SWEEP.items()})
    assert_close(problem.start[3:], alone.start, rtol=0, atol=0)
    assert_close(problem.start[:2], 2 * problem.start[2:], rtol=0, atol=0)
    full, one = problem.measure(problem.start), alone.measure(alone.start)
    for name in full:
        assert_close(full[name][3:], one[name])
    residual = problem.model.residual(problem.start)
    assert_close(residual[3:], alone.model.residual(alone.start))
    assert problem.loss(residual).shape == full["test_loss"].shape == (4,)
    assert problem.start.dtype == torch.float64


@pytest.mark.parametrize("task", DRAWN)
def test_drawing_leaves_the_global_stream_alone(task):
    state = torch.get_rng_state()
    task(SWEEP)
    assert torch.equal(torch.get_rng_state(), state)


def test_the_hyperbola_starts_where_it_is_told():
    problem = tasks.hyperbola(grid(u=[0.3, 2.0], v=2.5))
    assert problem.start.tolist() == [[0.3, 2.5], [2.0, 2.5]]
    assert_close(problem.model.residual(problem.start)[:, 0], torch.tensor([-0.25, 4.0]).double())
    assert_close(problem.measure(problem.start)["imbalance"][:, 0],
                 torch.tensor([0.09 - 6.25, 4 - 6.25]).double())


def test_regression_s_test_loss_is_the_error_on_fresh_inputs():
    problem = tasks.linear_regression(grid(init_scale=1.0, data_seed=1, init_seed=1))
    truth, w = problem.known["coefficients"][0], problem.start[0]
    assert (truth != 0).sum() == 10 and problem.model.residual(truth[None]).abs().max() < 1e-12
    scales = np.where(np.arange(40) < 10, 1.0, 0.3)
    fresh = np.random.default_rng(0).normal(size=(200_000, 40)) * scales
    wanted = ((fresh @ (w - truth).numpy()) ** 2).mean()
    found = problem.measure(problem.start)
    assert_allclose(found["test_loss"][0], wanted, rtol=0.02)
    null = problem.known["inputs"][0].numpy()
    rest = np.linalg.lstsq(null, null @ w.numpy(), rcond=None)[0]
    assert_allclose(found["null_norm"][0], np.linalg.norm(w.numpy() - rest), rtol=1e-10)


def test_the_diagonal_network_s_teacher_is_sparse_and_its_features_orthonormal():
    problem = tasks.diagonal_network(SWEEP)
    truth, X = problem.known["coefficients"], problem.known["inputs"]
    assert ((truth != 0).sum(1) == 3).all() and X.shape == (4, 24, 40)
    sizes = truth[truth != 0].abs()
    assert sizes.min() > 0.6 and sizes.max() < 1.2
    whole = tasks._fourier(torch.arange(41).double() / 41)
    assert_close(whole.T @ whole / 41, torch.eye(40).double(), atol=1e-12, rtol=0)
    root = truth.abs().sqrt()
    exact = torch.cat([root, root * truth.sign()], 1)
    assert problem.model.residual(exact).abs().max() < 1e-12
    assert problem.measure(exact)["test_loss"].max() < 1e-12


@pytest.mark.parametrize("rank, observed, inner", [(2, 0.6, 20), (1, 0.3, 5), (3, 0.8, 30)])
def test_the_matrix_has_its_rank_and_as_many_entries_as_were_asked_for(rank, observed, inner):
    problem = tasks.matrix_completion(SWEEP, rank=rank, observed=observed, inner=inner)
    values = problem.known["singular_values"]
    assert (values[:, rank - 1] > 0.1).all() and values[:, rank:].max() < 1e-12
    assert (problem.known["observed"].sum((1, 2)) == round(400 * observed)).all()
    w = problem.start
    U, V = (w.view(4, 2, 20, inner)[:, i] for i in (0, 1))
    square = (U @ V.mT - problem.known["matrix"]).square()
    hidden = torch.stack([square[i][~problem.known["observed"][i]].mean() for i in range(4)])
    assert_close(problem.measure(w)["test_loss"], hidden / 2)


def test_the_line_s_inputs_are_one_in_each_tenth_or_anywhere():
    problem = tasks.relu_network(SWEEP)
    x = problem.known["inputs"]
    cell = (x + 2) / 0.4
    assert (cell.floor() == torch.arange(10)).all()
    assert ((cell - cell.floor() - 0.5).abs() <= 0.25).all()
    assert_close(x[0], x[2], rtol=0, atol=0)                        # the same data seed
    assert (tasks.relu_network(SWEEP, spread="uniform").known["inputs"].abs() < 2).all()
    with pytest.raises(ValueError, match="spread is 'evn'; give 'even' or 'uniform'"):
        tasks.relu_network(SWEEP, spread="evn")


def test_the_teacher_of_the_line_is_within_reach_of_three_neurons():
    problem = tasks.relu_network(grid(init_scale=1.0, data_seed=1, init_seed=1))
    w = torch.zeros(1, 300).double()
    E, W = w[:, :200].view(1, 2, 100), w[:, 200:].view(1, 100, 1)
    E[0, :, :3] = torch.tensor([[1.0, 1, -1], [0, -0.5, -0.8]], dtype=torch.float64)
    W[0, :3, 0] = torch.tensor([1.0, -2, 1.5])
    assert problem.measure(w)["test_loss"] < 1e-28
    assert_close(problem.measure(w)["outputs"][0], problem.known["outputs"])
