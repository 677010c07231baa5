"""Gradient flow by descent, beside a loop in numpy and itself alone."""

from functools import partial

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from grokviz.divergence import Diverged
from grokviz.engines.flow import Descent, flow, flow_steps, stable_rate
from grokviz.recording import record
from grokviz.run import Change
from grokviz.sweep import grid
from grokviz.tasks import interpolation as tasks
from grokviz.tasks.modular_sums import both_layers

SMALL = dict(init_scale=1.0, data_seed=1, init_seed=2, u=0.3, v=2.5)
RATES = {"hyperbola": 0.02, "linear_regression": 0.2, "diagonal_network": 0.1,
         "matrix_completion": 0.01, "relu_network": 3e-3}


def descend(task, sweep, steps=60, records=None, blocks=None, hot=None, **options):
    plan = Descent(partial(getattr(tasks, task), **options))
    experiment = flow(plan, name="t", settings={}, sweep=sweep, steps=steps, blocks=blocks,
                      records=records)
    return record(experiment, progress=False, hot=hot)


def plain(task, sweep, steps, at):
    """Autograd, one step after the other, w <- (1 - lr λ) w - lr ∇F."""
    problem, rows = getattr(tasks, task)(sweep), []
    w = problem.start.clone()
    rate, decay = (torch.as_tensor(sweep[k])[:, None] for k in ("learning_rate", "weight_decay"))
    for step in range(steps + 1):
        if step in at:
            loss = problem.loss(problem.model.residual(w))
            rows.append(torch.stack([loss, w.norm(dim=1)]).numpy())
        leaf = w.clone().requires_grad_()
        (problem.scale / 2 * problem.model.residual(leaf).square().sum()).backward()
        w = (1 - rate * decay) * w - rate * leaf.grad
    return np.array(rows)


@pytest.mark.parametrize("task", RATES)
def test_it_is_the_plain_loop_for_every_task_each_run_with_its_own_rate_and_decay(task):
    sweep = grid(**SMALL, learning_rate=[RATES[task], RATES[task] / 2], weight_decay=[0, 0.5])
    found = descend(task, sweep, records=[0, 7, 60])
    wanted = plain(task, sweep, 60, [0, 7, 60])
    assert_allclose(found.values["train_loss"], wanted[:, 0], rtol=1e-9)
    assert_allclose(found.values["weight_norm"], wanted[:, 1], rtol=1e-12)


def test_both_clocks_run_at_their_own_pace():
    sweep = grid(**SMALL, learning_rate=[0.01, 0.02], weight_decay=[0, 0.5])
    found = descend("hyperbola", sweep, records=[0, 60])
    assert_allclose(found.values["flow_time"][-1], 60 * sweep["learning_rate"])
    assert_allclose(found.values["slow_time"][-1],
                    60 * sweep["learning_rate"] * sweep["weight_decay"])


def test_the_third_of_four_equals_the_run_alone_in_other_blocks_too():
    sweep = grid(**SMALL | {"init_seed": [1, 2, 3, 4]}, learning_rate=0.1, weight_decay=0.01)
    for blocks in (1, 3):
        company = descend("diagonal_network", sweep, blocks=blocks)
        alone = descend("diagonal_network", {k: v[2:3] for k, v in sweep.items()})
        for name, value in alone.values.items():
            assert_allclose(company.values[name][:, 2], value[:, 0], rtol=1e-9, atol=1e-14)


def test_the_same_seeds_give_the_same_run_bit_for_bit():
    sweep = grid(**SMALL, learning_rate=0.1, weight_decay=0.01)
    first, second = (descend("diagonal_network", sweep) for _ in range(2))
    for name, value in first.values.items():
        assert_array_equal(value, second.values[name])


def test_a_model_without_a_written_out_gradient_goes_the_same_way():
    def bare(sweep):
        problem = tasks.diagonal_network(sweep)
        return problem._replace(model=type(problem.model)(problem.model.residual))

    sweep = grid(**SMALL, learning_rate=0.1, weight_decay=0.01)
    slow = record(flow(Descent(bare), name="t", settings={}, sweep=sweep, steps=60),
                  progress=False)
    found = descend("diagonal_network", sweep)
    assert_allclose(slow.values["train_loss"], found.values["train_loss"], rtol=1e-9)


def test_a_hot_decay_changes_the_run_and_both_clocks_from_there_on():
    sweep = grid(**SMALL, learning_rate=0.02, weight_decay=0.1)
    hot, seen = {}, []
    plan = Descent(tasks.hyperbola)
    experiment = flow(plan, name="t", settings={}, sweep=sweep, steps=80, records=[0, 40, 80])
    for snapshot in experiment.start(hot):
        if snapshot is not None:
            seen.append(snapshot)
            hot["weight_decay"] = 0.5 if snapshot.step == 40 else 0.1
    assert seen[2].changes == (Change(40, "weight_decay", (0.5,)),)
    assert_allclose(seen[2].values["slow_time"], 0.02 * (40 * 0.1 + 40 * 0.5))
    u = seen[1].values["weights"][0]
    after = descend("hyperbola", grid(u=u[0], v=u[1], learning_rate=0.02, weight_decay=0.5),
                    steps=40, records=[0, 40])
    assert_allclose(seen[2].values["weights"], after.values["weights"][-1], rtol=1e-10)


def test_factors_on_the_learning_rate_hold_for_step_and_decay():
    settings = dict(modulus=5, train_fraction=0.8, hidden=24, activation="square")
    sweep = grid(data_seed=0, init_seed=0, init_scale=1.0, learning_rate=0.01, weight_decay=0.1)
    plan = Descent(partial(both_layers, output_rate=4.0, weights=True, **settings))
    found = record(flow(plan, name="t", settings={}, sweep=sweep, steps=1, records=[0, 1]),
                   progress=False)
    problem = plan.problem(sweep)
    w = problem.start.clone().requires_grad_()
    problem.loss(problem.model.residual(w)).sum().backward()
    wanted = w - 0.01 * problem.rates * (w.grad + 0.1 * w)
    assert_allclose(found.values["weights"][-1], wanted.detach().numpy(), rtol=1e-10, atol=1e-14)


def test_the_stable_rate_is_where_descent_on_a_quadratic_turns():
    sweep = grid(**SMALL)
    bound = float(stable_rate(tasks.linear_regression(sweep))[0])
    X = tasks.linear_regression(sweep).known["inputs"][0].numpy()
    assert_allclose(bound, 2 / np.linalg.eigvalsh(X.T @ X / 20).max(), rtol=1e-10)
    column = {k: v for k, v in sweep.items()} | {"weight_decay": np.zeros(1)}
    descend("linear_regression", column | {"learning_rate": np.array([0.99 * bound])}, steps=500)
    with pytest.raises(Diverged) as error:
        descend("linear_regression", column | {"learning_rate": np.array([1.2 * bound])},
                steps=2000)
    assert_allclose(error.value.bound, bound)
    assert f"stable up to {bound:.3g}, 2 over the largest eigenvalue" in str(error.value)
    assert error.value.record.steps[-1] < error.value.step


def test_of_each_lost_run_its_own_bound_is_told():
    sweep = grid(**SMALL | {"init_scale": [1.0, 2.0]}, learning_rate=[0.1, 3.0], weight_decay=0)
    found = descend("diagonal_network", sweep, steps=500).diverged
    bounds = stable_rate(tasks.diagonal_network(sweep)).tolist()
    assert {lost.run: lost.bound for lost in found} == {
        run: pytest.approx(bounds[run]) for run in (1, 3)}
    with pytest.raises(Diverged, match="all 2 runs diverged; first, the loss of run") as error:
        descend("diagonal_network", {k: v[[1, 3]] for k, v in sweep.items()}, steps=500)
    assert [lost.bound for lost in error.value.lost] == [
        pytest.approx(bounds[2 * lost.run + 1]) for lost in error.value.lost]


@pytest.mark.parametrize("steps", [1, 100, 12_345, 300_000])
def test_steps_to_record_reach_both_ends(steps):
    due = flow_steps(steps)
    assert due[0] == 0 and due[-1] == steps and (np.diff(due) > 0).all() and len(due) <= 402
    assert np.diff(due).max() <= max(1, steps / 150)


def test_the_consumer_hears_from_a_long_run_before_it_is_recorded():
    sweep = grid(**SMALL, learning_rate=0.02, weight_decay=0.1)
    experiment = flow(Descent(tasks.hyperbola), name="t", settings={}, sweep=sweep,
                      steps=10**8, records=[0, 10**8])
    stream = experiment.start({})
    assert next(stream).step == 0
    assert [next(stream) for _ in range(5)] == [None] * 5
    stream.close()


def test_nothing_global_is_changed():
    state, threads = torch.get_rng_state(), torch.get_num_threads()
    descend("relu_network", grid(**SMALL, learning_rate=3e-3, weight_decay=0.1), steps=20)
    assert torch.equal(torch.get_rng_state(), state) and torch.get_num_threads() == threads
    assert torch.get_default_dtype() == torch.float32 and torch.is_grad_enabled()


def test_a_run_goes_on_from_a_state_in_other_blocks_as_if_it_had_never_stopped():
    sweep = grid(**SMALL | {"init_seed": [1, 2, 3]}, learning_rate=0.1, weight_decay=0.01)
    due = [0, 30, 60, 90]

    def made(blocks):
        return flow(Descent(tasks.diagonal_network), name="t", settings={}, sweep=sweep,
                    steps=90, records=due, blocks=blocks)

    states, whole = [], []
    for snapshot in made(1).start({}):
        if snapshot is not None:
            whole.append(snapshot)
            states.append(snapshot.state())
    again = [s for s in made(2).start({}, states[1]) if s is not None]
    assert [s.step for s in again] == [60, 90]
    for late, first in zip(again, whole[2:], strict=True):
        for name, value in first.values.items():
            assert_allclose(late.values[name], value, rtol=1e-12)
    with pytest.raises(ValueError, match="weights of shape .3, 80., this run .3, 300."):
        other = flow(Descent(tasks.relu_network), name="t", settings={}, sweep=sweep, steps=90,
                     blocks=1)
        list(other.start({}, states[1]))
