"""A setting that is turned while a run is watched changes the run where it is seen."""

import pytest

from browser.lab import STAGE
from grokviz.bench.browser.jupyterlab import evaluate

LAB = "import grokviz as gv\nlab = gv.TeacherStudentLab()\nlab"
STEP = f"() => {STAGE}.head.step"


@pytest.fixture
def page(open_notebook):
    page = open_notebook([LAB])
    page.wait_for_function(f"() => {STAGE}?.track.length === 1", timeout=90_000)
    page.locator(".grokviz-play").click()
    page.wait_for_function(f"() => {STAGE}.head.step > 200", timeout=90_000)
    return page


def decay(page):
    return page.locator(".grokviz-quick .grokviz-weight_decay [role=slider]")


def test_the_playhead_is_near_the_step_that_is_trained_and_a_change_is_made_there(page):
    page.wait_for_function(f"""() => {{
        const s = {STAGE}, newest = s.track.steps[s.track.length - 1];
        return s.training && newest < 2.5 * s.head.step;
    }}""", timeout=20_000)
    pull = page.evaluate(f"() => {STAGE}.live.pull")
    decay(page).press("ArrowRight")
    page.wait_for_function(f"pull => {STAGE}.live.pull > pull", arg=pull)
    while not int(evaluate(page, n="len(lab.record.changes)")["n"]):
        page.wait_for_timeout(100)
    assert page.evaluate(f"() => {STAGE}.track.steps[0]") == 0      # the same run goes on
    assert int(evaluate(page, n="len(lab.view_state.tree.runs)")["n"]) == 1


def test_a_branch_from_the_plateau_goes_on_where_it_was_left(page):
    page.evaluate(f"() => {{ {STAGE}.scrub(150); {STAGE}.scrubbed(); }}")
    page.wait_for_function(
        "() => document.querySelector('.grokviz-play').dataset.playing === 'false'")
    decay(page).press("ArrowRight")
    page.wait_for_timeout(500)
    page.locator(".grokviz-play").click()
    page.wait_for_function(f"() => {STAGE}.scene.strip.lines.length === 3", timeout=60_000)
    assert 100 < page.evaluate(STEP) < 2000         # not at step 0 again
    assert page.evaluate(f"() => {STAGE}.scene.strip.lines[2].ch") == "test_accuracy 1.1"
