"""Toy addition: pairs, labels, split and representation, each beside a plain loop over pairs."""

from itertools import islice

import numpy as np
import pytest
import torch
from torch.testing import assert_close

from grokviz.sweep import grid
from grokviz.tasks import toy_addition as task

SWEEP = grid(messiness=[0, 0.3, 1], n_train=45, data_seed=[28, 5])


def test_inputs_are_sums_of_embeddings_and_targets_those_of_the_sum():
    found = task.toy_addition(SWEEP)
    assert found.train_inputs.shape == (6, 45, 2) and found.test_inputs.shape == (6, 10, 2)
    for run, (m, seed) in enumerate(zip(SWEEP["messiness"], SWEEP["data_seed"], strict=True)):
        drawn = task.draws(int(seed))
        line = np.array([[2 * i / 9 - 1, 0] for i in range(10)])
        R = (1 - m) * line + m * drawn.messy.double().numpy()
        x = torch.cat([found.train_inputs[run], found.test_inputs[run]])
        y = torch.cat([found.train_targets[run], found.test_targets[run]])
        for row, (i, j) in enumerate(drawn.pairs.tolist()):
            np.testing.assert_allclose(x[row].numpy(), R[i] + R[j], atol=1e-6)
            assert torch.equal(y[row], drawn.targets[i + j])


def test_each_pair_is_there_once_and_training_sets_are_nested():
    drawn = task.draws(28)
    assert {tuple(p) for p in drawn.pairs.tolist()} == {
        (i, j) for i in range(10) for j in range(i, 10)}
    few, many = (task.toy_addition(grid(messiness=0.5, n_train=n, data_seed=28)) for n in (25, 35))
    assert torch.equal(few.train_inputs[0], many.train_inputs[0, :25])
    assert_close(many.train_weights.sum(1), torch.ones(1).double())


def test_the_noise_on_the_line_is_beside_it_and_within_its_amplitude():
    clean, noisy = (task.toy_addition(grid(messiness=[0.0, 0.5], n_train=45, data_seed=3, **more))
                    for more in ({}, {"line_noise": 0.3}))
    beside = (noisy.train_inputs - clean.train_inputs).numpy()
    assert np.abs(beside[..., 0]).max() == 0
    drawn = task.draws(3)
    for row, share in enumerate((1, 0.5)):
        wanted = share * 0.3 * drawn.noise[drawn.pairs[:45]].sum(1).numpy()
        np.testing.assert_allclose(beside[row, :, 1], wanted, atol=1e-6)
    assert 0.5 < drawn.noise.abs().max() <= 1
    assert torch.equal(noisy.train_targets, clean.train_targets)


def test_the_first_data_seeds_that_hold_all_sums_are_found_in_order():
    found = list(islice(task.seeds_with_all_sums(45), 3))
    every = [s for s in range(found[-1] + 1)
             if {int(i + j) for i, j in task.draws(s).pairs[:45]} == set(range(19))]
    assert found == every


@pytest.mark.parametrize("seed", [28, 12, 72])
def test_with_the_seeds_of_the_recipe_35_pairs_hold_every_sum(seed):
    assert len(set(task.draws(seed).pairs[:35].sum(1).tolist())) == 19


def test_counts_times_the_representation_are_the_same_inputs():
    sums, counts = task.toy_addition(SWEEP), task.symbol_counts(SWEEP)
    E = torch.stack([task.representation(task.draws(int(s)), float(m)) for m, s in
                     zip(SWEEP["messiness"], SWEEP["data_seed"], strict=True)])
    for a, b in ((sums.train_inputs, counts.train_inputs), (sums.test_inputs, counts.test_inputs)):
        assert_close(a, b @ E, rtol=1e-5, atol=1e-6)
    assert (counts.train_inputs.sum(-1) == 2).all()


def test_an_example_is_right_where_its_own_target_is_the_nearest():
    found = task.toy_addition(grid(messiness=0, n_train=45, data_seed=28))
    y, targets = found.test_targets, task.draws(28).targets
    assert found.correct(y.clone(), y).all()
    other = targets[(task.draws(28).pairs[45:].sum(1) + 1) % 19][None]
    assert found.correct(0.6 * y + 0.4 * other, y).all()
    assert not found.correct(0.4 * y + 0.6 * other, y).any()


@pytest.mark.parametrize("m", [0.0, 0.04, 0.5, 1.0])
def test_messiness_of_a_representation_on_the_plane_is_its_own(m):
    drawn = task.draws(28)
    found, residual = task.messiness_of(task.representation(drawn, m)[None].double(), drawn)
    assert_close(found, torch.tensor([m], dtype=torch.float64), rtol=0, atol=1e-6)
    assert residual.item() < 1e-6


def test_any_evenly_spaced_line_is_clean_but_may_be_far_off_the_plane():
    drawn = task.draws(28)
    line = torch.tensor([0.3, -2.0]) + torch.arange(10)[:, None] * torch.tensor([0.1, 0.7])
    m, residual = task.messiness_of(line[None], drawn)
    assert m.item() < 1e-5 and residual.item() > 0.3
    generator = torch.Generator().manual_seed(0)
    other = torch.randn(1, 10, 2, generator=generator)
    symbols = np.arange(10)
    beside = [np.polyfit(symbols, other[0, :, k].numpy(), 1, full=True)[1][0] for k in range(2)]
    whole = [np.polyfit(symbols, drawn.messy[:, k].numpy(), 1, full=True)[1][0] for k in range(2)]
    m, residual = task.messiness_of(other, drawn)
    np.testing.assert_allclose(m.item(), np.sqrt(sum(beside) / sum(whole)), rtol=1e-5)
    A = np.stack([drawn.linear.flatten().numpy(), drawn.messy.flatten().numpy()], 1)
    b = other.flatten().numpy()
    left = b - A @ np.linalg.lstsq(A, b, rcond=None)[0]
    np.testing.assert_allclose(residual.item(), np.linalg.norm(left) / np.linalg.norm(b), rtol=1e-5)


@pytest.mark.parametrize("n", [[55], [0], [25, 35]])
def test_sizes_without_a_test_set_or_of_two_kinds_are_refused(n):
    with pytest.raises(ValueError, match="n_train is .* give one size for all runs, from 1 to 54"):
        task.toy_addition(grid(messiness=0, n_train=n, data_seed=0))


def test_drawing_leaves_the_global_stream_alone_whatever_the_default_dtype():
    state, wanted = torch.get_rng_state(), task.draws(123)
    task.draws.cache_clear()
    torch.set_default_dtype(torch.float64)
    try:
        found = task.draws(123)
    finally:
        torch.set_default_dtype(torch.float32)
        task.draws.cache_clear()
    assert torch.equal(found.messy, wanted.messy) and torch.equal(found.targets, wanted.targets)
    assert torch.equal(torch.get_rng_state(), state)
