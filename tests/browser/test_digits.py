"""The lab of digits in a browser: it is trained until it reads new digits, and the wall turns."""

import re

from browser.lab import STAGE, plays_from_to, screenshot
from grokviz.recipes.common.digit_pictures import wall_labels

LABELS = wall_labels().tolist()
# How many digits of the wall are right at the playhead, and at the step of the fit.
RIGHT = f"""number => [...{STAGE}.track.row('answers', number)]
    .filter((answer, digit) => answer === {LABELS}[digit]).length"""


def test_it_reads_new_digits_and_a_click_shows_what_it_says_of_one(open_notebook):
    page = open_notebook(["import grokviz as gv\ngv.DigitsLab(pace=None)"])
    plays_from_to(page, "digits that it has never seen", re.compile("grokked|generalised late"))
    stage = page.evaluate(f"""() => ({{ last: {STAGE}.track.length - 1,
        fit: {STAGE}.head.numberAt({STAGE}.track.events[0].step),
        test: {STAGE}.head.value('test_accuracy')[0] }})""")
    assert stage["test"] > 0.7
    assert page.evaluate(RIGHT, stage["fit"]) < 24 < 26 < page.evaluate(RIGHT, stage["last"])
    wall = page.locator(".grokviz-panel-canvas").first
    wall.click(position={"x": 110, "y": 60})
    first = page.evaluate(f"() => {STAGE}.chosenDigit")
    assert 0 <= first < 40
    wall.press("ArrowRight")
    assert page.evaluate(f"() => {STAGE}.chosenDigit") == (first + 4) % 40
    screenshot(page, "digits")
