"""The plane lab as a learner has it: a start is dragged, a map clicked, and the paths are seen."""

import math

import pytest

from browser.lab import output_area, says, screenshot, set_theme, wait_until_still

LAB = "import grokviz as gv\nlab = gv.PlaneLab()\nlab"
MARGIN = {"top": 30, "bottom": 34, "left": 52, "right": 14}        # of a picture [px]


@pytest.fixture
def page(open_notebook):
    page = open_notebook([LAB.replace("PlaneLab()", "PlaneLab(view='Reduced path')")])
    page.wait_for_selector(".grokviz-pictures path.line", state="attached")
    says(page, "the formula said")
    wait_until_still(page, ".grokviz-pictures path.dot")
    return page


def place(page, w, m, side=0):
    """Where a point of a map is on the screen."""
    box = page.locator(".grokviz-pictures .bqplot:visible").nth(side).bounding_box()
    across, up = math.log(w / 0.5) / math.log(10), m / 0.3
    wide = box["width"] - MARGIN["left"] - MARGIN["right"]
    high = box["height"] - MARGIN["top"] - MARGIN["bottom"]
    return (box["x"] + MARGIN["left"] + across * wide,
            box["y"] + MARGIN["top"] + (1 - up) * high)


def text(page, name):
    return page.locator(f".grokviz-{name} input[type=text]")


def test_it_appears_whole_with_its_path_in_both_themes(page):
    assert page.locator(".grokviz-badge").inner_text() == "recorded"
    assert page.locator(".grokviz-pictures .bqplot:visible").count() == 4
    width, _ = output_area(page)
    box = page.locator(".grokviz").first.bounding_box()
    assert box["height"] <= 700 and box["width"] <= width
    for theme in ("light", "dark"):
        set_theme(page, theme)
        screenshot(page, f"plane-{theme}")


def test_a_dragged_start_has_its_path_follow_and_a_click_adds_one(page):
    diamond = page.locator(".grokviz-pictures .bqplot:visible").first.locator("path.dot").last
    diamond.hover()                                     # waits until it stands still
    box, (to_x, to_y) = diamond.bounding_box(), place(page, 3, 0.07)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move((x + to_x) / 2, (y + to_y) / 2, steps=4)
    page.wait_for_function(                             # while it is still in the hand
        "document.querySelector('.grokviz-init_scale input').value !== '4'")
    for nudge in range(40):                             # a busy browser may leave out moves
        page.mouse.move(to_x + nudge % 2, to_y)
        if abs(float(text(page, "init_scale").input_value()) - 3) < 0.2:
            break
        page.wait_for_timeout(250)
    page.mouse.up()
    page.wait_for_function(
        "Math.abs(document.querySelector('.grokviz-init_scale input').value - 3) < 0.3")
    assert abs(float(text(page, "messiness").input_value()) - 0.07) < 0.02
    says(page, "the formula said")
    page.locator(".grokviz-badge").get_by_text("live").wait_for()
    wait_until_still(page, ".grokviz-pictures path.dot")
    page.mouse.click(*place(page, 3.5, 0.2, side=1))
    says(page, "of 2 paths")
    assert text(page, "starts").input_value().startswith("3.5")
    page.get_by_role("button", name="only this path").click()
    says(page, "the formula said")


def test_fewer_pairs_another_part_of_the_map_and_the_other_views(page):
    text(page, "n_train").fill("25")
    page.keyboard.press("Enter")
    says(page, "did not generalise in")
    page.get_by_label("gradient").check()
    page.get_by_label("show", exact=True).select_option("the border")
    page.wait_for_function("document.querySelector('.grokviz-pictures').textContent"
                           ".includes('0.08')")
    for view, said in (("Full training", "outside the plane"), ("Landscape", "441 of 441"),
                       ("MNIST", "test loss of digits")):
        page.locator(".grokviz-views").get_by_role("tab", name=view, exact=True).click()
        says(page, said)


def test_a_size_that_is_not_stored_is_mapped_coarse_first(page):
    text(page, "n_train").fill("40")
    page.keyboard.press("Enter")
    says(page, "The map has 5 × 5 cells so far")
    text(page, "n_train").fill("56")
    page.keyboard.press("Enter")
    page.get_by_text("n_train is 56; give a value from 10 to 54").wait_for()
    text(page, "n_train").fill("45")
    page.keyboard.press("Enter")
    says(page, "the formula said")


STAGE = "[...document.querySelectorAll('*')].find(e => e.stage && e.offsetParent)?.stage"
START = f"""() => {{
    const stage = {STAGE}, {{ canvas, box, spec, view }} = stage.panels[0];
    const pen = stage.penFor(canvas, box, spec, view), at = canvas.getBoundingClientRect();
    return [at.x + pen.X(stage.track.row("decoder_norm", 0)[0]),
            at.y + pen.Y(stage.track.row("messiness", 0)[0])];
}}"""


def test_the_ball_rolls_to_the_end_and_its_start_can_be_dragged(open_notebook):
    page = open_notebook([LAB])
    page.wait_for_function(f"{STAGE}?.track.length === 1 && {STAGE}.frames > 0")
    title = page.locator(".grokviz-title").inner_text()
    page.locator(".grokviz-play").click()
    page.wait_for_function(f"{STAGE}.track.length === 201 && {STAGE}.head.atEnd")
    page.wait_for_function("was => document.querySelector('.grokviz-title').innerText !== was",
                           arg=title)
    x, y = page.evaluate(START)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y - 10, steps=3)
    page.wait_for_function(f"{STAGE}.track.row('decoder_norm', 0)[0] < 3.8")
    assert page.evaluate(f"[{STAGE}.held, {STAGE}.head.place]") == [True, 0]
    page.mouse.up()
    page.wait_for_function(f"{STAGE}.head.place > 0")
    page.keyboard.press("t")
    assert page.evaluate(f"{STAGE}.panels[0].view.curtain") == 1
