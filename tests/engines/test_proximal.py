"""Penalised descent beside a loop in numpy, a closed form, and itself alone."""

from functools import partial

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from grokviz.engines import Penalised, flow
from grokviz.recording import record
from grokviz.run import Change
from grokviz.sweep import grid
from grokviz.tasks import recovery

COLUMNS = dict(coherence=0.0, init_scale=0.3, data_seed=1, init_seed=2, learning_rate=0.1,
               penalty_strength=0.02)
NAMES = ("none", "l1", "l2", "nuclear", "l1+l2", "l1+nuclear")


def descend(task, sweep, steps=40, method="proximal", hot=None, blocks=None, records=None, **own):
    plan = Penalised(partial(getattr(recovery, task), **own), method)
    experiment = flow(plan, name="t", settings={}, sweep=sweep, steps=steps, blocks=blocks,
                      records=records)
    return record(experiment, progress=False, hot=hot)


def plain(A, seen, w, penalty, method, steps, lr=0.1, beta=0.02):
    """One step after the other on a masked matrix, in numpy."""
    for _ in range(steps):
        g, parts = seen * (w - A), penalty.split("+")
        U, _, Vh = np.linalg.svd(w)
        if method == "subgradient":
            h = ("l1" in parts) * np.sign(w) + ("l2" in parts) * w + ("nuclear" in parts) * U @ Vh
            w = w - lr * (g + beta * h)
            continue
        w = w - lr * g
        if "l1" in parts:
            w = np.sign(w) * np.maximum(np.abs(w) - lr * beta, 0)
        if "nuclear" in parts:
            U, S, Vh = np.linalg.svd(w)
            w = (U * np.maximum(S - lr * beta, 0)) @ Vh
        if "l2" in parts:
            w = w / (1 + lr * beta)
    return w


@pytest.mark.parametrize("method", ["proximal", "subgradient"])
def test_it_is_the_plain_loop_for_every_penalty_in_one_ensemble(method):
    sweep = grid(penalty=NAMES, **COLUMNS)
    own = dict(rows=6, rank=1, n_train=20)
    found = descend("matrix_completion", sweep, method=method, **own)
    problem = recovery.matrix_completion(sweep, **own)
    A, seen = (problem.known[k][0].numpy() for k in ("matrix", "observed"))
    start = problem.start[0].view(6, 6).numpy()
    for run, name in enumerate(NAMES):
        wanted = plain(A, seen, start, name, method, 40)
        assert_allclose(found.values["product"][-1, run], wanted, rtol=1e-8, atol=1e-11)


def test_the_end_under_l1_obeys_the_condition_for_a_minimum():
    """Xᵀ(y - X a) is β sign(a) where a is not 0, and nowhere larger."""
    sweep = grid(penalty="l1", **COLUMNS | {"penalty_strength": 0.01, "init_scale": 1e-6})
    own = dict(dimension=30, sparsity=2, n_train=15)
    found = descend("sparse_recovery", sweep, steps=40_000, records=[0, 40_000], **own)
    known = recovery.sparse_recovery(sweep, **own).known
    a = found.values["product"][-1, 0, :, 0]
    slope = known["inputs"][0].numpy().T @ (known["targets"][0].numpy()
                                            - known["inputs"][0].numpy() @ a)
    assert 0 < (a != 0).sum() < 15
    assert_allclose(slope[a != 0], 0.01 * np.sign(a[a != 0]), atol=1e-8)
    assert np.abs(slope).max() < 0.01 + 1e-8


def test_a_run_in_company_is_the_run_alone_in_other_blocks_too():
    sweep = grid(penalty=NAMES, **COLUMNS)
    for blocks in (1, 3):
        company = descend("matrix_sensing", sweep, blocks=blocks, rows=5, n_train=15)
        for run in (1, 3):
            one = {k: v[run : run + 1] for k, v in sweep.items()}
            alone = descend("matrix_sensing", one, rows=5, n_train=15)
            for name, value in alone.values.items():
                assert_allclose(company.values[name][:, run], value[:, 0], rtol=1e-8, atol=1e-11)


def test_both_clocks_and_a_hot_strength():
    sweep = grid(penalty="l1", **COLUMNS)
    hot, seen = {}, []
    plan = Penalised(recovery.sparse_recovery)
    for snapshot in flow(plan, name="t", settings={}, sweep=sweep, steps=80,
                         records=[0, 40, 80]).start(hot):
        if snapshot is not None:
            seen.append(snapshot)
            hot["penalty_strength"] = 0.5 if snapshot.step == 40 else 0.02
    assert seen[2].changes == (Change(40, "penalty_strength", (0.5,)),)
    assert_allclose(seen[2].values["flow_time"], 8)
    assert_allclose(seen[2].values["slow_time"], 0.1 * 40 * (0.02 + 0.5))
    assert seen[2].values["l1_norm"] < seen[1].values["l1_norm"]


def test_it_goes_on_from_a_state_as_if_it_had_never_stopped():
    sweep = grid(penalty=("l1", "nuclear"), **COLUMNS)
    made = flow(Penalised(recovery.matrix_completion), name="t", settings={}, sweep=sweep,
                steps=60, records=[0, 30, 60])
    whole, states = [], []
    for snapshot in made.start({}):
        if snapshot is not None:
            whole.append(snapshot)
            states.append(snapshot.state())
    (again,) = [s for s in made.start({}, states[1]) if s is not None]
    for name, value in whole[2].values.items():
        assert_allclose(again.values[name], value, rtol=1e-12)


@pytest.mark.parametrize("depth", [2, 3])
def test_what_the_loss_conserves_between_factors_l2_shrinks(depth):
    """a_k² - a_j² goes as e^(-2 s), up to the step."""
    sweep = grid(penalty=("none", "l2"), **COLUMNS | {
        "learning_rate": 1e-3, "penalty_strength": 0.5, "init_scale": 1.0})
    plan = Penalised(partial(recovery.sparse_recovery, depth=depth))
    made = flow(plan, name="t", settings={}, sweep=sweep, steps=500, records=[0, 500])
    start, end = (s.state()["weights"] for s in made.start({}) if s is not None)
    gap = [np.diff(w.reshape(2, depth, -1)[:, [0, -1]] ** 2, axis=1)[:, 0] for w in (start, end)]
    assert_allclose(gap[1], gap[0] * np.exp([[0], [-2 * 500 * 1e-3 * 0.5]]), rtol=5e-3)


def test_the_same_seeds_give_the_same_run_bit_for_bit():
    sweep = grid(penalty=NAMES, **COLUMNS)
    first, second = (descend("matrix_completion", sweep, blocks=2) for _ in range(2))
    for name, value in first.values.items():
        assert_array_equal(value, second.values[name])
