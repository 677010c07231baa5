"""Random networks: every argument counts, rare shares stay visible, bad settings are refused."""

import numpy as np
import pytest

from grokviz.metrics import binomial_interval
from grokviz.recipes import density as recipes
from grokviz.recipes.density_forecast import infinite_width
from grokviz.recording import record

SMALL = dict(width=6, n_train=4, steps=4000, records=[0, 4000])


def end(**settings):
    found = record(recipes.guess_and_check(**SMALL | settings), progress=False)
    return {k: v[-1] for k, v in found.values.items()}


def test_every_argument_reaches_the_engine():
    plain = end()
    for other in ({"width": 7}, {"n_train": 5}, {"depth": 2}, {"task": "xor"}, {"task": "linear"},
                  {"task": "random"}, {"data_seed": 1}, {"init_seed": 1}, {"steps": 3000,
                                                                           "records": [3000]}):
        assert end(**other)["fit"] != plain["fit"], other
    assert end(good=0.7)["good"] > plain["good"]
    at = [record(recipes.at_a_norm(scale, 8, steps=30_000, records=[30_000], init_seed=seed),
                 progress=False).values["fit"][-1, 0]
          for scale, seed in ((0.7, 0), (1.5, 0), (1.5, 1))]
    assert len(set(at)) == 3


def test_an_ensemble_is_its_runs_alone():
    both = end(width=[3, 6], n_train=[3, 4], init_seed=[0, 1])
    assert both["fit"].shape == (8,)
    assert both["fit"][6] == end(width=6, init_seed=0)["fit"][0]
    assert both["fit"][3] == end(width=3, init_seed=1)["fit"][0]


def test_wide_networks_agree_with_infinite_width():
    found = record(recipes.guess_and_check([2, 64], 6, steps=20_000, records=[20_000],
                                           data_seed=1), progress=False)
    law = record(infinite_width(found), progress=False)
    low, high = binomial_interval(found.values["fit"][-1], 20_000)
    theory = law.values["fit_share"][0]
    assert law.runs == 2 and theory[0] == theory[1]
    assert low[1] * 0.95 < theory[1] < high[1] * 1.05 and not low[0] < theory[0] < high[0]


def test_a_width_that_cannot_do_the_task_has_an_interval_from_zero():
    found = end(width=1, n_train=8)
    assert found["fit"] == 0
    low, high = binomial_interval(found["fit"], 4000)
    assert low == 0 and 0 < high < 1e-3


@pytest.mark.parametrize("settings, said", [
    ({"width": 0}, "width is 0; give a value from 1 to 512"),
    ({"n_train": 100}, "n_train is 100; give a value from 2 to 24"),
    ({"task": "teach"}, "did you mean"),
    ({"width": [512], "depth": 4, "steps": 100_000_000}, "give at most"),
    ({"good": 0.2}, "good is 0.2")])
def test_bad_settings_are_refused_with_a_sentence(settings, said):
    with pytest.raises(ValueError, match=said):
        recipes.guess_and_check(**SMALL | settings)


@pytest.mark.parametrize("made", [
    recipes.guess_and_check([4, 6], 4, steps=4000, records=[0, 3000, 4000]),
    recipes.at_a_norm([1.0, 1.5], 8, steps=4000, records=[0, 3000, 4000])])
def test_networks_that_fit_are_drawn_again_as_they_were_counted(made):
    counted = record(made, progress=False)
    for run in (0, 1):
        for at in (1, 2):
            good, outputs, truth = recipes.that_fit(counted, run, at, most=4000)
            assert len(good) == len(outputs) == counted.values["fit"][at, run] > 0
            assert good.sum() == counted.values["good"][at, run]
        newest, _, _ = recipes.that_fit(counted, run, 2, most=2)
        assert newest.tolist() == good[:2].tolist()
        if made.name.endswith("check"):                     # 90% of the circle is right
            assert (((outputs * truth > 0).mean(1) >= 0.9) == good).all()
    assert len(recipes.that_fit(counted, 0, 0)[0]) == 0


def test_at_fixed_norm_the_training_error_is_an_l_and_the_test_error_a_u():
    norms = [0.35, 0.5, 1.0, 3.0]
    found = record(recipes.trained_at_a_norm(norms, starts=12, steps=500, records=[500]),
                   progress=False)
    train, test = (found.values[k][-1] for k in ("train_loss", "test_loss"))
    assert train[0] > 100 * train[1:].max() or train[0] > 0.05 > train[2:].max()
    assert test[2] < min(test[0], test[3])
    with pytest.raises(ValueError, match="starts is 1;"):
        recipes.trained_at_a_norm(starts=1)


def test_a_forecast_wants_a_run_of_this_area():
    from grokviz.recipes import shell_toy

    with pytest.raises(ValueError, match="give an Experiment of density"):
        infinite_width(shell_toy.slide())
    law = record(infinite_width(recipes.guess_and_check(4, 3)), progress=False)
    assert np.isfinite(law.values["both_share"]).all()
