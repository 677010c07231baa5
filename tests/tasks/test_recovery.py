"""Sparse vectors and low-rank matrices: what is drawn, what is measured, what is refused."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from torch.testing import assert_close

from grokviz.sweep import grid
from grokviz.tasks import recovery as tasks

SWEEP = grid(coherence=[0.0, 0.5], init_scale=[1.0, 0.5], data_seed=[1, 2], init_seed=3)
TASKS = (tasks.sparse_recovery, tasks.matrix_sensing, tasks.matrix_completion)


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("depth", [1, 2])
def test_a_run_in_company_is_the_run_alone(task, depth):
    problem = task(SWEEP, depth=depth)
    alone = task({k: v[5:6] for k, v in SWEEP.items()}, depth=depth)
    assert_close(problem.start[5:6], alone.start, rtol=0, atol=0)
    for k, value in alone.known.items():
        assert_close(problem.known[k][5:6], value)
    full, one = problem.measure(problem.start), alone.measure(alone.start)
    for name in full:
        assert_close(full[name][5:6], one[name])
    assert problem.start.dtype == torch.float64 and problem.matrices[0] == depth


@pytest.mark.parametrize("task", TASKS)
def test_drawing_leaves_the_global_stream_alone(task):
    state = torch.get_rng_state()
    task(SWEEP)
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize("task", TASKS)
def test_the_truth_has_no_error_and_its_norms_are_numpy_s(task):
    problem = task(SWEEP)
    truth = problem.known["matrix"]
    found = problem.measure(truth.flatten(1))
    for name in ("train_error", "test_error", "error", "test_loss"):
        assert found[name].abs().max() < 1e-12
    for run, A in enumerate(truth.numpy()):
        S = np.linalg.svd(A, compute_uv=False)
        for name, wanted in (("l1_norm", np.abs(A).sum()), ("l2_norm", np.linalg.norm(A)),
                             ("nuclear_norm", S.sum()),
                             ("effective_sparsity", np.abs(A).sum() ** 2 / (A**2).sum()),
                             ("effective_rank", S.sum() ** 2 / (S**2).sum())):
            assert_allclose(found[name][run], wanted, rtol=1e-10)


def test_the_vector_is_sparse_of_length_one_and_coherent_rows_read_one_entry():
    problem = tasks.sparse_recovery(SWEEP, sparsity=4)
    assert ((problem.known["matrix"] != 0).sum((1, 2)) == 4).all()
    assert_close(problem.known["matrix"].flatten(1).norm(dim=1), torch.ones(8).double())
    single = ((problem.known["inputs"] != 0).sum(2) == 1).sum(1)
    assert single.tolist() == [15 * (c > 0) for c in SWEEP["coherence"]]
    assert_close(problem.known["inputs"][0, 15:], problem.known["inputs"][4, 15:])  # all else equal


@pytest.mark.parametrize("spectrum", ["equal", "gaussian"])
def test_the_matrix_has_its_rank_and_norm_and_the_mask_its_entries(spectrum):
    problem = tasks.matrix_completion(SWEEP, rows=10, rank=3, n_train=60, spectrum=spectrum)
    S = torch.linalg.svdvals(problem.known["matrix"])
    assert S[:, 3:].max() < 1e-12 and S[:, 2].min() > 1e-2
    assert_close(S.norm(dim=1), torch.full((8,), 10.0).double())
    assert (spectrum == "equal") == bool((S[:, 2] / S[:, 0]).min() > 0.999)
    assert (problem.known["observed"].sum((1, 2)) == 60).all()


def test_the_chosen_entries_have_the_largest_leverage():
    sweep = grid(coherence=1.0, init_scale=1.0, data_seed=1, init_seed=1)
    problem = tasks.matrix_completion(sweep, rows=8, rank=2, n_train=40, spectrum="gaussian")
    A, seen = problem.known["matrix"][0].numpy(), problem.known["observed"][0].numpy()
    P, Q = A @ np.linalg.pinv(A), np.linalg.pinv(A) @ A         # onto columns and rows
    leverage = np.diag(P)[:, None] + np.diag(Q)
    assert leverage[seen].min() >= leverage[~seen].max() - 1e-12


def test_deep_vectors_start_at_product_zero_with_both_signs_free():
    problem = tasks.sparse_recovery(SWEEP, depth=3)
    first, second, third = problem.start.view(8, 3, 100).unbind(1)
    assert not first.any() and torch.equal(second, third)
    assert_allclose(second[:, 0], SWEEP["init_scale"])


@pytest.mark.parametrize("task, wrong, says", [
    (tasks.sparse_recovery, {"sparsity": 101, "n_train": 300},
     "sparsity is 101, more than the dimension; give at most 100"),
    (tasks.sparse_recovery, {"n_train": 9}, "n_train is 9, too few .* give at least 10: two vec"),
    (tasks.matrix_completion, {"rank": 21}, "rank is 21, more than the dimension; give at most 20"),
    (tasks.matrix_completion, {"n_train": 75}, "n_train is 75, too few .* give at least 76: a 20"),
    (tasks.matrix_sensing, {"n_train": 18}, "n_train is 18, too few .* give at least 19"),
    (tasks.matrix_completion, {"n_train": 400}, "leave some to be tested, give at most 399"),
    (tasks.matrix_sensing, {"spectrum": "flat"}, "spectrum is 'flat'; give 'equal' or 'gaussian'"),
])
def test_what_cannot_be_told_apart_is_refused_with_the_bound(task, wrong, says):
    with pytest.raises(ValueError, match=says):
        task(SWEEP, **wrong)


@pytest.mark.parametrize("structure", ["sparse", "least_norm", "low_rank"])
def test_the_truth_has_the_structure_that_is_asked_for(structure):
    known = tasks.matrix_sensing(SWEEP, structure=structure).known
    truth, X = known["matrix"].numpy(), known["inputs"].numpy()
    assert_allclose(np.linalg.norm(truth, axis=(1, 2)), 10)
    flat = truth.reshape(len(truth), -1, 1)
    of_least_norm = np.linalg.pinv(X) @ X @ flat
    assert np.allclose(of_least_norm, flat) == (structure == "least_norm")
    assert ((flat != 0).sum(1) == tasks.SPARSE).all() == (structure == "sparse")
    assert (np.linalg.matrix_rank(truth) == 1).all() == (structure == "low_rank")
