"""One's own module and examples: what α scales, what the norm counts, and what is refused."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from torch import nn

from grokviz.divergence import Diverged
from grokviz.recipes.custom import grokking, lu_curve
from grokviz.recording import record

X, Y = torch.randn(30, 4, generator=torch.Generator().manual_seed(0)), torch.arange(30) % 2
TRAIN, TEST = (X[:20], Y[:20]), (X[20:], Y[20:])


def network(outputs=2, inputs=4):
    return lambda: nn.Sequential(nn.Linear(inputs, 8), nn.ReLU(), nn.Linear(8, outputs))


def test_the_scale_reaches_every_parameter_and_the_norm_counts_each_once():
    net = network()()
    net[0].bias.requires_grad_(False)           # a frozen parameter is a buffer: not scaled
    run = record(grokking(net, TRAIN, TEST, init_scale=[1, 3], steps=10), progress=False)
    norm = sum(p.square().sum() for p in net.parameters() if p.requires_grad).sqrt().item()
    assert_allclose(run.values["weight_norm"][0], [norm, 3 * norm], rtol=1e-5)


@pytest.mark.parametrize("outputs, answers, loss", [
    (2, Y, nn.CrossEntropyLoss()), (1, Y, nn.BCEWithLogitsLoss()), (3, X[:, :3], nn.MSELoss())])
def test_the_answers_choose_the_loss(outputs, answers, loss):
    net = network(outputs)()
    run = record(grokking(net, (X[:20], answers[:20]), (X[20:], answers[20:]), init_scale=1,
                          steps=10), progress=False)
    with torch.no_grad():
        y = net(X[20:])
        wanted = loss(y[:, 0] if outputs == 1 else y,
                      answers[20:].float() if outputs == 1 else answers[20:])
    assert_allclose(run.values["test_loss"][0], [wanted.item()], rtol=1e-5)


def test_numpy_serves_too_and_a_held_norm_stays():
    run = record(lu_curve(network(), (X[:20].numpy(), Y[:20].numpy()), TEST, steps=20,
                          init_scale=[0.5, 1, 2]), progress=False)
    norms = run.values["weight_norm"][-1]
    assert_allclose(norms / norms[1], [0.5, 1, 2], rtol=1e-4)


@pytest.mark.parametrize("given, said", [
    (dict(module=3), "module is a int"),
    (dict(module=lambda: 3), "makes a int"),
    (dict(module=network(inputs=5)), r"fails on inputs \(4, 4\)"),
    (dict(module=network(outputs=1), loss="cross_entropy"), "1 outputs for 2 classes"),
    (dict(module=nn.Identity()), "no trainable parameters"),
    (dict(module=network()(), init_seed=[0, 1]), "all start alike"),
    (dict(module=lambda: nn.LSTM(4, 2)), "gives tuple"),
    (dict(train=X), "give train=\\(x, y\\)"),
    (dict(train=(X, Y[:3])), "30 inputs and 3 answers"),
    (dict(train=(X * np.nan, Y)), "not finite"),
    (dict(test=(X[:, :3], Y)), "the same kind"),
    (dict(train=(X[:20], torch.zeros(20).long())), "no example to train on has class 1"),
    (dict(train=(X[:20], X[:20]), test=(X, X)), "2 outputs and an answer 4 numbers"),
    (dict(n_train=21), "train has 20 examples"),
    (dict(learning_rate=1, weight_decay=2), "takes away all of the weights"),
])
def test_what_does_not_fit_is_refused_before_anything_is_trained(given, said):
    asked = dict(module=network(), train=TRAIN, test=TEST) | given
    with pytest.raises((TypeError, ValueError), match=said):
        grokking(**asked)


def test_a_data_set_that_does_not_fit_is_refused_with_its_size(monkeypatch):
    monkeypatch.setattr("grokviz.memory.available", lambda device: 1000)
    with pytest.raises(ValueError, match="bytes of memory and there are 1,000"):
        grokking(network(), TRAIN, TEST)


def test_a_loss_that_is_not_finite_ends_the_run():
    class Endless(nn.Linear):
        def forward(self, x):
            return super().forward(x) / torch.zeros(1)

    with pytest.raises(Diverged):
        record(grokking(lambda: Endless(4, 2), TRAIN, TEST, steps=10), progress=False)
