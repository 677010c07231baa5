"""The guide, a check and the toy as a learner has them: real JupyterLab, real Chromium."""

import math

import pytest

from browser.lab import STAGE, changes, screenshot, set_theme


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
    page.wait_for_function(f"() => {STAGE}?.track.length === 1", timeout=60_000)
    return page


def scrub(page, step):
    """Drag the strip, whose axis goes from 1 to 10,000, to a step."""
    box = page.locator(".grokviz-strip:visible").bounding_box()
    gutter = 64
    x = box["x"] + gutter + (box["width"] - gutter) * math.log10(step) / 4
    y = box["y"] + box["height"] / 2
    page.mouse.move(x - 40, y)
    page.mouse.down()
    page.mouse.move(x - 10, y, steps=3)
    page.mouse.move(x, y, steps=3)
    page.mouse.up()


def test_a_guide_goes_on_when_its_step_is_seen_and_its_words_move_the_head(guided):
    says(guided, ".grokviz-guide-count", "Step 1 of")
    assert guided.locator(".grokviz-points-play .grokviz-play").is_visible()
    says(guided, ".grokviz-guide-point", "Play")                # in words as well
    guided.locator(".grokviz-play:visible").click()
    says(guided, ".grokviz-guide-count", "Step 2 of")
    assert guided.locator(".grokviz-points-play").count() == 0
    assert guided.locator(".grokviz-points-strip .grokviz-strip").is_visible()
    says(guided, ".grokviz-guide-count", "Step 3 of")           # once both sets are seen learnt
    seen, learnt = guided.evaluate(
        f"() => [{STAGE}.head.step, Math.max(...{STAGE}.track.events.map(e => e.step))]")
    assert seen >= learnt > 1000
    guided.get_by_role("button", name="memorised").press("Enter")
    guided.wait_for_function(f"() => Math.abs({STAGE}.head.step - 115) < 8 && !{STAGE}.playing")
    for theme in ("light", "dark"):
        set_theme(guided, theme)
        screenshot(guided, f"guide-{theme}")
    guided.get_by_role("button", name="the plateau").click()
    says(guided, ".grokviz-guide-count", "Step 4 of")
    guided.wait_for_function(f"() => {STAGE}.head.step > 200 && {STAGE}.head.step < 1900")
    scrub(guided, learnt)
    says(guided, ".grokviz-guide-count", "Step 5 of")
    plays_on_from_there(guided)


def plays_on_from_there(page):
    """Play goes on from where the head was put."""
    scrub(page, 300)
    page.wait_for_function(f"() => Math.abs({STAGE}.head.step - 300) < 60")
    page.locator(".grokviz-play:visible").click()
    places = [page.evaluate(f"() => {STAGE}.head.step") for _ in range(5)
              if page.wait_for_timeout(100) is None]
    assert 240 < places[0] < 2000 and places[0] < places[-1] < 9000


def test_a_guide_can_be_gone_back_in_and_left(guided):
    foot = guided.locator(".grokviz-guide-foot")
    foot.get_by_role("button", name="Skip").click()
    says(guided, ".grokviz-guide-count", "Step 2 of")
    foot.get_by_role("button", name="Back").click()
    says(guided, ".grokviz-guide-count", "Step 1 of")
    foot.get_by_role("button", name="Leave").click()
    guided.wait_for_selector(".grokviz-points-play", state="detached")
    guided.locator(".grokviz-guide-foot").wait_for(state="hidden")      # the picture has it all
    guided.get_by_role("button", name="Guide").click()
    says(guided, ".grokviz-guide-count", "Step 1 of")
    guided.wait_for_function("() => document.querySelector('.grokviz').offsetHeight <= 620")


def test_a_checked_answer_has_its_verdict_and_hints_under_it(open_notebook):
    page = open_notebook(['import grokviz as gv\ngv.check("degrok", {"init_scale": 2})'])
    says(page, ".grokviz-check", "Not yet. You have not changed anything")
    for name in ("Hint 1", "Hint 2", "Show the solution"):
        with changes(page, ".grokviz-check"):
            page.get_by_role("button", name=name).click()
    says(page, ".grokviz-check", "Solution: {'init_scale': 0.5}")
    assert page.locator(".grokviz-check").get_by_role("button").count() == 0


def test_the_start_of_the_toy_can_be_dragged(open_notebook):
    page = open_notebook(["import grokviz as gv\ngv.ShellToy(view='Toy')"])
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
