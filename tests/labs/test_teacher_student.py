"""The teacher-student lab without a browser: what it shows first, trains, and says."""

import ipywidgets
import numpy as np
import pytest

from grokviz import store
from grokviz.labs.teacher_student import TeacherStudentLab, _lowest, _remedy
from grokviz.recipes.teacher_student import PRESETS, SETTINGS, grokking
from grokviz.run import Diverged, record

SMALL = {"steps": 100, "width": 10}


@pytest.fixture
def lab():
    made = TeacherStudentLab()
    yield made
    made.close()


def test_the_stored_run_is_there_at_once_and_the_settings_are_its_own(lab):
    stored = store.load("teacher_student.grokking")
    assert lab.badge == "recorded" and not lab.running
    np.testing.assert_array_equal(lab.record.steps, stored.steps)
    assert lab.value == {name: stored.settings[name] for name in SETTINGS}
    assert lab.controls.presets.value == "grokking" and "generalised" in lab.status.lower()
    assert len(lab.scene.plots) == 4


def test_a_run_of_the_lab_is_the_run_of_the_recipe(lab):
    got = lab.run(init_scale=1.0, **SMALL)
    want = record(grokking(init_scale=1.0, **SMALL), progress=False)
    for name in ("train_loss", "weight_norm"):
        np.testing.assert_array_equal(got.values[name], want.values[name])
    assert lab.badge == "live"


def test_reset_gives_the_same_run_bit_for_bit(lab):
    first = lab.run(**SMALL)
    lab.reset()
    assert list(lab.record.steps) == [0] and lab.scene.player.state == "paused"
    lab.start()
    lab.scene.player.wait(60)
    np.testing.assert_array_equal(lab.record.values["test_loss"], first.values["test_loss"])


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_can_be_chosen(lab, name):
    lab.controls.presets.value = name
    assert PRESETS[name].items() <= lab.value.items() and not lab.desk.remedy.description


@pytest.mark.parametrize("bad", [
    {"init_scale": 0}, {"init_scale": -1}, {"n_train": 0}, {"n_train": 501}, {"n_train": 10.5},
    {"weight_decay": -0.1}, {"weight_decay": float("nan")}, {"learning_rate": "fast"},
    {"learning_rate": 1, "weight_decay": 1}, {"width": None}, {"decay": 1},
])
def test_bad_settings_raise_a_sentence_and_change_nothing(lab, bad):
    before = dict(lab.value)
    with pytest.raises(ValueError, match="give|known"):
        lab.update(bad)
    with pytest.raises(ValueError):
        TeacherStudentLab(**bad) if "decay" not in bad else lab.preset("groking")
    assert lab.value == before and lab.badge == "recorded"


def test_several_decays_at_once(lab):
    lab.comparing, lab.runs = "weight_decay", 3
    got = lab.run(**SMALL)
    np.testing.assert_allclose(got.sweep["weight_decay"], [0, 0.0333, 0.3], rtol=1e-3)
    assert "3 runs" in lab.status


def test_the_l_and_u_of_other_settings_stands_beside_the_run_and_says_so(lab):
    assert lab._curve[-1] == ""
    lab.run(n_train=50, **SMALL)
    assert lab._curve[-1] == "L and U of N = 100, width = 100"
    lab.view = "L and U"
    lab.frames.flush()
    assert lab.badge == "recorded" and "weight norm" in lab.status
    assert lab.scene.asked["n_train"] == 100 and "other settings" in lab.status


def test_the_law_has_a_view_of_its_own(lab):
    lab.view = "The law"
    lab.frames.flush()
    assert lab.record.runs == 24 and lab.badge == "recorded"
    assert lab.controls.rows["weight_decay"].layout.display == "none"


def test_without_a_kernel_the_output_is_a_picture_with_a_sentence(lab):
    bundle = lab.still()
    assert 'role="img"' in bundle["text/html"] and bundle["image/png"]
    assert "Generalised at step" in bundle["text/plain"]
    assert bundle["text/plain"] in bundle["text/html"]


def test_the_lowest_point_of_the_u_is_that_of_the_geometric_mean():
    stored = store.load("teacher_student.lu_curve")
    norm, loss = _lowest(stored)
    scales = stored.sweep["init_scale"]
    means = [np.exp(np.log(stored.values["test_loss"][-1][scales == s]).mean())
             for s in np.unique(scales)]
    assert loss == pytest.approx(min(means), rel=1e-6)
    assert norm == pytest.approx(
        stored.values["weight_norm"][-1][scales == np.unique(scales)[np.argmin(means)]].mean(),
        rel=0.05,
    )


def test_the_remedy_is_a_tenth_of_the_learning_rate_within_its_bounds():
    assert _remedy(Diverged(3, 0, np.nan, {"learning_rate": 0.3})) == (
        "try learning rate 0.03", {"learning_rate": 0.03}
    )
    assert _remedy(Diverged(3, 0, np.nan, {"learning_rate": 2e-5}))[1] == {"learning_rate": 1e-5}
    assert _remedy(ValueError("other")) is None


def test_nothing_is_left_of_a_closed_lab():
    TeacherStudentLab().close()
    alive = ipywidgets.widgets.widget._instances
    before = len(alive)
    for _ in range(3):
        made = TeacherStudentLab()
        made.comparing = "weight_decay"
        made.run(steps=100, width=5)
        for view in made.scenes:
            made.view = view
        made.close()
    assert len(alive) == before
