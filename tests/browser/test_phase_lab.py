"""A sweep as its user has it: the bar of the job, its map from a folder, and a cell that trains."""

from browser.lab import says, screenshot, set_theme
from browser.test_layout import SIZES, Layout

FOLDER = "sweeps/a_name_longer_than_the_column"
JOB = f"""FOLDER = {FOLDER!r}
import grokviz as gv
from concurrent.futures import ThreadPoolExecutor
import numpy as np

experiment = gv.recipes.teacher_student.grokking(
    init_scale=np.geomspace(0.5, 8, 12), weight_decay=np.geomspace(0.1, 3, 13), width=5,
    init_seed=[0, 1], n_train=10, threshold=0.1, learning_rate=0.02,
    records=[0, 1, 10, 50, 100], steps=100)
gv.many(experiment, FOLDER, block=52, executor=ThreadPoolExecutor(1))"""
LAB = "gv.TeacherStudentLab(view='Phases')"


def test_a_sweep_is_trained_opened_from_its_folder_and_a_cell_trains(open_notebook):
    page = open_notebook([JOB, LAB])
    bar = page.locator(".jp-OutputArea [role=status] progress").first
    page.wait_for_function("() => { const bar = document.querySelector('.jp-OutputArea progress');"
                           " return bar && bar.value === 6 && bar.max === 6; }", timeout=60_000)
    assert "312 of 312 runs" in bar.locator("xpath=..").inner_text()
    screenshot(page, "sweep-job")
    says(page, "81 of 81 cells")
    folder = page.get_by_label("open folder")
    folder.fill(FOLDER)
    folder.press("Enter")
    says(page, "156 of 156 cells, 2 seeds each")
    layout = Layout(page, "PhaseLab")
    for size, theme in zip(SIZES, ("dark", "light", "dark", "light"), strict=True):
        set_theme(page, theme)
        layout.look(size, theme)
        screenshot(page, f"sweep-map-{size[0]}")
    # What is typed may be longer than its field; what is said of it may not.
    faults = [fault for fault in layout.faults if not fault.endswith(f": cut: {FOLDER}")]
    assert not faults, "\n".join(dict.fromkeys(faults))
    image = page.locator(".grokviz-map image").first
    box = image.bounding_box()
    image.click(position={"x": box["width"] * 0.5 / 13, "y": box["height"] * 11.5 / 12})
    page.wait_for_function("document.querySelector('.grokviz-init_scale input').value === '0.5'")
    assert page.locator(".grokviz-weight_decay input").first.input_value() == "0.1"
    says(page, "memorise|generalise|learning")
