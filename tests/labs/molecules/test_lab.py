"""The lab on molecules without a browser: the stored run, its pictures, questions, errors."""

import numpy as np
import pytest
from labs.views import show
from numpy.testing import assert_allclose

from grokviz import store
from grokviz.labs.molecules.animation import Story
from grokviz.labs.molecules.headline import headline
from grokviz.labs.molecules.lab import MoleculesLab
from grokviz.recipes.common import looks
from grokviz.recipes.molecules import PRESETS, SETTINGS, grokking
from grokviz.recording import record
from grokviz.widgets.plots.animated.animated import packed

SMALL = {"steps": 100, "n_train": 40, "batch_size": 16, "width": 12}
RUN = store.stored("molecules.grokking")


@pytest.fixture
def lab():
    made = MoleculesLab(driver="here")
    yield made
    made.close()


def test_the_stored_run_is_that_of_the_preset_and_its_loss_falls_late(lab):
    assert lab.badge == "recorded" and lab.value == {k: RUN.settings[k] for k in SETTINGS}
    fit = int(np.searchsorted(RUN.steps, RUN.t_train[0]))
    assert RUN.t_test[0] > 2 * RUN.t_train[0]
    assert RUN.values["test_loss"][-1, 0] < RUN.values["test_loss"][fit, 0] / 2
    for view in ("Run", "L and U", "α x N"):
        shown = show(lab, view)
        for plot in shown.plots:
            assert plot.describe(shown.player.record)


@pytest.mark.parametrize("bad, says", [
    ({"n_train": 40, "batch_size": 50}, "batch_size is 50, but a training set has 40"),
    ({"n_train": 5}, "n_train is 5"), ({"weight_decay": 10, "learning_rate": 0.1}, "is 0.1 . 10"),
])
def test_bad_settings_raise_a_sentence_and_change_nothing(lab, bad, says):
    before = dict(lab.value)
    with pytest.raises(ValueError, match=says):
        lab.update(bad)
    assert lab.value == before


def test_every_preset_can_be_chosen(lab):
    for name in PRESETS:
        lab.controls.presets.value = name
        assert PRESETS[name].items() <= lab.value.items()


def test_a_dot_is_a_prediction_and_the_atoms_of_a_molecule_are_its_own():
    sent, scene = Story().channels(RUN, 0), Story().scene(RUN, {})
    dots, molecule = scene["panels"]
    train, test = dots["marks"][1:3]
    own = looks.molecules(int(RUN.sweep["data_seed"][0]), 100, 100)
    wanted = own.mean + own.deviation * RUN.values["test_outputs"][-1, 0].astype(float)
    assert_allclose(sent["test_outputs"][-1], wanted, rtol=1e-5)
    # R² from the dots is the accuracy that the strip shows.
    error = np.square(sent["test_outputs"][-1] - test["x"]).sum()
    explained = 1 - error / np.square(test["x"] - test["x"].mean()).sum()
    assert_allclose(explained, sent["test_accuracy"][-1], atol=0.01)
    for each in molecule["marks"][0]["of"]:
        assert len(each["kinds"]) == len(each["at"]) <= molecule["marks"][0]["room"]
        assert each["name"].isalnum() and np.max(each["bonds"]) < len(each["kinds"])
    assert packed(Story().scene(RUN.until(0), {})) == packed(scene)


def test_several_runs_and_no_predictions_are_drawn_too():
    run = record(grokking(weight_decay=[0, 0.1], n_train=120, batch_size=16, width=4, steps=100),
                 progress=False)
    assert "test_outputs" not in run.values
    assert packed(Story().scene(run, {})) and "test_accuracy 2" in Story().channels(run, 0)


def test_headlines_say_what_is_known_at_their_step():
    titles = [headline(RUN.until(step)).title for step in (0, 10)]
    assert titles == ["Atoms and bonds in, polarizability out. Can it be learnt?",
                      "It is learning the molecules it is shown"]
    assert "explains" in headline(RUN).sentence


def test_a_cell_of_the_map_opens_a_run_at_its_held_norm_and_the_papers_run_is_kept(lab):
    shown = show(lab, "α x N")
    view, settings = shown.plots[0].leads(shown.player.record, 4.2, 1.0)
    assert view == "Run" and settings["init_scale"] == 1.0 and settings["n_train"] == 100
    assert settings["constraint"] == "fixed_norm"
    assert "N = 500: 5 of 8 norms" in lab.status
    lab.view = "Run"
    lab.frames.flush()
    lab.controls.presets.value = "the paper's size"
    lab.frames.flush()
    assert lab.badge == "recorded" and lab.state.record.steps[-1] == 100_000
