"""Digits: the default memorises and groks, what is recorded is right, bad input is refused."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from grokviz import models
from grokviz.recipes import digits
from grokviz.recipes.common import digit_pictures
from grokviz.recipes.plans.digits_probe import probe
from grokviz.recording import record
from grokviz.storage import digits as stored
from grokviz.sweep import grid
from grokviz.tasks.digits import images

SMALL = dict(n_train=60, width=12, steps=100, batch_size=20, records=(0, 50, 100))


def end(**settings):
    return record(digits.grokking(**SMALL | settings), progress=False).values


def test_every_argument_reaches_the_engine():
    plain = end()
    for other in ({"weight_decay": 0}, {"n_train": 70}, {"init_scale": 2}, {"batch_size": 30},
                  {"side": "28"}, {"loss": "cross_entropy"}, {"learning_rate": 1e-3},
                  {"width": 14}, {"data_seed": 1}, {"init_seed": 1},
                  {"penalty": "l1", "penalty_strength": 0.01}, {"optimizer": "sgd"},
                  {"constraint": "fixed_norm"}, {"dtype": "float64"}):
        assert end(**other)["train_loss"][-1] != plain["train_loss"][-1], other


def test_an_ensemble_is_its_runs_alone():
    both = record(digits.grokking([2.0, 6.0], 0.1, **SMALL | {"n_train": [60, 90]}),
                  progress=False)
    for run in range(4):
        own = {k: float(both.sweep[k][run]) for k in ("init_scale", "n_train")}
        alone = end(weight_decay=0.1, **own)
        for name in ("train_loss", "test_loss", "weight_norm"):
            assert_allclose(both.values[name][:, run], alone[name][:, 0], rtol=1e-3)


def test_by_default_it_memorises_soon_and_generalises_much_later():
    """The first seeds, with and without decay; test accuracy in [0, 1]."""
    run = record(digits.grokking(weight_decay=[0.06, 0], records=range(0, 3001, 75)),
                 progress=False)
    fit = np.searchsorted(run.steps, run.t_train)
    test = run.values["test_accuracy"]
    assert (run.t_train <= 600).all() and (test[fit, [0, 1]] <= 0.55).all()
    assert run.t_test[0] >= 2.5 * run.t_train[0] and test[-1, 0] > 0.72
    assert np.isnan(run.t_test[1]) and test[-1, 1] < 0.55
    assert run.settings["learnt_test"] == 0.7


def test_at_the_usual_scale_there_is_no_delay():
    run = record(digits.grokking(init_scale=1.0, steps=100, records=range(101)), progress=False)
    assert run.t_test[0] <= run.t_train[0] <= 100


def test_the_wall_has_the_outputs_for_its_digits_and_the_units_are_the_first_weights():
    task = images(grid(n_train=50, data_seed=3))
    wall = digit_pictures.wall(3, None)
    assert len(set(wall.tolist())) == 40
    labels = task.test_targets[0].argmax(-1).numpy()
    assert_array_equal(labels[wall], digit_pictures.wall_labels())
    shown = digit_pictures.wall_images(3, 14, None)
    assert_allclose(shown / 255, task.test_inputs[0, torch.from_numpy(wall)], atol=1 / 500)
    model = models.mlp([196, 20, 10], "relu")
    params = model.init(grid(init_seed=[0, 1], init_scale=1.0))
    both = task.test_inputs.expand(2, -1, -1)
    with torch.no_grad():
        outputs = model.apply(params, both)
    found = probe(3, None)(params, task, outputs, True)
    assert_array_equal(found["wall_outputs"], outputs[:, torch.from_numpy(wall)].numpy())
    W = params["W1"].numpy()[1, :, 5]
    assert_allclose((found["units"][1, 5].astype(float) - 128) / 127, W / abs(W).max(), atol=4e-3)


def test_the_nearest_training_digits_are_those_of_a_plain_search():
    task = images(grid(n_train=50, data_seed=3))
    near, labels = digit_pictures.nearest(3, 50, 14, None)
    x, own = (t[0].numpy() for t in (task.train_inputs, task.train_targets))
    for place, digit in enumerate(digit_pictures.wall(3, None)):
        far = ((x - task.test_inputs[0, digit].numpy()) ** 2).sum(1)
        best = np.argsort(far)[:3]
        assert_allclose(near[place] / 255, x[best], atol=1 / 500)
        assert labels[place].tolist() == own[best].argmax(1).tolist()


@pytest.mark.parametrize("wrong, says", [
    ({"n_train": 1001}, "n_train is 1,001; give a value from 20 to 1,000"),
    ({"n_train": 40}, "batch_size is 50, but a training set has 40 digits; give 40 or less"),
    ({"n_train": 20, "batch_size": 20}, r"these digits hold no \d; give \d+ or more"),
    ({"init_scale": 30}, "init_scale is 30, and outputs grow .* give 12 or less, or loss='cross"),
    ({"folder": "/nowhere"}, "folder is '/nowhere', which is no folder; give one with MNIST's"),
    ({"side": "20"}, "no side '20'; did you mean '28'|no side '20'; known: 14, 28"),
    ({"loss": "hinge"}, "no loss 'hinge'; known"),
    ({"weight_decay": 10, "learning_rate": 0.2}, "give weight_decay below 5"),
])
def test_what_cannot_be_is_refused_at_the_call_with_what_to_type_instead(wrong, says):
    with pytest.raises((ValueError, FileNotFoundError), match=says):
        digits.grokking(**wrong)


def test_a_folder_brings_more_digits_and_too_few_are_refused(tmp_path, monkeypatch):
    own = stored.digits()
    more = [np.concatenate([part] * 2) for part in own]
    monkeypatch.setattr("grokviz.recipes.plans.digits.digits", lambda folder: more)
    monkeypatch.setattr("grokviz.tasks.digits.digits", lambda folder: more)
    monkeypatch.setattr("grokviz.recipes.common.digit_pictures.digits", lambda folder: more)
    run = digits.grokking(n_train=2500, folder=str(tmp_path), width=10, steps=100, records=[0])
    assert np.isfinite(record(run, progress=False).values["test_loss"]).all()
    with pytest.raises(ValueError, match="of 4,000 digits 1,000 are for testing; give 3,000 or"):
        digits.grokking(n_train=3500, folder=str(tmp_path))


def test_what_would_not_fit_is_refused_before_it_is_built(monkeypatch):
    monkeypatch.setattr("grokviz.memory.available", lambda device: 10**7)
    with pytest.raises(ValueError, match="200 runs of 100 units and 200 digits need"):
        digits.grokking(init_seed=range(200))


def test_presets_are_settings_and_others_are_refused():
    for name, preset in digits.PRESETS.items():
        assert digits.preset(name) == preset
        digits.grokking(**preset)
    with pytest.raises(ValueError, match="no preset 'groking'; did you mean 'grokking'"):
        digits.preset("groking")


def test_the_curve_of_a_norm_is_its_training_with_the_norm_held():
    curve = record(digits.lu_curve([0.5, 2.0], n_train=[60, 80], width=12, steps=100),
                   progress=False)
    for cell in range(4):
        norms = record(digits.grokking(curve.sweep["init_scale"][cell], **SMALL),
                       progress=False).values["weight_norm"][0]
        assert_allclose(curve.values["weight_norm"][-1, cell], norms[0], rtol=1e-5)
    assert {"train_accuracy", "test_accuracy"} <= curve.values.keys()
