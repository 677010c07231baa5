"""The guide, a check and the toy as a learner has them: real JupyterLab, real Chromium."""

import pytest

from browser.lab import changes, screenshot, set_theme

POINTED = ".grokviz-pointed"


def says(page, selector, text, timeout=60):
    page.wait_for_function(
        "([css, text]) => document.querySelector(css)?.innerText.includes(text)",
        arg=[selector, text], timeout=1000 * timeout,
    )


def button(page, name):
    return page.locator(".grokviz").get_by_role("button", name=name)


@pytest.fixture
def guided(open_notebook):
    page = open_notebook(["import grokviz as gv\ngv.TeacherStudentLab(guide=True)"])
    page.wait_for_selector(".grokviz-pictures path.line", state="attached")
    return page


def test_a_guide_goes_on_when_its_step_is_done_and_its_words_move_the_pictures(guided):
    says(guided, ".grokviz-guide-count", "Step 1 of")
    assert guided.locator(POINTED).inner_text().strip() == "Start"
    says(guided, ".grokviz-guide-point", "Start")               # in words as well
    button(guided, "Start").press("Enter")
    says(guided, ".grokviz-guide-count", "Step 2 of")
    assert "Accuracy" in guided.locator(POINTED).text_content()
    says(guided, ".grokviz-guide-count", "Step 3 of")           # once both sets are learnt
    guided.get_by_role("button", name="memorised").press("Enter")
    guided.wait_for_function(
        "() => document.querySelector('.grokviz-step input').value === '115'")
    for theme in ("light", "dark"):
        set_theme(guided, theme)
        screenshot(guided, f"guide-{theme}")
    guided.get_by_role("button", name="the plateau").click()
    says(guided, ".grokviz-guide-count", "Step 4 of")


def test_a_guide_can_be_gone_back_in_and_left(guided):
    foot = guided.locator(".grokviz-guide-foot")
    foot.get_by_role("button", name="Skip").click()
    says(guided, ".grokviz-guide-count", "Step 2 of")
    foot.get_by_role("button", name="Back").click()
    says(guided, ".grokviz-guide-count", "Step 1 of")
    foot.get_by_role("button", name="Leave").click()
    guided.wait_for_selector(POINTED, state="detached")
    guided.get_by_label("N training examples").wait_for()
    box = guided.locator(".grokviz").first.bounding_box()
    assert box["height"] <= 700


def test_a_checked_answer_has_its_verdict_and_hints_under_it(open_notebook):
    page = open_notebook(['import grokviz as gv\ngv.check("degrok", {"init_scale": 2})'])
    says(page, ".grokviz-check", "Not yet. You have not changed anything")
    for name in ("Hint 1", "Hint 2", "Show the solution"):
        with changes(page, ".grokviz-check"):
            page.get_by_role("button", name=name).click()
    says(page, ".grokviz-check", "Solution: {'init_scale': 0.5}")
    assert page.locator(".grokviz-check").get_by_role("button").count() == 0


def test_the_start_of_the_toy_can_be_dragged(open_notebook):
    page = open_notebook(["import grokviz as gv\ngv.ShellToy()"])
    page.wait_for_selector(".grokviz-tall path.dot.element", state="visible")
    u = page.locator(".grokviz-u input[type=text]")
    assert u.input_value() == "2.8" and button(page, "Start").is_visible()
    diamond = page.locator(".grokviz-tall path.dot.element").last.bounding_box()
    plane = page.locator(".grokviz-tall svg").first.bounding_box()
    page.mouse.move(diamond["x"] + diamond["width"] / 2, diamond["y"] + diamond["height"] / 2)
    page.mouse.down()
    page.mouse.move(plane["x"] + 0.55 * plane["width"], plane["y"] + 0.4 * plane["height"],
                    steps=5)
    page.mouse.up()
    page.wait_for_function("() => +document.querySelector('.grokviz-u input').value < 1.5")
    says(page, ".grokviz-line", "eneralised")
    screenshot(page, "toy-dragged")
