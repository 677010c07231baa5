"""The labs on reviews and molecules in a browser: a click shows the next review or molecule."""

import pytest

from browser.lab import STAGE, screenshot


@pytest.mark.parametrize("lab, panel, opens", [
    ("ReviewsLab", 0, "Does the writer like the film?"), ("MoleculesLab", 1, "Can it be learnt?")])
def test_a_click_shows_the_next_one_and_nothing_of_what_comes(open_notebook, lab, panel, opens):
    page = open_notebook([f"import grokviz as gv\ngv.{lab}()"])
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.locator(".grokviz-title").filter(has_text=opens).wait_for()
    assert page.evaluate(f"() => {STAGE}.track.length") == 1        # nothing is given away
    canvas = page.locator(".grokviz-panel-canvas").nth(panel)
    canvas.click(position={"x": 60, "y": 90})
    assert page.evaluate(f"() => {STAGE}.item") == 1
    canvas.press("ArrowLeft")
    assert page.evaluate(f"() => {STAGE}.item") == 0 and not errors
    screenshot(page, lab)
