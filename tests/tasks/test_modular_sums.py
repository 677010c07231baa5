"""Modular sums from unordered pairs: examples, split, losses and the balance of the layers."""

import numpy as np
import torch
from numpy.testing import assert_allclose
from torch.testing import assert_close

from grokviz.models.least_squares.two_layer import layers
from grokviz.sweep import grid
from grokviz.tasks.modular_sums import both_layers, modular_sums, normal_embedding, pairs

SWEEP = grid(data_seed=[0, 1], init_seed=2, init_scale=1.0)
NET = dict(modulus=7, train_fraction=0.75, hidden=20)


def test_every_pair_is_there_once_on_one_side():
    data = modular_sums(SWEEP, modulus=7, train_fraction=0.75)
    assert pairs(7) == 28 and data.train_inputs.shape == (2, 21, 7)
    for run in range(2):
        rows = torch.cat([data.train_inputs[run], data.test_inputs[run]])
        assert len({tuple(row.tolist()) for row in rows}) == 28
        targets = torch.cat([data.train_targets[run], data.test_targets[run]])
        total = (rows * torch.arange(7)).sum(1) % 7             # the sum, read off the input
        assert (targets.argmax(1) == total).all() and (targets.sum(1) == 1).all()
    assert not torch.equal(data.train_inputs[0], data.train_inputs[1])


def test_the_loss_is_the_mean_square_and_its_scale_that_of_torch():
    problem = both_layers(SWEEP, activation="square", **NET)
    w = problem.start.clone().requires_grad_()
    E, W = layers(w, 7, 20)
    x, y = problem.known["train_inputs"], problem.known["train_targets"]
    mean = torch.stack([torch.nn.functional.mse_loss(((x[i] @ E[i]) ** 2) @ W[i], y[i])
                        for i in range(2)])
    residual = problem.model.residual(w.detach())
    assert_close(problem.loss(residual), mean.detach())
    assert_close(problem.scale / 2 * residual.square().sum(1), mean.detach())
    found = problem.measure(w.detach())
    assert_close(found["train_loss"], mean.detach())
    assert_close(found["weight_norm"], w.detach().norm(dim=1))
    assert_close(found["imbalance"],
                 (E.square().sum(1) - 2 * W.square().sum(2)).detach())


def test_weights_are_drawn_as_said_and_a_run_in_company_is_the_run_alone():
    problem = both_layers(SWEEP, activation="relu", output_rate=4.0, weights=True, **NET)
    E, W = layers(problem.start, 7, 20)
    assert 0.9 / np.sqrt(7) < E.abs().max() <= 1 / np.sqrt(7)
    assert 0.9 / np.sqrt(20) < W.abs().max() <= 1 / np.sqrt(20)
    assert problem.rates.unique().tolist() == [1, 4] and (problem.rates == 4).sum() == 140
    alone = both_layers({k: v[1:] for k, v in SWEEP.items()}, activation="relu", weights=True,
                        **NET)
    for name, value in alone.measure(alone.start).items():
        assert_close(problem.measure(problem.start)[name][1:], value)
    wide = normal_embedding(grid(init_seed=0, init_scale=2.0), modulus=23, hidden=2000)
    assert_allclose(wide.std(), 2 / np.sqrt(23), rtol=0.02)


def test_accuracy_is_counted_by_the_largest_output():
    problem = both_layers(SWEEP, activation="relu", **NET)
    E, W = layers(problem.start, 7, 20)
    x, y = problem.known["test_inputs"], problem.known["test_targets"]
    outputs = torch.relu(x @ E) @ W
    right = [(outputs[i].argmax(1) == y[i].argmax(1)).double().mean() for i in range(2)]
    assert_close(problem.measure(problem.start)["test_accuracy"], torch.stack(right))
