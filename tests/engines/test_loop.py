"""The compiled loop takes the very steps that the single operations take."""

import numpy as np
import pytest

from grokviz.engines import block, loop
from grokviz.recipes.teacher_student import grokking
from grokviz.recording import record

CASES = [
    {}, {"weight_decay": [0, 0.1], "init_scale": [0.5, 2]},
    {"learning_rate": [1e-3, 3e-3], "weight_decay": 0.3},
    {"optimizer": "adam", "weight_decay": [0.01, 0.1]}, {"optimizer": "adam", "weight_decay": 0.1},
    {"constraint": "sphere"}, {"constraint": "fixed_norm", "init_scale": [1, 2]},
    {"dtype": "float64"}, {"n_train": [20, 300]}, {"penalty": "l1", "constraint": "sphere"},
    {"penalty": ["none", "l1", "l2", "nuclear", "l1+nuclear"], "penalty_strength": 1e-3},
]


def test_it_compiles_here():
    assert loop.compiled_steps() is not None


@pytest.mark.parametrize("settings", CASES, ids=str)
def test_compiled_and_single_operations_agree_bit_for_bit(settings, monkeypatch):
    compiled = record(grokking(steps=100, **settings), progress=False)
    used = []
    monkeypatch.setattr(block, "compiled_steps", lambda: used.append(True))
    plain = record(grokking(steps=100, **settings), progress=False)
    assert used                                         # or the first was as plain as the second
    for name, value in plain.values.items():
        np.testing.assert_array_equal(compiled.values[name], value, err_msg=name)


def test_a_leaky_relu_is_compiled_too(monkeypatch):
    from grokviz.recipes.toy_addition import landscape

    few = landscape(points=5, width=12, steps=100)
    compiled = record(few, progress=False).values["train_loss"][-1]
    used = []
    monkeypatch.setattr(block, "compiled_steps", lambda: used.append(True))
    np.testing.assert_array_equal(compiled, record(few, progress=False).values["train_loss"][-1])
    assert used


def test_what_cannot_be_compiled_is_not(monkeypatch):
    monkeypatch.setattr(loop, "compiled", lambda function: function)
    assert loop.compiled_steps() is None
    assert np.isfinite(record(grokking(steps=100), progress=False).values["train_loss"]).all()


def test_a_gradient_with_something_put_in_between_is_left_as_it_is():
    """No derivative by the outputs, behind the model's back: nothing is learnt."""
    from grokviz import engines
    from grokviz.models import mlp
    from grokviz.optim import adam
    from grokviz.sweep import grid
    from grokviz.tasks.teacher_student import teacher_student

    student = mlp([5, 10, 5])

    def bind(params, gradients, inputs, delta_, cores):
        return student.bind(params, gradients, inputs, lambda y: delta_(y).mul_(0), cores)

    sweep = grid(init_scale=1.0, weight_decay=0.0, n_train=20, learning_rate=0.1, data_seed=0,
                 teacher_seed=0, init_seed=0)
    plan = engines.Plan(teacher_student, student._replace(bind=bind), adam())
    trained = record(engines.train(plan, name="x", settings={}, sweep=sweep, steps=3),
                     progress=False)
    loss = trained.values["train_loss"]
    np.testing.assert_array_equal(loss, loss[:1].repeat(len(loss), axis=0))
