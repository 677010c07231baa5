"""A block of runs: its gradients, its order of work within a step, what it measures."""

import numpy as np
import pytest
import torch
from torch.testing import assert_close

from grokviz.engines import Plan
from grokviz.engines.block import Block
from grokviz.models import embedded_mlp, mlp
from grokviz.optim import CONSTRAINTS, sgd
from grokviz.optim.constraints import weight_norm
from grokviz.sweep import grid
from grokviz.tasks.modular_addition import modular_addition
from grokviz.tasks.teacher_student import teacher_student

SWEEP = grid(init_scale=[0.5, 2.0], n_train=[15, 40], init_seed=1, data_seed=0, teacher_seed=0)
HOT = {"learning_rate": np.full(4, 0.05), "weight_decay": np.zeros(4)}
PENALTIES = {
    "l1": lambda leaves: sum(w.abs().sum() for w in leaves.values()),
    "l2": lambda leaves: sum(w.square().sum() for w in leaves.values()) / 2,
    "nuclear": lambda leaves: sum(torch.linalg.matrix_norm(w, "nuc").sum()
                                  for k, w in leaves.items() if k.startswith("W")),
}
PLAN = Plan(teacher_student, mlp([5, 12, 5]), sgd(), dtype=torch.float64)


def block(plan=PLAN, **columns):
    made = Block(plan, SWEEP | columns)
    made.set(HOT | {"penalty_strength": np.full(4, 0.02)})
    return made


def plain_gradient(made, penalty=None):
    """Run by run, on its own N examples, through autograd."""
    found = {k: torch.empty_like(v) for k, v in made.params.items()}
    for run, n in enumerate(SWEEP["n_train"]):
        leaves = {k: v[run : run + 1].clone().requires_grad_() for k, v in made.params.items()}
        x, y = made.task.train_inputs[run : run + 1, :n], made.task.train_targets[run, :n]
        loss = torch.nn.functional.mse_loss(made.plan.model.apply(leaves, x)[0], y)
        if penalty:
            loss = loss + 0.02 * penalty(leaves)
        loss.backward()
        for k, leaf in leaves.items():
            found[k][run] = leaf.grad[0]
    return found


@pytest.mark.parametrize("model", [PLAN.model, PLAN.model._replace(bind=None)])
def test_each_run_has_the_gradient_of_its_own_examples(model):
    made = block(PLAN._replace(model=model))
    with made.plan.grad_mode():
        made.gradient()
    for name, wanted in plain_gradient(made).items():
        assert_close(made.gradients[name].clone(), wanted, rtol=1e-11, atol=1e-14)


@pytest.mark.parametrize("name", PENALTIES)
def test_a_step_with_a_penalty_goes_down_the_sum_of_both(name):
    made = block(penalty=np.full(4, name))
    start = {k: v.clone() for k, v in made.params.items()}
    wanted = plain_gradient(made, PENALTIES[name])
    with made.plan.grad_mode():
        made.advance(1)
    for k, v in made.params.items():
        assert_close(v, start[k] - 0.05 * wanted[k], rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("constraint", ["fixed_norm", "sphere"])
def test_after_every_step_the_norm_is_where_it_began(constraint):
    made = block(PLAN._replace(constraint=CONSTRAINTS[constraint]))
    start, moved = weight_norm(made.params), made.flat.params.clone()
    for _ in range(20):
        with made.plan.grad_mode():
            made.advance(1)
        assert_close(weight_norm(made.params), start, rtol=1e-12, atol=0)
    assert (made.flat.params - moved).norm() > 0.1 and made.taken == 20


def test_on_the_sphere_a_plain_descent_moves_along_the_tangent():
    """The first step is w - lr (g - (g·ŵ) ŵ), put back to ‖w‖."""
    made = block(PLAN._replace(constraint=CONSTRAINTS["sphere"]))
    slopes = plain_gradient(made)
    w, g = (torch.cat([v.flatten(1) for v in leaves.values()], 1)
            for leaves in ({k: v.clone() for k, v in made.params.items()}, slopes))
    unit = w / w.norm(dim=1, keepdim=True)
    wanted = w - 0.05 * (g - (g * unit).sum(1, keepdim=True) * unit)
    wanted *= w.norm(dim=1, keepdim=True) / wanted.norm(dim=1, keepdim=True)
    with made.plan.grad_mode():
        made.advance(1)
    found = torch.cat([v.flatten(1) for v in made.params.values()], 1)
    assert_close(found.clone(), wanted, rtol=1e-11, atol=1e-13)


def test_what_it_measures_is_what_a_plain_evaluation_gives():
    made = block()
    with made.plan.grad_mode():
        values = made.measure()
    for run, n in enumerate(SWEEP["n_train"]):
        one = {k: v[run : run + 1].clone() for k, v in made.params.items()}
        for part, x, y in (
            ("train", made.task.train_inputs[run, :n], made.task.train_targets[run, :n]),
            ("test", made.task.test_inputs[run], made.task.test_targets[run]),
        ):
            errors = (PLAN.model.apply(one, x[None])[0] - y).square().mean(1)
            assert_close(values[f"{part}_loss"][run], errors.mean().item(), rtol=1e-12, atol=0)
            right = (errors < 1e-3).double().mean().item()
            assert_close(values[f"{part}_accuracy"][run], right, rtol=0, atol=1e-15)
        norms = [v.norm().item() for v in one.values()]
        assert_close(values["leaf_norms"][run].tolist(), norms, rtol=1e-12, atol=0)
        assert_close(values["weight_norm"][run], np.linalg.norm(norms), rtol=1e-12, atol=0)
    assert all(v.dtype == np.float64 for v in values.values())


def test_other_norms_are_measured_only_where_the_plan_asks_and_of_weight_matrices_alone():
    made = block(PLAN._replace(norms=True), penalty=np.full(4, "none"))
    with made.plan.grad_mode():
        found, plain = made.measure(), block().measure()
    assert set(found) - set(plain) == {
        "frobenius_norm", "l1_norm", "nuclear_norm", "effective_sparsity", "effective_rank"}
    W = [made.params[k].numpy() for k in ("W1", "W2")]
    for run in range(4):
        S = np.concatenate([np.linalg.svd(w[run])[1] for w in W])
        square, l1 = (sum((abs(w[run]) ** p).sum() for w in W) for p in (2, 1))
        frobenius = sum(np.sqrt((w[run] ** 2).sum()) for w in W)
        wanted = dict(frobenius_norm=frobenius, l1_norm=l1, nuclear_norm=S.sum(),
                      effective_sparsity=l1**2 / square, effective_rank=S.sum() ** 2 / square)
        assert {k: found[k][run] for k in wanted} == pytest.approx(wanted, rel=1e-10)


def test_weights_that_are_lost_are_measured_all_the_same():
    made = block(PLAN._replace(norms=True), penalty=np.full(4, "nuclear"))
    made.params["W1"][2] = torch.nan
    with made.plan.grad_mode():
        made.advance(1)
        values = made.measure()
    assert np.isnan(values["train_loss"]).tolist() == [False, False, True, False]
    assert np.isfinite(values["effective_rank"]).all()


def test_inference_mode_is_taken_only_where_nothing_needs_autograd():
    def mode(plan):
        with plan.grad_mode():
            return torch.is_inference_mode_enabled()

    assert mode(PLAN)
    assert not mode(PLAN._replace(model=PLAN.model._replace(bind=None)))


def test_a_probe_looks_at_every_record_and_in_full_only_where_it_is_due():
    seen = []

    def probe(params, task, outputs, full):
        seen.append(full)
        assert outputs.shape == task.test_targets.shape
        found = {"often": np.full(4, len(seen))}
        return found | ({"seldom": np.full(4, len(seen))} if full else {})

    made = block(PLAN._replace(probe=probe, probed={2}))
    with made.plan.grad_mode():
        values = [made.measure()]
        for _ in range(3):
            made.advance(1)
            values.append(made.measure())
    assert seen == [True, False, True, False]           # the first is always due
    assert [v["often"][0] for v in values] == [1, 2, 3, 4]
    assert [v["seldom"][0] for v in values] == [1, 1, 3, 3]


def test_where_there_are_test_weights_one_pass_measures_both_sets():
    sweep = grid(train_fraction=[0.5, 0.7], split_seed=1, init_seed=1, init_scale=1.0)
    calls = []
    model = embedded_mlp(7, 4, 9)
    counted = model._replace(parts=lambda *args: calls.append(1) or model.parts(*args))
    plan = Plan(lambda s: modular_addition(s, modulus=7), counted, sgd(), dtype=torch.float64)
    made = Block(plan, sweep)
    assert made.task.train_inputs.dtype == torch.int64          # symbols are not rounded
    with plan.grad_mode():
        values = made.measure()
    assert len(calls) == 1
    for run, n in enumerate((24, 34)):
        one = {k: v[run : run + 1].clone() for k, v in made.params.items()}
        outputs = model.apply(one, made.task.test_inputs[run : run + 1])[0]
        classes = made.task.test_targets[run, :, 0]
        for part, inside in (("train", slice(n)), ("test", slice(n, None))):
            loss = torch.nn.functional.cross_entropy(outputs[inside], classes[inside])
            assert_close(values[f"{part}_loss"][run], loss.item(), rtol=1e-10, atol=0)
            right = (outputs[inside].argmax(1) == classes[inside]).double().mean()
            assert_close(values[f"{part}_accuracy"][run], right.item(), rtol=0, atol=1e-15)


def test_a_state_has_what_a_probe_found_and_it_is_sent_on_until_it_is_due_again():
    def probe(params, task, outputs, full):
        now = float(params["W1"].sum())
        return {"often": np.full(4, now)} | ({"seldom": np.full(4, now)} if full else {})

    plan = PLAN._replace(probe=probe, probed={5})
    one, other = block(plan), block(plan)
    with plan.grad_mode():
        one.measure()
        one.advance(3)
        other.restore(one.state())
        for _ in range(3):
            for each in (one, other):
                each.advance(1)
            mine, theirs = one.measure(), other.measure()
            for name, value in theirs.items():
                np.testing.assert_array_equal(mine[name], value, err_msg=name)
    assert mine["seldom"][0] != mine["often"][0]
