"""Coordinate networks: each case groks late, the control removes it, and bad input is refused."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from grokviz.arguments import Bound
from grokviz.recipes import coordinates as recipes
from grokviz.recording import record

SMALL = dict(features=8, width=6, steps=100, records=(0, 50, 100))
FEW = {"image": 40, "sound": 20, "equation": 8}
CASES = list(recipes.CASES)


def run(case, **settings):
    return record(recipes.CASES[case](**{"n_train": FEW[case]} | SMALL | settings), progress=False)


@pytest.mark.parametrize("case", CASES)
def test_every_setting_reaches_the_engine(case):
    def end(**settings):
        values = run(case, **settings).values
        return values["train_loss"][-1, 0], values["test_loss"][-1, 0]

    plain = end()
    others = [{"weight_decay": 0}, {"n_train": 10}, {"init_scale": 2}, {"bandwidth": 1},
              {"bandwidth": 0}, {"centred": "yes"}, {"learning_rate": 1e-2}, {"features": 12},
              {"width": 7}, {"init_seed": 5}, {"optimizer": "adam"}, {"constraint": "sphere"},
              {"dtype": "float64"}, *{"image": [{"target": "face"}, {"data_seed": 1}],
                                      "sound": [{"data_seed": 1}],
                                      "equation": [{"equation": "oscillator"},
                                                   {"points": "random"}]}[case]]
    for other in others:
        assert end(**other) != plain, other


@pytest.mark.parametrize("case", CASES)
def test_an_ensemble_is_its_runs_alone(case):
    both = run(case, weight_decay=[0, 1.0], n_train=[10, 12], bandwidth=[0, 2.0],
               centred=["no", "yes"])
    for i in (3, 6, 13):
        one = run(case, **{k: both.sweep[k][i].item() for k in (
            "weight_decay", "n_train", "bandwidth", "centred")})
        for name in ("train_loss", "test_loss", "test_accuracy", "weight_norm"):
            assert_allclose(both.values[name][:, i], one.values[name][:, 0], rtol=2e-3, atol=1e-5)


@pytest.mark.parametrize("case", CASES)
def test_what_is_recorded_of_a_run_agrees_with_its_losses(case):
    """The test error is that of the recorded picture, also where the start is subtracted."""
    for centred in ("no", "yes"):
        values = run(case, centred=centred, init_scale=0.7).values
        now, truth = (values[k][-1, 0].astype(float) for k in ("signal", "truth"))
        if case == "equation":
            error = ((now - truth) ** 2).mean() / (truth**2).mean()
            assert abs(values["test_loss"][-1, 0] / error - 1) < 0.05   # half of the points
            assert values["dense_residual"][-1, 0] > 0
        else:
            new = ~values["shown"][-1, 0].astype(bool)
            assert_allclose(((now - truth)[new] ** 2).mean(), values["test_loss"][-1, 0], rtol=0.02)
            assert new.sum() == len(new) - FEW[case]


def test_the_test_loss_of_a_picture_at_small_norm_is_one():
    """Mean 0 and variance 1: a network that says 0 everywhere has a test error of about 1."""
    values = run("image", init_scale=0.1, weight_decay=0, learning_rate=1e-5).values
    assert abs(values["test_loss"][0, 0] - 1) < 0.1


def test_your_own_picture_is_learnt_and_drawn():
    mine = np.add.outer(np.arange(10.0), np.arange(12.0) ** 2)
    made = record(recipes.image(picture=mine, n_train=30, **SMALL), progress=False)
    truth = made.values["truth"][0, 0].astype(float)
    assert made.settings["target"] == "own"
    assert made.values["shape"][0, 0].tolist() == [10, 12]
    assert_allclose(truth, ((mine - mine.mean()) / mine.std()).ravel(), rtol=2e-3, atol=2e-3)


@pytest.mark.parametrize("picture, said", [
    (np.zeros((12, 12)), "one value everywhere"), (np.eye(70), "8 to 64 a side"),
    (np.eye(5), "8 to 64 a side"), (np.full((12, 12), np.nan), "not all of it finite"),
    (np.zeros((3, 12, 12)), r"shape \(rows, columns\)"), ("cat.png", "real numbers"),
])
def test_a_bad_picture_is_refused_with_advice(picture, said):
    with pytest.raises(ValueError, match=said):
        recipes.image(picture=picture)


@pytest.mark.parametrize("case, settings, name, bound", [
    ("image", {"n_train": 600}, "n_train", 566), ("image", {"n_train": 3}, "n_train", 10),
    ("image", {"bandwidth": 13}, "bandwidth", 12), ("image", {"bandwidth": [2, 14]}, "bandwidth",
                                                     12),
    ("sound", {"n_train": 7}, "n_train", 8), ("sound", {"n_train": 201}, "n_train", 200),
    ("sound", {"bandwidth": 17}, "bandwidth", 16), ("equation", {"bandwidth": 17}, "bandwidth", 16),
    ("equation", {"n_train": 5}, "n_train", 6), ("equation", {"n_train": [24, 4]}, "n_train", 6),
])
def test_bounds_come_with_the_number_to_type(case, settings, name, bound):
    with pytest.raises(Bound, match=f"(?s){name}.*{bound}") as error:
        recipes.CASES[case](**settings)
    assert error.value.name == name and bound in (error.value.low, error.value.high)


def test_a_target_of_your_own_needs_an_array():
    with pytest.raises(ValueError, match=r"picture=numpy.eye"):
        recipes.image(target="own")
    with pytest.raises(ValueError, match="no case 'video'"):
        recipes.lu_curve("video")


@pytest.mark.parametrize("case", CASES)
def test_presets_and_defaults_are_those_of_the_table(case):
    made = recipes.CASES[case]()
    assert made.settings.items() >= recipes.SETTINGS[case].defaults().items()
    for name in recipes.PRESETS[case]:
        given = recipes.preset(name, case)
        assert recipes.SETTINGS[case].check(given) == given
        recipes.CASES[case](**given)


def test_centred_may_be_a_truth_value():
    assert recipes.image(centred=True).sweep["centred"].tolist() == ["yes"]


def test_a_picture_and_an_equation_grok_late_and_the_control_needs_no_wait():
    """Fitted soon, generalised much later; a decay of 0 leaves the test error as it was."""
    picture = record(recipes.image(2.5, [0, 0.5], steps=1000, records=range(0, 1001, 50)),
                     progress=False)
    fitted, late = (picture.times(k, below=b) for k, b in (("train_loss", 0.05),
                                                          ("test_loss", 0.3)))
    assert np.isnan(late[0]) and late[1] >= 3 * fitted[0]
    control = record(recipes.image(2.5, 0, centred=True, steps=400, records=[0, 400]),
                     progress=False)
    assert control.values["test_loss"][-1, 0] < 0.2 < 1 < picture.values["test_loss"][-1, 0]
    solved = record(recipes.equation(1.5, [0, 1.0], steps=1300, records=range(0, 1301, 50)),
                    progress=False)
    assert solved.times("train_loss", below=0.01)[0] <= 200
    assert solved.values["test_loss"][-1, 0] > 1 and solved.values["test_loss"][-1, 1] < 0.1
