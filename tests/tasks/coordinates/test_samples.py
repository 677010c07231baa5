"""Samples of pictures and sounds: which are shown, how places are encoded, and the control."""

import numpy as np
import pytest
import torch
from torch.testing import assert_close

from grokviz import models
from grokviz.models.coordinates.network import coordinate_mlp
from grokviz.sweep import grid
from grokviz.tasks.coordinates import drawings
from grokviz.tasks.coordinates import samples as coordinates
from grokviz.tasks.coordinates.centred import centred

PLACES = coordinates.grid(6, 5)
VALUES = torch.arange(30.0)


def made(**sweep):
    usual = dict(n_train=[4, 10], bandwidth=2.0, data_seed=1, init_seed=0, init_scale=1.0,
                 centred="no")
    sweep = grid(**usual | sweep)
    return sweep, coordinates.samples(sweep, PLACES, VALUES, features=8, threshold=0.1)


def test_the_first_n_of_an_order_are_shown_and_all_others_tested():
    sweep, task = made()
    order = task.test_targets[0, :, 0]
    assert sorted(order.tolist()) == VALUES.tolist()
    assert torch.equal(task.train_targets[:, :, 0], task.test_targets[:, :10, 0])
    for run, n in enumerate(sweep["n_train"].astype(int)):
        shown = task.test_weights[run] == 0
        assert shown[:n].all() and not shown[n:].any()
        assert_close(task.train_weights[run].sum() + task.test_weights[run].sum(),
                     torch.tensor(2.0).double())


def test_features_are_sines_and_cosines_of_drawn_frequencies():
    B = coordinates.frequencies(2, 3.0, 5, 2000)
    assert abs(float(B.std()) / 3 - 1) < 0.05
    x = coordinates.encoded(PLACES, 3.0, 5, 2000)
    wanted = np.exp(2j * np.pi * PLACES.numpy() @ B.numpy())
    assert_close(x[:, :1000], torch.as_tensor(wanted.imag, dtype=torch.float32), rtol=0, atol=1e-4)
    assert_close(x[:, 1000:], torch.as_tensor(wanted.real, dtype=torch.float32), rtol=0, atol=1e-4)
    assert torch.equal(coordinates.encoded(PLACES, 0.0, 5, 8)[:, :2], PLACES)


def test_a_centred_run_has_the_loss_of_the_network_minus_its_start():
    sweep, task = made(n_train=10, centred=["no", "yes"])
    network = coordinate_mlp([8, 7, 6, 1], 2)
    start = network.init(sweep)
    shift = centred(task, network, sweep)
    now = {k: 1.1 * v for k, v in start.items()}
    with torch.no_grad():
        f, f0 = (network.apply(p, task.train_inputs) for p in (now, start))
    loss = task.loss.value(f, shift.train_targets)
    assert_close(loss[0], task.loss.value(f, task.train_targets)[0])
    assert_close(loss[1], (f - f0 - task.train_targets)[1, :, 0] ** 2, rtol=1e-4, atol=1e-4)
    assert centred(task, network, {**sweep, "centred": np.array(["no", "no"])}) is task


def test_the_initial_network_of_the_control_is_that_of_the_run():
    sweep, task = made(n_train=10, centred="yes")
    network = models.mlp([8, 5, 1])
    f0 = network.apply(network.init(sweep), task.test_inputs)
    assert_close(centred(task, network, sweep).started, f0, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("name", drawings.PICTURES)
def test_pictures_have_mean_zero_and_variance_one(name):
    values = drawings.picture(name)
    assert values.shape == (24, 24)
    assert abs(values.mean()) < 1e-12 and abs(values.std() - 1) < 1e-12


def test_the_sound_is_two_tones():
    power = np.abs(np.fft.rfft(drawings.sound())) ** 2
    assert set(np.argsort(power)[-2:]) == {1, 3} and power[[1, 3]].sum() > 0.999 * power.sum()
