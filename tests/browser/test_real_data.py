"""The labs on reviews and molecules in a browser: the stored runs play, and a click turns a page."""

import pytest
from browser.lab import STAGE, plays_from_to, screenshot


@pytest.mark.parametrize("lab, panel, opens, ends", [
    ("ReviewsLab", 0, "Does the writer like the film?", "It has learnt to read a little"),
    ("MoleculesLab", 1, "Can it be learnt?", "New molecules lie on the diagonal, too"),
])
def test_a_stored_run_plays_and_a_click_shows_the_next_one(open_notebook, lab, panel, opens, ends):
    page = open_notebook([f"import grokviz as gv\ngv.{lab}()"])
    # The stored run is played, not trained: the lab opens at its first record.
    page.evaluate(f"() => {{ {STAGE}.open = false; {STAGE}.head.place = 0; }}")
    assert page.evaluate(f"() => {STAGE}.track.length") > 0
    canvas = page.locator(".grokviz-panel-canvas").nth(panel)
    canvas.click(position={"x": 60, "y": 90})
    assert page.evaluate(f"() => {STAGE}.item") == 1
    canvas.press("ArrowLeft")
    assert page.evaluate(f"() => {STAGE}.item") == 0
    screenshot(page, lab)
