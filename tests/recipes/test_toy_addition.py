"""The plane's recipes: a cell and a full trajectory beside plain loops; what is refused."""

import subprocess
import sys

import numpy as np
import pytest
import torch
from landscapes import planes
from numpy.testing import assert_allclose, assert_array_equal
from plain import one_thread, student
from torch.nn.functional import mse_loss

from grokviz.landscapes.travel import travel
from grokviz.recipes import toy_addition as recipes
from grokviz.recording import record
from grokviz.tasks.toy_addition import draws, messiness_of, representation

SMALL = dict(width=12, steps=100)


@one_thread()
def plain_cell(scale, m, steps, rate, width=12):
    """Adam (betas 0.9, 0.9) on the sphere, the rate falling along half a cosine; one network."""
    drawn = draws(28)
    x = representation(drawn, m).double()[drawn.pairs].sum(1)
    y = drawn.targets.double()[drawn.pairs.sum(1)]
    network = student([2, width, width, 30], 0, scale, "leaky_relu").double()
    parameters = list(network.parameters())
    norm = torch.sqrt(sum(p.square().sum() for p in parameters)).item()
    optimizer = torch.optim.Adam(parameters, lr=rate, betas=(0.9, 0.9))
    half_cosine = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for _ in range(steps):
        optimizer.zero_grad()
        mse_loss(network(x[:45]), y[:45]).backward()
        radial = sum((p.detach() * p.grad).sum() for p in parameters) / norm**2
        for p in parameters:
            p.grad -= radial * p.detach()
        optimizer.step()
        half_cosine.step()
        with torch.no_grad():
            factor = norm / torch.sqrt(sum(p.square().sum() for p in parameters))
            for p in parameters:
                p.mul_(factor)
    with torch.no_grad():
        return [mse_loss(network(a), b).item() for a, b in ((x[:45], y[:45]), (x[45:], y[45:]))]


def test_a_cell_of_the_map_ends_where_a_plain_loop_on_the_sphere_ends():
    history = record(recipes.landscape(points=5, dtype="float64", learning_rate=5e-3, **SMALL),
                     progress=False)
    assert history.name == "toy_addition.landscape" and history.runs == 25
    for cell in (3, 16):
        scale, m = history.sweep["init_scale"][cell], history.sweep["messiness"][cell]
        wanted = plain_cell(scale, float(m), 100, 5e-3)
        found = [history.values[k][-1, cell] for k in ("train_loss", "test_loss")]
        assert_allclose(found, wanted, rtol=1e-5, err_msg=f"{scale} {m}")
    norm = history.values["weight_norm"][-1]
    assert_allclose(norm / norm[0], history.sweep["init_scale"] / history.sweep["init_scale"][0],
                    rtol=1e-6)             # drawn in float32


def test_the_map_s_rows_are_finer_where_the_change_is_and_its_columns_geometric():
    sweep = recipes.landscape().sweep
    w, m = np.unique(sweep["init_scale"]), np.unique(sweep["messiness"])
    assert len(w) == len(m) == 21 and np.isclose(w, 1).any()
    assert_allclose(np.diff(np.log(w)), np.log(w[1] / w[0]))
    assert m[0] == 0 and m[-1] == 1 and (m <= 0.2).sum() >= 9


@one_thread()
def plain_full(m, steps, rate, decay, ratio, width=12):
    """AdamW with one group for the decoder and one for the embedding."""
    drawn = draws(28)
    E = torch.nn.Parameter(representation(drawn, m, torch.float64))
    network = student([2, width, width, 30], 0, 2.0, "leaky_relu").double()
    y = drawn.targets.double()[drawn.pairs.sum(1)]
    unit = torch.sqrt(sum(p.detach().square().sum() for p in network.parameters())).item() / 2
    optimizer = torch.optim.AdamW([
        {"params": network.parameters(), "lr": rate, "weight_decay": decay},
        {"params": [E], "lr": ratio * rate, "weight_decay": 0.0},
    ])
    for _ in range(steps):
        optimizer.zero_grad()
        mse_loss(network(E[drawn.pairs[:45]].sum(1)), y[:45]).backward()
        optimizer.step()
    with torch.no_grad():
        test = mse_loss(network(E[drawn.pairs[45:]].sum(1)), y[45:]).item()
        norm = torch.sqrt(sum(p.square().sum() for p in network.parameters())).item()
        return test, norm / unit, *(v.item() for v in messiness_of(E[None], drawn))


def test_a_full_trajectory_is_the_training_of_decoder_and_representation():
    history = record(recipes.full_trajectory(
        2.0, [0.1, 0.6], weight_decay=0.5, rate_ratio=0.3, dtype="float64", records=[0, 100],
        **SMALL), progress=False)
    names = ("test_loss", "decoder_norm", "messiness", "residual")
    for run, m in enumerate((0.1, 0.6)):
        found = [history.values[k][-1, run] for k in names]
        assert_allclose(found, plain_full(m, 100, 3e-3, 0.5, 0.3), rtol=1e-6)
    assert_allclose(history.values["messiness"][0], [0.1, 0.6], atol=1e-6)
    assert_allclose(history.values["residual"][0], 0, atol=1e-6)


def test_a_representation_with_rate_zero_stays_where_it_is():
    history = record(recipes.full_trajectory(2.0, 0.2, rate_ratio=0, records=[0, 100], **SMALL),
                     progress=False)
    assert_allclose(history.values["messiness"][-1], history.values["messiness"][0], rtol=1e-6)
    assert history.values["train_loss"][-1] < history.values["train_loss"][0]


def test_reduced_trajectories_take_every_combination_and_last_as_long_as_the_slowest_needs():
    paths = record(recipes.reduced_trajectory(planes.record(), [2.0, 4.0], [0.1, 0.3],
                                              weight_decay=[0.01, 0.1]), progress=False)
    assert paths.runs == 8 and paths.name == "toy_addition.reduced_trajectory"
    assert paths.settings["steps"] == round(3 / (3e-3 * 0.01)) == paths.steps[-1]
    assert paths.settings["n_train"] == 45
    assert_array_equal(paths.values["messiness"][0], paths.sweep["messiness"])
    assert np.isfinite(travel(planes.surface(), paths, 7).time)


def test_mnist_runs_through_the_same_engine():
    found = record(recipes.mnist_landscape(40, points=5, width=20, steps=100), progress=False)
    assert found.runs == 25 and found.settings["n_train"] == 40
    assert np.isfinite(found.values["test_loss"][-1]).all()
    assert found.values["train_loss"][-1].min() < 0.05              # 0.09 is no answer


@pytest.mark.parametrize("recipe, wrong, says", [
    ("landscape", {"n_train": 55}, "n_train is 55; give a value from 10 to 54"),
    ("landscape", {"n_train": 5}, "n_train is 5; give"),
    ("landscape", {"points": 4}, "points is 4; give a value from 5 to 41"),
    ("landscape", {"data_seed": -1}, "data_seed is -1"),
    ("landscape", {"device": "tpu"}, "device is 'tpu'"),
    ("landscape", {"n_train": [25, 45]}, "n_train is .*; give one value"),
    ("full_trajectory", {"messiness": 1.2}, "messiness is 1.2; give a value from 0 to 1"),
    ("full_trajectory", {"messiness": [0.1, -0.1]}, "messiness is -0.1"),
    ("full_trajectory", {"init_scale": 0}, "init_scale is 0; give a value from 0.5 to 5"),
    ("full_trajectory", {"init_scale": -3}, "init_scale is -3"),
    ("full_trajectory", {"learning_rate": 0.5, "weight_decay": 4}, "give weight_decay below 2"),
    ("full_trajectory", {"data_seed": [1, 2]}, "data_seed is .*; give one value"),
    ("mnist_landscape", {"n_train": 1501}, "n_train is 1501; give a whole number from 1 to 1500"),
])
def test_bad_settings_are_refused_at_the_call(recipe, wrong, says):
    with pytest.raises(ValueError, match=says):
        getattr(recipes, recipe)(**wrong)


@pytest.mark.parametrize("wrong", [{"init_scale": 0}, {"messiness": 2}, {"rate_ratio": -1},
                                   {"flat": 1}, {"steps": 1}])
def test_bad_starts_of_a_path_are_refused(wrong):
    with pytest.raises(ValueError, match=f"{next(iter(wrong))} is "):
        recipes.reduced_trajectory(planes.record(), **wrong)


@pytest.mark.parametrize("name", recipes.PRESETS)
def test_every_preset_is_within_bounds(name):
    preset = recipes.preset(name)
    assert recipes.SETTINGS.check(preset) == preset
    assert recipes.full_trajectory(**preset).runs == 1


def test_an_unknown_preset_gives_the_nearest():
    with pytest.raises(ValueError, match="no preset 'groking'; did you mean 'grokking'"):
        recipes.preset("groking")


def test_asking_for_a_recipe_s_bounds_needs_no_torch():
    code = ("import sys; from grokviz.recipes import toy_addition as t; t.preset('grokking');"
            "sys.exit('torch' in sys.modules or 'scipy' in sys.modules)")
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
