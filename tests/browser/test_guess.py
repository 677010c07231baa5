"""A guess before the run: Start waits for it, three lines meet, a wrong answer is answered."""

import pytest

from browser.lab import screenshot, set_theme
from browser.test_teacher_student import CURVES, button, says


@pytest.fixture
def page(open_notebook):
    page = open_notebook(["import grokviz as gv\ngv.TeacherStudentLab(guess_first=True)"])
    page.wait_for_selector(CURVES, state="attached")
    return page


def test_start_waits_for_a_guess_and_the_run_meets_it(page):
    button(page, "Start").click()
    says(page, "Guess first, then Start")
    box = page.get_by_label("your guess")
    box.fill("3000")
    box.press("Enter")
    page.wait_for_selector(".grokviz-pictures text:text-matches('you 3,000')", state="attached")
    button(page, "Start").click()
    says(page, "Generalised at step")
    page.wait_for_selector("text=/You guessed step 3,000, the run says step/")
    page.wait_for_selector(".grokviz-pictures text:text-matches('theory')", state="attached")
    button(page, "Nothing, until it suddenly finds the rule.").click()
    page.wait_for_selector("text=/See the norm/")
    for theme in ("light", "dark"):
        set_theme(page, theme)
        screenshot(page, f"guess-{theme}")
