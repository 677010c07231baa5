"""The teacher-student lab without a browser: what it shows first, trains, and says."""

from dataclasses import replace

import ipywidgets
import numpy as np
import pytest

from grokviz import store
from grokviz.labs.teacher_student.lab import TeacherStudentLab, _lowest
from grokviz.metrics import PHASES
from grokviz.recipes.teacher_student import PRESETS, SETTINGS, grokking
from grokviz.recording import record
from grokviz.run import Change

SMALL = {"steps": 100, "width": 10}


@pytest.fixture
def lab():
    made = TeacherStudentLab()
    yield made
    made.close()


def test_the_stored_run_is_there_at_once_and_the_settings_are_its_own(lab):
    stored = store.stored("teacher_student.grokking")
    assert lab.badge == "recorded" and not lab.running
    np.testing.assert_array_equal(lab.record.steps, stored.steps)
    assert lab.value == {name: stored.settings[name] for name in SETTINGS}
    assert lab.controls.presets.value == "grokking" and "generalised" in lab.status.lower()
    assert len(lab.view_state.plots) == 4


def test_a_run_of_the_lab_is_the_run_of_the_recipe(lab):
    got = lab.run(init_scale=1.0, **SMALL)
    want = record(grokking(init_scale=1.0, **SMALL), progress=False)
    for name in ("train_loss", "weight_norm"):
        np.testing.assert_array_equal(got.values[name], want.values[name])
    assert lab.badge == "live"


def test_reset_gives_the_same_run_bit_for_bit(lab):
    first = lab.run(**SMALL)
    lab.reset()
    assert list(lab.record.steps) == [0] and lab.view_state.player.state == "paused"
    lab.start()
    lab.view_state.player.wait(60)
    np.testing.assert_array_equal(lab.record.values["test_loss"], first.values["test_loss"])


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_can_be_chosen(lab, name):
    lab.controls.presets.value = name
    assert PRESETS[name].items() <= lab.value.items() and not lab.desk.remedy.description


@pytest.mark.parametrize("bad", [
    {"init_scale": 0}, {"init_scale": -1}, {"n_train": 0}, {"n_train": 501}, {"n_train": 10.5},
    {"weight_decay": -0.1}, {"weight_decay": float("nan")}, {"learning_rate": "fast"},
    {"learning_rate": 1, "weight_decay": 1}, {"width": None}, {"decay": 1},
    {"init_scale": "2,5"}, {"init_scale": [1, 2]}, {"init_scale": True}, {"n_train": "many"},
    {"weight_decay": "none"}, {"weight_decay": 1e3}, {"learning_rate": 0}, {"width": 4},
    {"threshold": -1}, {"init_seed": -1}, {"data_seed": 0.5}, {"teacher_seed": 10_000},
    {"steps": 1e9},
], ids=str)
def test_bad_settings_raise_a_sentence_that_names_a_control_and_change_nothing(lab, bad):
    before = dict(lab.value)
    with pytest.raises(ValueError, match="give|known") as raised:
        lab.update(bad)
    assert any(name in str(raised.value) for name in (*bad, "setting"))
    with pytest.raises(ValueError):
        TeacherStudentLab(**bad) if "decay" not in bad else lab.preset("groking")
    assert lab.value == before and lab.badge == "recorded"


def test_several_decays_at_once(lab):
    lab.comparing, lab.runs = "weight_decay", 3
    got = lab.run(**SMALL)
    np.testing.assert_allclose(got.sweep["weight_decay"], [0, 0.0333, 0.3], rtol=1e-3)
    assert "3 runs" in lab.status


def test_the_l_and_u_of_other_settings_stands_beside_the_run_and_says_so(lab):
    curve = lab.view_state.plots[2]
    assert "note" not in curve.drawn().marks
    lab.run(n_train=50, **SMALL)
    assert curve.drawn().marks["note"].text == ("L and U of N = 100, width = 100",)
    lab.view = "L and U"
    lab.frames.flush()
    assert lab.badge == "recorded" and "weight norm" in lab.status
    assert lab.view_state.asked["n_train"] == 100 and "other settings" in lab.status


def test_the_law_has_a_view_of_its_own(lab):
    lab.view = "The law"
    lab.frames.flush()
    assert lab.record.runs == 24 and lab.badge == "recorded"
    assert lab.controls.rows["weight_decay"].layout.display == "none"


def test_the_map_of_phases_is_recorded_and_a_cell_opens_its_run(lab):
    lab.view = "Phases"
    lab.frames.flush()
    assert lab.badge == "recorded" and "81 of 81 cells, 3 seeds each" in lab.status
    assert all(name in lab.status for name in PHASES) and "other settings" not in lab.status
    shown = {name for name, row in lab.controls.rows.items() if row.layout.display is None}
    assert shown == {"n_train", "centred", "penalty", "penalty_strength"}
    lab.width = 10                                      # a small network, since it is trained
    lab.view_state.plots[0].clicked(0, 8)
    lab.view_state.player.wait(60)
    assert lab.view == "Run" and lab.comparing is None
    assert (lab.weight_decay, lab.init_scale, lab.steps) == (0.01, 10, 4000)
    assert lab.record.runs == 1 and lab.record.sweep["init_scale"][0] == 10


def test_the_phase_of_a_cell_is_that_of_its_runs_alone(lab):
    """Of the recorded map, at its cheapest cells: those that have learnt both sets early."""
    stored = store.stored("teacher_student.phase_grid")
    last = {k: v[-1] for k, v in stored.values.items()}
    run = int(np.nanargmin(last["t_test"]))
    alone = record(grokking(**{k: stored.sweep[k][run] for k in (
        "init_scale", "weight_decay", "init_seed")}, steps=stored.settings["budget"],
        records=range(0, int(last["t_test"][run]) + 1)), progress=False)
    assert alone.steps[-1] == last["t_test"][run]
    assert alone.t_test[0] == pytest.approx(last["t_test"][run], abs=20)


def test_runs_are_compared_by_when_they_learnt(lab):
    record = lab.record
    got = {name: measure(record)[0] for name, measure in lab.view_state.view.measures.items()}
    assert got["delay"] == got["t_test"] - got["t_train"] > 0
    assert got["λ·t_test"] == pytest.approx(0.1 * got["t_test"])
    turned = replace(record, changes=(Change(5, "weight_decay", (0.3,)),))
    assert np.isnan(lab.view_state.view.measures["λ·t_test"](turned)).all()


def test_without_a_kernel_the_output_is_a_picture_with_a_sentence(lab):
    bundle = lab.persistence.still()
    assert 'role="img"' in bundle["text/html"] and bundle["image/png"]
    assert "generalised at step" in bundle["text/plain"]
    assert bundle["text/plain"] in bundle["text/html"]


def test_the_lowest_point_of_the_u_is_that_of_the_geometric_mean():
    stored = store.stored("teacher_student.lu_curve")
    norm, loss = _lowest(stored)
    scales = stored.sweep["init_scale"]
    means = [np.exp(np.log(stored.values["test_loss"][-1][scales == s]).mean())
             for s in np.unique(scales)]
    assert loss == pytest.approx(min(means), rel=1e-6)
    assert norm == pytest.approx(
        stored.values["weight_norm"][-1][scales == np.unique(scales)[np.argmin(means)]].mean(),
        rel=0.05,
    )


def test_nothing_is_left_of_a_closed_lab():
    TeacherStudentLab().close()
    alive = ipywidgets.widgets.widget._instances
    before = len(alive)
    for _ in range(3):
        made = TeacherStudentLab()
        made.comparing = "weight_decay"
        made.run(steps=100, width=5)
        for view in made.view_states:
            made.view = view
        made.close()
    assert len(alive) == before
