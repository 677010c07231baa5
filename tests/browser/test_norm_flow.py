"""The norm-flow lab in a browser: prediction, dragged start, run, and three clocks."""

import pytest

from browser.lab import (
    CURVES,
    SEEN,
    button,
    changes,
    output_area,
    plays,
    says,
    screenshot,
    set_theme,
)

LAB = "import grokviz as gv\ngv.NormFlowLab(view='Hyperbola', pace=None)"


@pytest.fixture
def page(open_notebook):
    page = open_notebook([LAB])
    page.wait_for_selector(CURVES, state="attached")
    return page


def test_every_task_appears_whole_and_recorded(page):
    width, _ = output_area(page)
    for task, pictures in (("Cross", 3), ("Adder", 3), ("Three weights", 3), ("Regression", 4),
                           ("Diagonal net", 4), ("Matrix", 4), ("ReLU net", 4), ("Hyperbola", 3)):
        button(page, task, exact=True).click()
        page.wait_for_function(
            SEEN,
            arg=pictures)
        says(page, "t = ")
        assert page.locator(".grokviz-badge").inner_text() == "recorded"
        box = page.locator(".grokviz").first.bounding_box()
        assert box["height"] <= 620 and box["width"] <= width
        screenshot(page, f"norm-flow-{task.split()[0].lower()}")
    set_theme(page, "dark")
    screenshot(page, "norm-flow-dark")


def test_a_start_is_typed_the_run_obeys_and_the_clock_is_turned(page):
    box = page.get_by_role("textbox", name="u first u")
    box.fill("1.5")
    with changes(page, CURVES, "d", timeout=60):
        box.press("Enter")
    page.wait_for_function("document.querySelector('.grokviz-badge').innerText === 'live'")
    says(page, "slid until t")
    axis = page.locator(".grokviz-pictures .axislabel:visible")
    for label, said in (("t", "flow time"), ("s = λ t", "slow time"), ("log t", "flow time")):
        page.get_by_label("time axis", exact=True).select_option(label)
        axis.filter(has_text=said).first.wait_for()
    screenshot(page, "norm-flow-clocks")


def test_the_diamond_is_dragged_and_another_way_forecast(page):
    diamond = page.locator(".grokviz-pictures .object_grp:visible").nth(1)
    box = diamond.bounding_box()
    at = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*at)
    page.mouse.down()
    page.mouse.move(at[0] + 60, at[1] + 30, steps=5)
    page.mouse.up()
    page.wait_for_function("document.querySelector('.grokviz-badge').innerText === 'live'")
    page.wait_for_function("document.querySelector('.grokviz-u input').value !== '0.3'")
    says(page, "slid until t")


def test_too_much_decay_is_said_with_the_curvature(page):
    button(page, "Diagonal net").click()
    page.wait_for_function(SEEN, arg=4)
    box = page.get_by_role("textbox", name="λ weight decay")
    box.fill("0.3")
    box.press("Enter")
    says(page, "times the smallest curvature")


def test_the_ball_rolls_to_the_end_of_the_run(open_notebook):
    plays(open_notebook(["import grokviz as gv\ngv.NormFlowLab(pace=None)"]))
