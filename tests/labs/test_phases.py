"""A sweep as the map of its lab: from a folder, zoomed, and a cell that opens."""

import numpy as np
import pytest
from small_sweeps import TINY, here, tiny

import grokviz as gv
from grokviz.labs import phases


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("sweeps") / "map"
    experiment = tiny(2, init_scale=np.geomspace(0.5, 8, 12), weight_decay=np.geomspace(0.1, 3, 13))
    here(experiment, path, block=100)
    return path


@pytest.fixture
def lab(folder):
    made = gv.PhaseLab(folder)
    yield made
    made.close()


def test_a_sweep_is_shown_as_a_map_with_all_of_its_cells(lab, folder):
    assert lab.view == "Phases" and lab.record.runs == 12 * 13 * 2
    assert "of 156 cells, 2 seeds each" in lab.status
    assert "other settings" not in lab.status                   # nothing has been turned
    plot = lab.view_state.plots[0]
    assert "letters" not in plot.drawn().marks                  # there is no room for so many
    assert len(plot.figure.axes[0].tick_values) <= 11
    assert str(folder) in lab.view_state.since()


def test_zoom_shows_the_cells_around_the_chosen_one_and_all_again(lab):
    plot = lab.view_state.plots[0]
    plot.plane_tools.cell[0].index, plot.plane_tools.cell[1].index = 12, 0
    plot.plane_tools.zoom.click()
    lab.frames.flush()
    assert plot.window == ((7, 13), (0, 6))
    assert len(plot.drawn().marks["letters"].text) == 36
    decays = np.unique(lab.record.sweep["weight_decay"])
    assert plot.leads(lab.record, 0, 0)[1]["weight_decay"] == decays[7]
    plot.plane_tools.all.click()
    lab.frames.flush()
    assert plot.window is None and plot.leads(lab.record, 0, 0)[1]["weight_decay"] == decays[0]


def test_the_chosen_cell_is_told_with_its_seeds_and_an_interval(lab):
    tools = lab.view_state.plots[0].plane_tools
    tools.cell[0].index, tools.cell[1].index = 0, 0
    lab.frames.flush()
    assert "in 2 of 2 seeds. With 95% confidence the share is 16% to 100%." in tools.said.value


def test_a_click_opens_the_run_with_the_settings_of_the_sweep(lab):
    lab.view_state.plots[0].clicked(3, 2)
    lab.frames.flush()
    assert lab.view == "Run" and lab.value["width"] == TINY["width"]
    scales = np.geomspace(0.5, 8, 12)
    assert lab.value["init_scale"] == pytest.approx(scales[2], rel=1e-6)
    lab.stop()


def test_a_folder_is_opened_from_the_view_and_a_wrong_one_is_a_sentence(folder):
    lab = gv.TeacherStudentLab(view="Phases")
    try:
        tools = lab.view_state.plots[0].plane_tools
        tools.folder.value = str(folder)
        lab.frames.flush()
        assert lab.record.runs == 12 * 13 * 2
        tools.folder.value = str(folder / "none")
        lab.frames.flush()
        assert "there is no sweep in" in str(lab.state.trouble)
    finally:
        lab.close()


@pytest.mark.parametrize(
    "name", ["teacher_student.phase_grid_fine", "modular_addition.phase_grid_fine"])
def test_the_maps_of_the_package_are_shown_by_their_lab(name):
    lab = gv.PhaseLab(f"stored:{name}")
    try:
        assert lab.key == name.partition(".")[0] and lab.view == "Phases"
        assert lab.record.runs == gv.load(f"stored:{name}").runs
    finally:
        lab.close()


def test_what_is_no_map_is_refused(tmp_path):
    with pytest.raises(ValueError, match="give one of teacher_student or modular_addition"):
        gv.PhaseLab("stored:sparse_parity.grokking")
    here(tiny(2), tmp_path / "s", block=100)
    with pytest.raises(ValueError, match="init_scale differs in this sweep; a map needs two"):
        gv.PhaseLab(tmp_path / "s")
    here(tiny(2), tmp_path / "c", block=100, keep="curves")
    with pytest.raises(gv.StoreError, match="a map of phases needs times"):
        gv.PhaseLab(tmp_path / "c")
    assert phases.MAPS == ("teacher_student", "modular_addition")
