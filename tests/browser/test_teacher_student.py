"""The teacher-student lab as a learner has it: real JupyterLab, real Chromium, real training."""

import re

import pytest

from browser.lab import (
    CURVES,
    badge,
    button,
    changes,
    output_area,
    says,
    screenshot,
    set_theme,
    wait_until_still,
)

LAB = "import grokviz as gv\ngv.TeacherStudentLab(view='Run')"


@pytest.fixture
def page(open_notebook):
    page = open_notebook([LAB])
    page.wait_for_selector(CURVES, state="attached")
    return page


def decay(page):
    return page.locator(".grokviz-weight_decay [role=slider]")


def test_it_appears_whole_with_a_recorded_run_in_both_themes(page):
    assert badge(page) == "recorded"
    assert page.locator(".grokviz-pictures .bqplot:visible").count() == 4
    width, height = output_area(page)
    box = page.locator(".grokviz").first.bounding_box()
    assert box["height"] <= 620 and box["width"] <= width
    assert box["y"] + box["height"] <= 768                      # nothing to scroll
    for theme in ("light", "dark"):
        set_theme(page, theme)
        screenshot(page, f"teacher-student-{theme}")


def test_start_moves_the_curves_a_hot_decay_bends_them_and_pause_stops_them(page):
    with changes(page, CURVES, "d"):
        button(page, "Start").press("Enter")
    page.wait_for_function("document.querySelector('.grokviz-badge').innerText === 'live'")
    before = page.get_by_role("textbox", name="λ weight decay").input_value()
    with changes(page, CURVES, "d"):
        decay(page).press("ArrowRight")
    page.wait_for_function(
        "before => document.querySelector('.grokviz-weight_decay input').value !== before",
        arg=before,
    )
    page.wait_for_selector("text=/λ→/", state="attached")       # the mark on the curve
    button(page, "Pause").press("Space")
    button(page, "Resume").wait_for()
    wait_until_still(page, CURVES, "d")
    screenshot(page, "teacher-student-hot")


def test_a_cold_setting_restarts_and_leaves_a_ghost(page):
    box = page.get_by_role("textbox", name="α initial scale")
    box.fill("0.5")
    box.press("Enter")
    page.wait_for_function("document.querySelector('.grokviz-badge').innerText === 'live'")
    says(page, "[Gg]eneralised")
    screenshot(page, "teacher-student-cold")


def test_a_wrong_value_is_answered_under_its_row_and_nothing_is_lost(page):
    box = page.get_by_role("textbox", name="N training examples")
    box.fill("9999")
    box.press("Enter")
    alert = page.get_by_role("alert")
    alert.wait_for()
    assert "give a value from 10 to 500" in alert.inner_text() and badge(page) == "recorded"
    box.fill("100")
    box.press("Enter")
    alert.wait_for(state="detached")


def test_a_preset_and_a_comparison_by_keyboard(page):
    page.get_by_label("preset", exact=True).select_option("small init")
    page.wait_for_function("document.querySelector('.grokviz-init_scale input').value === '0.1'")
    page.get_by_label("compare", exact=True).select_option("λ  weight decay")
    says(page, "of 5 runs")
    screenshot(page, "teacher-student-compare")


def test_another_penalty_is_chosen_and_a_link_carries_it(page):
    page.get_by_label("preset", exact=True).select_option("l1: sparse weights")
    page.wait_for_function("document.querySelector('.grokviz-badge').innerText === 'live'")
    assert page.get_by_label("penalty", exact=True).input_value() == "l1: few entries"
    says(page, "[Gg]eneralised")
    screenshot(page, "teacher-student-penalty")
    page.locator(".grokviz-tabs").get_by_role("tab", name="Share").click()
    page.get_by_label("link to").select_option("settings only")
    page.wait_for_function("document.querySelector('.grokviz-link textarea')?.value"
                           ".includes('penalty=l1')")


def test_the_l_and_the_u_are_trained_and_the_law_fills_in(page):
    page.locator(".grokviz-views").get_by_role("tab", name="L and U").click()
    says(page, "21 norms")
    with changes(page, CURVES, "d"):
        button(page, "Start").click()
    says(page, r"\d+% done")
    screenshot(page, "teacher-student-lu")
    page.locator(".grokviz-views").get_by_role("tab", name="The law").click()
    says(page, "24 of 24 runs")
    button(page, "Start").click()
    says(page, "[1-9]\\d* of 24 runs have memorised")
    screenshot(page, "teacher-student-law")
    page.locator(".grokviz-views").get_by_role("tab", name="L and U").click()
    button(page, "Resume").wait_for()        # the law made it wait


def test_what_is_seen_has_a_name(page):
    snapshot = page.locator(".grokviz").first.aria_snapshot()
    for named in ('textbox "α initial scale"', 'textbox "λ weight decay"', 'combobox "preset"',
                  'combobox "speed"', 'button /Start/', "status:"):
        kind, _, name = named.partition(" ")
        assert re.search(rf'{kind}.*{name.strip("/")}', snapshot), named
    assert len(re.findall(r"""- '?img "[^"]{20,}\."'?$""", snapshot, re.MULTILINE)) == 4


def test_a_cell_run_again_leaves_one_lab(page):
    page.evaluate("() => jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_selector(CURVES, state="attached")
    assert page.locator(".grokviz").count() == 1
    with changes(page, CURVES, "d"):
        button(page, "Start").click()


def test_without_its_kernel_it_stands_still_and_says_so(page):
    page.evaluate("""() => jupyterapp.shell.currentWidget.context
        .sessionContext.session.kernel.restart()""")
    page.wait_for_selector(".grokviz.jupyter-widgets-disconnected")
    page.locator(".grokviz-fate [role=alert]").wait_for()
    marks = [page.locator(css).first.evaluate("e => getComputedStyle(e, '::before').display")
             for css in (".grokviz", ".grokviz .jupyter-widgets-disconnected")]
    assert marks == ["none", "none"]                    # the alert says it, once
    assert "Run its cell again" in page.locator(".grokviz-fate").inner_text()
    assert page.locator(".grokviz").first.bounding_box()["height"] <= 620
