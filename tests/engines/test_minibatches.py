"""Minibatches: every example once an epoch, the same steps as a plain loop, resumed to the bit."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal
from plain import one_thread, student

from grokviz.engines import Plan, block, train
from grokviz.engines.block import Block
from grokviz.models import mlp
from grokviz.optim import adamw
from grokviz.recording import record
from grokviz.sweep import grid
from grokviz.tasks.losses import cross_entropy, judge_classes_
from grokviz.tasks.teacher_student import teacher_student

SIZE, N = 6, 20
MODEL = mlp([5, 12, 5], "relu", new_inputs=True)
SWEEP = grid(init_seed=[3, 4], n_train=[N, 31], init_scale=1.0, weight_decay=0.3,
             learning_rate=0.01, data_seed=0, teacher_seed=0)
PLAN = Plan(teacher_student, MODEL, adamw(), batch_size=SIZE)
STATE_AT = 40


def classified(sweep):
    """The same inputs; the class is the largest output of the teacher."""
    task = teacher_student(sweep)
    return task._replace(
        train_targets=task.train_targets.argmax(-1, keepdim=True), loss=cross_entropy,
        test_targets=task.test_targets.argmax(-1, keepdim=True), judge_=judge_classes_)


def experiment(plan=PLAN, sweep=SWEEP, blocks=None):
    return train(plan, name="t", settings={}, sweep=sweep, steps=90, blocks=blocks,
                 records=range(0, 91, 10))


def columns(run):
    return {k: v[run:run + 1] for k, v in SWEEP.items()}


def rows(run, first, steps):
    return Block(PLAN, columns(run)).batches.rows(first, steps).numpy()


def test_an_epoch_sees_every_example_once_and_the_next_in_another_order():
    seen = rows(0, 0, 200).ravel()[: 60 * N].reshape(60, N)     # batches that cross its end too
    assert_array_equal(np.sort(seen, 1), np.tile(np.arange(N), (60, 1)))
    assert len(np.unique(seen, axis=0)) == 60
    assert not np.array_equal(seen.ravel(), rows(2, 0, 200).ravel()[: 60 * N])  # another seed


def test_the_batches_of_a_step_do_not_depend_on_where_one_begins_to_draw():
    whole = rows(1, 0, 300)
    for first, steps in ((0, 1), (53, 1), (53, 110), (299, 1)):
        assert_array_equal(rows(1, first, steps), whole[first : first + steps])


def test_steps_are_those_of_a_plain_loop_over_slices():
    for run in range(4):
        own = columns(run)
        with one_thread(), torch.random.fork_rng():
            made = Block(PLAN, own)
            made.set({k: own[k] for k in ("learning_rate", "weight_decay")})
            network = student([5, 12, 5], int(own["init_seed"][0]), 1.0, "relu")
            step = torch.optim.AdamW(network.parameters(), lr=0.01, weight_decay=0.3)
            x, y = made.task.train_inputs[0], made.task.train_targets[0]
            for batch in rows(run, 0, 50):
                step.zero_grad()
                torch.nn.functional.mse_loss(network(x[batch]), y[batch]).backward()
                step.step()
            with PLAN.grad_mode():
                made.advance(50)
        for mine, theirs in ((made.params["W1"][0].mT, network[0].weight),
                             (made.params["W2"][0], network[2].weight),
                             (made.params["b1"][0, 0], network[0].bias)):
            assert_allclose(mine, theirs.detach(), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("plan, compiles", [
    (PLAN, True), (PLAN._replace(task=classified), True),
    (PLAN._replace(model=MODEL._replace(bind=None)), False)], ids=["error", "classes", "autograd"])
def test_compiled_single_and_resumed_steps_agree_bit_for_bit(plan, compiles, monkeypatch):
    whole = {s.step: (s, s.state()) for s in experiment(plan).start({}) if s}
    rest = [(s, s.state()) for s in experiment(plan).start({}, whole[STATE_AT][1]) if s]
    assert [s.step for s, _ in rest] == [50, 60, 70, 80, 90]
    for mine, state in rest:
        theirs, other = whole[mine.step]
        for name, value in (mine.values | dict(state)).items():
            assert_array_equal(value, (theirs.values | dict(other))[name], err_msg=name)
    asked = []
    monkeypatch.setattr(block, "compiled_steps", lambda: asked.append(True))
    single = record(experiment(plan), progress=False)
    assert bool(asked) == compiles
    assert_array_equal(single.values["test_loss"][-1], whole[90][0].values["test_loss"])


def test_a_run_sees_the_same_batches_alone_and_in_any_block():
    together = record(experiment(blocks=1), progress=False).values["test_loss"]
    assert_allclose(record(experiment(blocks=2), progress=False).values["test_loss"], together,
                    rtol=1e-3)
    for run in range(4):
        alone = record(experiment(sweep=columns(run)), progress=False).values["test_loss"]
        assert_allclose(alone[:, 0], together[:, run], rtol=1e-3)


def test_a_batch_larger_than_a_training_set_is_refused():
    with pytest.raises(ValueError, match="batch has 25 examples, but a training set only 20; give"):
        Block(PLAN._replace(batch_size=25), SWEEP)
