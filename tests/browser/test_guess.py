"""A guess before the run: Start waits for it, three lines appear, a wrong answer gets a reply."""

import pytest

from browser.lab import CURVES, button, says, screenshot, set_theme

ACCURACY = ".grokviz-picture:nth-child(2)"
HANDLE = f"{ACCURACY} .object_grp path.dot"


@pytest.fixture
def page(open_notebook):
    page = open_notebook([
        "import grokviz as gv\ngv.TeacherStudentLab(view='Run', guess_first=True)"])
    page.wait_for_selector(CURVES, state="attached")
    return page


def wait_for(page):
    """Press Start, and have it refused."""
    button(page, "Start").click()
    says(page, "Guess first, then press Start")
    return page.get_by_label("your guess", exact=True)


def guessed(page, low, high):
    page.wait_for_function(
        """([low, high]) => { const guess = parseFloat(document.querySelector(
        '.grokviz-guess input').value.replace(',', '')); return low < guess && guess < high; }""",
        arg=[low, high])


def test_start_waits_for_a_guess_and_the_run_meets_it(page):
    box = wait_for(page)
    box.fill("30000")
    box.press("Enter")
    page.get_by_role("alert").get_by_text("give a value from 1 to 10,000 or never").wait_for()
    box.fill("3000")
    box.press("Enter")
    page.wait_for_selector(".grokviz-pictures text:text-matches('you 3,000')", state="attached")
    button(page, "Start").click()
    says(page, "generalised at step")
    page.wait_for_selector("text=/You guessed step 3,000, the run says step/")
    page.wait_for_selector(".grokviz-pictures text:text-matches('theory')", state="attached")
    button(page, "Nothing, until the network suddenly finds the rule.").click()
    page.wait_for_selector("text=/See the norm/")
    button(page, "The norm slides along the floor").click()
    button(page, "✓ The norm slides along the floor").wait_for()
    for theme in ("light", "dark"):
        set_theme(page, theme)
        screenshot(page, f"guess-{theme}")


def test_the_handle_is_dragged_and_the_picture_clicked(page):
    wait_for(page)
    page.wait_for_selector(".grokviz-pictures text:text-matches('drag: your guess')",
                           state="attached")
    place = page.locator(HANDLE).last.bounding_box()
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 50, y, steps=4)
    page.mouse.move(x + 98, y, steps=4)                 # about a decade from 100
    page.mouse.up()
    guessed(page, 800, 1300)
    says(page, "Ready")                                 # nothing is wrong any more
    figure = page.locator(f"{ACCURACY} .bqplot").bounding_box()
    page.mouse.click(figure["x"] + 0.4 * figure["width"], figure["y"] + 120)
    guessed(page, 10, 99)


def test_a_curve_is_drawn_with_the_mouse(page):
    box = wait_for(page)
    page.get_by_label("guess", exact=True).select_option("the whole test curve")
    button(page, "draw it").click()
    figure = page.locator(f"{ACCURACY} .bqplot").bounding_box()
    x, y = figure["x"] + 80, figure["y"] + 0.6 * figure["height"]
    page.wait_for_selector(f"{ACCURACY} rect[style*='crosshair'], {ACCURACY} [style*='crosshair']",
                           state="attached")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 250, y, steps=5)
    page.mouse.move(x + 300, y - 0.4 * figure["height"], steps=5)
    page.mouse.up()
    page.wait_for_function("document.querySelector('.grokviz-guess input').value === 'drawn'")
    button(page, "skip this run").wait_for(state="hidden")
    assert box.is_enabled()
