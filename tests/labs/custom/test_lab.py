"""A lab for one's own module: it opens, trains, and refuses what does not fit."""

import numpy as np
import pytest
import torch
from torch import nn

import grokviz as gv
from grokviz.labs.custom.animation import Story
from grokviz.widgets.plots.animated.animated import packed

X, Y = torch.randn(30, 4, generator=torch.Generator().manual_seed(0)), torch.arange(30) % 2
TRAIN, TEST = (X[:20], Y[:20]), (X[20:], Y[20:])


def network():
    return nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))


@pytest.fixture
def lab():
    made = gv.CustomLab(network, TRAIN, TEST, driver="here", init_scale=4)
    yield made
    made.close()


def test_it_trains_the_module_that_it_was_given(lab):
    run = lab.run(steps=60)
    assert run.settings["module"] == "network" and run.settings["init_scale"] == 4
    assert run.values["train_loss"][-1, 0] < run.values["train_loss"][0, 0]
    assert packed(Story().scene(run, {}))
    assert np.isfinite(Story().channels(run, 0)["test_loss"]).all()


def test_a_setting_beyond_the_examples_is_refused(lab):
    with pytest.raises(ValueError, match="n_train is 21"):
        lab.update({"n_train": 21})


def test_what_does_not_fit_is_refused_before_a_lab_is_made():
    with pytest.raises(ValueError, match="fails on inputs"):
        gv.CustomLab(network, (X[:, :3], Y), (X[:, :3], Y))


def test_a_network_that_diverges_at_once_is_said_in_a_lab_that_still_opens():
    class Huge(nn.Linear):
        def forward(self, x):
            return 1e30 * super().forward(x)

    made = gv.CustomLab(lambda: Huge(4, 2), TRAIN, TEST, driver="here")
    made.frames.flush()
    assert made.record is None and "the loss of run 0 passed" in made.status
    made.close()
