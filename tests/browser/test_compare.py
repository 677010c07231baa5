"""Comparing, the map of phases and the page of numbers, as a learner has them."""

import re

import pytest

from browser.lab import CURVES, button, changes, says, screenshot, set_theme
from browser.test_teacher_student import LAB

NAMELESS = re.compile(          # an icon is a letter of private use
    r"""^\s*- (button|combobox|textbox|checkbox|spinbutton)( "[\ue000-\uf8ff]?")?:?$""",
    re.MULTILINE)


@pytest.fixture
def page(open_notebook):
    page = open_notebook([LAB.replace(")", ", steps=400, width=30)")])
    page.wait_for_selector(CURVES, state="attached")
    return page


def tab(page, name):
    page.locator(".grokviz-tabs").get_by_role("tab", name=name).click()


def table(page):
    """Rows of the first table of the open page, once it is there."""
    page.wait_for_selector(".grokviz-panel table", state="attached")
    return page.locator(".grokviz-panel table").first.evaluate(
        "table => [...table.rows].map(row => [...row.cells].map(cell => cell.innerText))")


def heads(page, *names):
    """Wait for a table with these columns."""
    page.wait_for_function("""names => [...document.querySelectorAll('.grokviz-panel thead tr')]
        .some(row => [...row.cells].slice(1).map(c => c.innerText).join() === names.join())""",
        arg=list(names), timeout=60_000)


def named(page, where):
    snapshot = page.locator(where).first.aria_snapshot()
    assert not NAMELESS.findall(snapshot), snapshot


def ended(page):
    page.wait_for_function(
        "document.querySelector('.grokviz-go').innerText.includes('Start')"
        " && document.querySelector('.grokviz-badge').innerText === 'live'", timeout=120_000)


def run(page, decay):
    box = page.get_by_role("textbox", name="λ weight decay")
    box.fill(decay)
    box.press("Enter")
    page.wait_for_selector(".grokviz-go:has-text('Pause')")
    ended(page)


def test_two_runs_are_pinned_and_a_twin_is_trained(page):
    ended(page)                                 # the run starts by itself, with its own settings
    tab(page, "Compare")
    button(page, "Pin this run").click()
    page.wait_for_selector(".grokviz-pin", state="attached")
    tab(page, "Settings")
    run(page, "1")
    tab(page, "Compare")
    button(page, "Pin this run").click()
    page.wait_for_function("document.querySelectorAll('.grokviz-pin').length === 2")
    heads(page, "now", "1", "2")
    bold = page.locator(".grokviz-bold").all_inner_texts()
    assert any(row.split("\t")[:3] == ["λ", "1", "0.1"] for row in bold), bold
    page.wait_for_selector(".grokviz-pictures text:text-is('1')", state="attached")
    page.get_by_label("differs in").select_option("α")
    page.get_by_role("textbox", name="value", exact=True).fill("1")
    with changes(page, CURVES, "d", timeout=60):
        button(page, "Train the twin").click()
    page.wait_for_selector("text=/α 1; this run: α 2/")
    page.wait_for_selector("text=/test accuracy minus that of the twin/", state="attached",
                           timeout=60_000)
    heads(page, "now", "twin", "1", "2")
    named(page, ".grokviz-panel")
    for theme in ("light", "dark"):
        set_theme(page, theme)
        screenshot(page, f"compare-{theme}")


def test_a_cell_of_the_map_of_phases_opens_its_run(page):
    page.locator(".grokviz-views").get_by_role("tab", name="Phases").click()
    says(page, "81 of 81 cells")
    named(page, ".grokviz-plane")
    page.wait_for_selector(".grokviz-map text:text-is('0.18')", state="attached")
    image = page.locator(".grokviz-map image").first
    assert page.locator(".grokviz").first.bounding_box()["height"] <= 620
    for theme in ("dark", "light"):
        set_theme(page, theme)
        screenshot(page, f"phases-{theme}")
    box = image.bounding_box()
    image.click(position={"x": box["width"] * 4.5 / 9, "y": box["height"] * 8.5 / 9})
    page.wait_for_function("document.querySelector('.grokviz-init_scale input').value === '0.1'")
    assert page.locator(".grokviz-weight_decay input").first.input_value() == "0.316"
    says(page, "memorise|generalise|learning", timeout=120)


def test_a_cell_is_opened_without_a_mouse_and_other_axes_are_trained(page):
    page.locator(".grokviz-views").get_by_role("tab", name="Phases").click()
    says(page, "81 of 81 cells")
    button(page, "axes and source").click()
    page.locator(".grokviz-plane").get_by_label("up", exact=True).select_option(
        "N  training examples")
    page.wait_for_function("document.querySelector('.grokviz-badge').innerText === 'live'",
                           timeout=120_000)
    says(page, r"\d+ of 81 cells, 3 seeds each: .*(memorisation|comprehension|grokking)", 180)
    screenshot(page, "phases-live")
    page.locator(".grokviz-plane").get_by_label("N training examples").select_option("500")
    button(page, "Open this run").press("Enter")
    page.wait_for_function("document.querySelector('.grokviz-n_train input').value === '500'")
    says(page, "memorise|generalise|learning", timeout=120)


def test_the_page_of_numbers_follows_the_cursor_and_motion_can_be_reduced(page):
    tab(page, "Numbers")
    newest = table(page)[1]
    with changes(page, ".grokviz-numbers table"):
        page.get_by_role("button", name="to the first record").click()
    page.wait_for_function(
        "document.querySelector('.grokviz-numbers table tbody th').innerText === '0'")
    assert table(page)[1] != newest and "step 0" in page.locator(".grokviz-numbers p").first \
        .inner_text()
    named(page, ".grokviz-panel")
    screenshot(page, "numbers")
    tab(page, "Display")
    page.get_by_label("reduce motion").check()
