"""Any module trains as it does in a plain loop; what it keeps beside its weights is its own."""

import copy

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from torch import nn

from grokviz.models.real_data.module import is_random
from grokviz.recipes import custom
from grokviz.recording import record

GENERATOR = torch.Generator().manual_seed(0)
X = torch.randn(40, 1, 6, 6, generator=GENERATOR)
Y = torch.randint(3, (40,), generator=GENERATOR)
TRAIN, TEST = (X[:24], Y[:24]), (X[24:], Y[24:])
STEPS = 12


class Convolution(nn.Module):
    """A small network with buffers, and dropout if `rate` is positive."""

    def __init__(self, rate=0.0):
        super().__init__()
        self.kernel, self.norm = nn.Conv2d(1, 4, 3, bias=False), nn.BatchNorm2d(4)
        self.drop, self.out = nn.Dropout(rate), nn.Linear(64, 3)

    def forward(self, x):
        return self.out(self.drop(self.norm(self.kernel(x)).relu().flatten(1)))


class Tied(nn.Module):
    """One matrix, used twice."""

    def __init__(self):
        super().__init__()
        self.first, self.second, self.out = nn.Linear(36, 36), nn.Linear(36, 36), nn.Linear(36, 3)
        self.second.weight = self.first.weight

    def forward(self, x):
        return self.out(self.second(self.first(x.flatten(1)).tanh()).tanh())


def plain(network, scale, decay):
    """Losses of the loop that everybody writes."""
    network = copy.deepcopy(network)
    with torch.no_grad():
        for p in network.parameters():
            p.mul_(scale)
    update = torch.optim.AdamW(network.parameters(), lr=3e-3, weight_decay=decay)
    for _ in range(STEPS):
        update.zero_grad()
        nn.functional.cross_entropy(network.train()(TRAIN[0]), TRAIN[1]).backward()
        update.step()
    with torch.no_grad():
        losses = [float(nn.functional.cross_entropy(network.eval()(x), y))
                  for x, y in (TRAIN, TEST)]
    norm = sum(p.detach().square().sum() for p in network.parameters()) ** 0.5
    return [*losses, float(norm)]


def last(result):
    return [result.values[k][-1] for k in ("train_loss", "test_loss", "weight_norm")]


@pytest.mark.parametrize("make", [Convolution, Tied])
def test_it_trains_as_in_a_plain_loop(make):
    torch.manual_seed(3)
    network = make()
    runs = record(custom.grokking(
        network, TRAIN, TEST, init_scale=[1, 2], weight_decay=[0, 1.0], steps=STEPS),
        progress=False)
    wanted = [plain(network, scale, decay) for scale in (1, 2) for decay in (0, 1.0)]
    assert_allclose(np.transpose(last(runs)), wanted, rtol=2e-4)


def dropout(**settings):
    return custom.grokking(lambda: Convolution(0.5), TRAIN, TEST, batch_size=8, steps=STEPS,
                           records=[4, STEPS], **settings)


def test_what_dropout_draws_does_not_depend_on_neighbours():
    both, alone = (record(dropout(init_seed=seeds), progress=False) for seeds in ([5, 7], [7]))
    assert_allclose(np.array(last(both))[:, 1], np.array(last(alone))[:, 0], rtol=1e-4)
    assert abs(both.values["train_loss"][-1, 0] / both.values["train_loss"][-1, 1] - 1) > 0.01


def test_a_run_goes_on_with_its_buffers_bit_for_bit():
    experiment, found, state = dropout(init_seed=7), [], {}
    for each in experiment.start({}):
        if each and each.step:
            found.append(each)
            state = each.state() if each.step == 4 else state
    again = [each for each in experiment.start({}, state) if each]
    assert (again[-1].values["test_loss"] == found[-1].values["test_loss"]).all()
    spoilt = {k: np.zeros_like(v) if k.startswith("memory/buffer") else v for k, v in state.items()}
    other = [each for each in experiment.start({}, spoilt) if each]
    assert (other[-1].values["test_loss"] != found[-1].values["test_loss"]).all()


def test_a_module_that_draws_is_known():
    assert is_random(Convolution(0.5), X[:4]) and not is_random(Convolution(), X[:4])


def test_examples_beyond_a_runs_own_do_not_reach_batch_norm():
    both = record(custom.grokking(Convolution, TRAIN, TEST, n_train=[10, 24], steps=STEPS),
                  progress=False)
    alone = record(custom.grokking(Convolution, (X[:10], Y[:10]), TEST, steps=STEPS),
                   progress=False)
    assert_allclose(np.array(last(both))[:, 0], np.array(last(alone))[:, 0], rtol=1e-4)
