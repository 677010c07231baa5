"""The first-layer lab as a learner has it: circles, training beside simulation, the compass."""

import pytest

from browser.lab import CURVES, button, changes, output_area, plays, says, screenshot, set_theme

LAB = "import grokviz as gv\ngv.FirstLayerLab(view='Without it', pace=None)"


@pytest.fixture
def page(open_notebook):
    page = open_notebook([LAB])
    page.wait_for_selector(CURVES, state="attached")
    return page


def test_every_view_appears_whole_and_recorded(page):
    width, _ = output_area(page)
    for view, said in (("Training", "memorised"), ("Compass", "cosine"),
                       ("Without it", "construction")):
        button(page, view).click()
        says(page, said)
        assert page.locator(".grokviz-badge").inner_text() == "recorded"
        assert page.locator(".grokviz-pictures .bqplot:visible").count() == 4
        box = page.locator(".grokviz").first.bounding_box()
        assert box["height"] <= 620 and box["width"] <= width
        screenshot(page, f"first-layer-{view.split()[0].lower()}")
    set_theme(page, "dark")
    screenshot(page, "first-layer-dark")


def test_another_frequency_moves_the_symbols_and_trains_nothing(page):
    box = page.get_by_role("textbox", name="k frequency shown")
    box.fill("5")
    with changes(page, ".grokviz-pictures .object_grp", timeout=60):
        box.press("Enter")
    assert page.locator(".grokviz-badge").inner_text() == "recorded"


def test_it_is_trained_without_its_output_layer(page):
    button(page, "Start").press("Enter")
    page.wait_for_function("document.querySelector('.grokviz-badge').innerText === 'live'")
    says(page, "pairs were right at s", timeout=120)
    screenshot(page, "first-layer-live")


def test_the_numbers_move_to_the_end_of_the_run(open_notebook):
    plays(open_notebook(["import grokviz as gv\ngv.FirstLayerLab(pace=None)"]))
